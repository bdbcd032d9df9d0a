// A self-check in a page: the story, its items, reasons after each answer, and new numbers on request.

import { fill, fillNumbers, icon, make } from "./dom.js";
import { showItem } from "./item.js";
import { mountKey } from "./key.js";
import { chooseVariant } from "./learner.js";
import { browserToken, keep, recall } from "./storage.js";

function attemptFor(part) {
  const attempt = recall(`attempt:${part.id}`, 0);
  return Number.isSafeInteger(attempt) && attempt >= 0 ? attempt : 0;
}

const variantOf = (part, attempt) => chooseVariant(`${browserToken()}-${attempt}`, part.id, part.variants || 1);

/** Turn a self-check's card into a live one. `data` holds the part and its secrets. */
export function mountCase(card, data, { adorn } = {}) {
  const { part, secrets } = data;
  let attempt = attemptFor(part);
  let variant = variantOf(part, attempt);
  const body = card.querySelector(".cb-card-body");
  const story = part.intro ? fill("div", { class: "cb-story" }, part.intro, part.numbers, variant) : null;
  if (story) adorn?.(story);
  const views = part.items.map((item) =>
    showItem({ item, numbers: part.numbers, variant, secret: secrets[item.id], adorn }));

  function renumber() {
    const before = variant;
    do {
      attempt += 1;
      variant = variantOf(part, attempt);
    } while (variant === before);
    keep(`attempt:${part.id}`, attempt);
    if (story) fillNumbers(story, part.numbers, variant);
    views.forEach((view) => view.renumber(variant));
    heard.textContent = "New numbers. The answers were cleared.";
    card.scrollIntoView({ block: "nearest" });
  }

  const heard = make("span", { class: "cb-hint", "aria-live": "polite" });
  const again = part.variants > 1
    ? make("p", { class: "cb-again" },
        make("button", { type: "button", class: "cb-button is-quiet", on: { click: renumber } }, icon("again"), "New numbers"),
        heard)
    : null;
  body.replaceChildren(...[story, ...views.map((view) => view.element), again].filter(Boolean));
  card.classList.add("is-live");
  mountKey(card, data, () => variant);
}
