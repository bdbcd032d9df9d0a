// On paper the answers come after the text, with the numbers that this reader was shown. They are made when the page is
// printed, and gone from it afterwards.

import { countMarks, fill, make } from "../dom.js";
import { formatNumber } from "../number.js";

function listReasons(item, secret, write) {
  const texts = new Map((item.options || []).map((option) => [option.id, option.text]));
  const row = (lead, html, message) => make("li", {}, make("strong", {}, lead, write("span", html)), " ", write("span", message));
  if (secret.keys && secret.messages) {
    const rows = [...texts].map(([id, text]) => row(secret.keys.includes(id) ? "Yes: " : "No: ", text, secret.messages[id]));
    return make("ul", { class: "cb-key" }, ...rows);
  }
  if (secret.order) return make("ol", { class: "cb-solution" }, ...secret.order.map((id) => row("", texts.get(id), secret.messages[id])));
  const points = (secret.rubric || []).map(({ text, marks }) =>
    make("li", {}, write("span", text), " ", make("span", { class: "cb-points" }, countMarks(marks))));
  return make("ul", { class: "cb-rubric" }, ...points);
}

function explainNumber(secret, variant, write) {
  const unit = secret.unit && secret.unit !== "1" ? `\u00a0${secret.unit}` : "";
  const slips = secret.predictions.map(({ values, message }) =>
    make("li", {}, make("strong", {}, `${formatNumber(values[variant], 4)}${unit}: `), write("span", message)));
  return [
    make("p", {}, make("strong", {}, secret.shown[variant])), write("div", secret.message),
    ...(slips.length ? [make("p", {}, "Answers that show a slip:"), make("ul", { class: "cb-key" }, ...slips)] : []),
  ];
}

function explainItem(item, secret, numbers, variant) {
  const write = (tag, html) => fill(tag, {}, html || "", secret.numbers || {}, variant);
  const question = make("p", { class: "cb-key-question" }, fill("span", {}, item.question, numbers, variant));
  const answer = secret.kind === "number" ? explainNumber(secret, variant, write) : [listReasons(item, secret, write)];
  return make("div", { class: "cb-key-item" }, question, ...answer);
}

/** Leave a self-check's answers at the end of the page whenever it is printed; `readVariant` says with which numbers. */
export function mountKey(card, { part, secrets }, readVariant) {
  let printing = false;
  window.addEventListener("beforeprint", () => {
    if (printing) return;
    printing = true;
    const text = card.closest("article") || document.body;
    let sheet = text.querySelector(".cb-key-sheet");
    if (!sheet) {
      sheet = make("section", { class: "cb-key-sheet" }, make("h2", {}, "Answers and reasons"));
      text.append(sheet);
    }
    const variant = readVariant();
    sheet.append(
      make("h3", {}, part.title),
      ...part.items.map((item) => explainItem(item, secrets[item.id], part.numbers || {}, variant)),
    );
  });
  window.addEventListener("afterprint", () => {
    printing = false;
    document.querySelector(".cb-key-sheet")?.remove();
  });
}
