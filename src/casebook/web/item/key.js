// On paper the answers come after the text, with the numbers that this reader was shown. They are made when the page is
// printed, and gone from it afterwards.

import { fill, make } from "../dom.js";
import { onPaper } from "../paper.js";
import { kindOf } from "./kind.js";

function writeItem(item, secret, numbers, variant) {
  const write = (tag, html) => fill(tag, {}, html || "", secret.numbers || {}, variant);
  const question = make("p", { class: "cb-key-question" }, fill("span", {}, item.question, numbers, variant));
  return make("div", { class: "cb-key-item" }, question, ...kindOf(item).writeKey(item, secret, { variant, write }));
}

/** The one sheet at the end of the text that all self-checks of a page share. */
function findSheet(text) {
  const there = text.querySelector(".cb-key-sheet");
  if (there) return there;
  const sheet = make("section", { class: "cb-key-sheet" }, make("h2", {}, "Answers and reasons"));
  text.append(sheet);
  return sheet;
}

/** Leave a self-check's answers at the end of the page whenever it is printed; `readVariant` says with which numbers. */
export function mountKey(card, { part, secrets }, readVariant) {
  onPaper(() => {
    const sheet = findSheet(card.closest("article") || document.body);
    const variant = readVariant();
    sheet.append(
      make("h3", {}, part.title),
      ...part.items.map((item) => writeItem(item, secrets[item.id], part.numbers || {}, variant)),
    );
    return sheet;
  });
}
