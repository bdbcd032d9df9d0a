// One question of a review: its story, its figure, the question itself and, once it is marked, its reasons.

import { fill, icon, make, makeId } from "../dom.js";
import { showItem } from "../item/item.js";
import { isTaken } from "../item/outcome.js";
import { chooseVariant } from "../learner.js";
import { sureHabit } from "../reader/habit.js";
import { browserToken } from "../reader/storage.js";
import { addressOf } from "../reader/tracker.js";
import { chooseReview } from "./told.js";
import { sayWhy } from "./words.js";

/** Make what a reason says of other pages lead there from here: it was written for the question's own page. */
function leadOn(element, page) {
  const base = new URL(addressOf(page), window.location.href);
  for (const link of element.querySelectorAll("a[href]:not(.fact)")) link.href = new URL(link.getAttribute("href"), base).href;
}

const sayMinutes = (minutes) => `about ${Math.max(1, Math.round(minutes))} min`;

function makeHead(one) {
  const title = make("h2", { class: "cb-card-title", id: makeId("today"), tabindex: "-1" }, one.card.title);
  const link = make("a", { href: addressOf(one.page.page, `item-${one.id}`) }, one.page.title);
  const head = make("div", { class: "cb-card-head" },
    make("span", { class: "cb-kind" }, "Review"), " ", make("span", { class: "cb-minutes" }, sayMinutes(one.minutes)), title,
    make("p", { class: "today-why" }, sayWhy(one), " From ", link, "."));
  return { head, title };
}

/** The card of a question that cannot be shown, with a link to it. */
export function showMissing(one) {
  const { head, title } = makeHead(one);
  const words = make("p", {}, "This question could not be loaded. It may have been edited since this page was opened: reload the page, or answer it where it stands.");
  return { element: make("section", { class: "cb-card", "aria-labelledby": title.id }, head, words), title };
}

// Some stories speak of what stands on their page.
const sayLeaning = (one) =>
  make("p", { class: "cb-hint" }, "It speaks of something on its page: ", make("a", { href: addressOf(one.page.page, `case-${one.card.id}`) }, "open it there"), ".");

/**
 * Show a question of a review, with numbers of its own. `data` is what was loaded of its chapter, `kept` are its records
 * {answer, review}; `onMark({outcome, response, sure, variant})` hears of its first mark. Returns {element, title}, or null
 * where the file holds another edition.
 */
export function showQuestion(one, { data, kept, adorn, onMark }) {
  const { part, secrets, leans } = data?.cases.find((each) => each.part.id === one.card.id) ?? {};
  const item = part?.items.find((each) => each.id === one.id);
  if (!item || item.fingerprint !== one.fingerprint) return null;
  const variants = part.variants || 1;
  const shown = kept.answer?.variant ?? chooseVariant(browserToken(), part.id, variants);
  const variant = chooseReview(variants, { shown, times: one.review.log.length });
  const adornHere = (element) => {
    leadOn(element, one.page.page);
    adorn(element);
  };
  const { head, title } = makeHead(one);
  const story = part.intro ? fill("div", { class: "cb-story" }, part.intro, part.numbers, variant) : "";
  if (story) adornHere(story);
  let marked = false;
  const view = showItem({
    item, numbers: part.numbers, variant, secret: secrets[item.id], rate: sureHabit, adorn: adornHere,
    onMark: (outcome, response, sure) => {
      if (marked || !isTaken(outcome)) return;
      marked = true;
      onMark({ outcome, response, sure, variant });
    },
  });
  const element = make("section", { class: "cb-card cb-case is-live", "aria-labelledby": title.id }, head, story, leans ? sayLeaning(one) : "", view.element);
  return { element, title };
}

/** A mark as a sign with its word. */
export const showRemembered = (remembered) =>
  make("span", { class: remembered ? "today-mark is-right" : "today-mark is-wrong" }, icon(remembered ? "right" : "wrong"), remembered ? "remembered" : "not remembered");
