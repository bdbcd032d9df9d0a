// For whoever has been here: where they were, how far they are, and their plan. On the first page and on "My progress".

import { count, make } from "../dom.js";
import { sayMinutes } from "../reader/progress.js";
import { addressOf } from "../reader/tracker.js";
import { recallPlaces, resumeAt } from "./place.js";

const SHOWN = 3; // places named on "My progress"

const of = (done, total) => `${done} of ${total}`;

/** Where the reader was, the latest first, on pages that the course still has: {page, heading}. */
const listPlaces = (measured) =>
  recallPlaces().map(({ page, heading }) => ({ page: measured.pages.find((one) => one.page === page), heading })).filter(({ page }) => page);

/** Where to go on: {words, page, title, heading, href}; null for a reader who is new. */
function findWay(measured, way) {
  const [last] = listPlaces(measured);
  if (last && !last.page.done) {
    return { words: "Go on where you were", title: last.page.title, heading: last.heading, href: resumeAt(last.page.page) };
  }
  const next = way?.next ?? measured.next;
  if (!last && !measured.begun && !way) return null;
  if (!next) return { words: "You have done every page", title: "Look at your progress", heading: "", href: addressOf("progress") };
  return { words: "Go on with", title: next.title, heading: "", href: resumeAt(next.page) };
}

/** How far in a plan, and what it holds next. */
function sayPlan(way) {
  const words = `Your plan, ${way.title}: ${of(way.done, way.total)} pages done`;
  if (!way.next) return [words, "."];
  return [`${words}, ${sayMinutes(way.minutes)} left. Next: `, make("a", { href: resumeAt(way.next.page) }, way.next.title)];
}

/** Fill the first page's place for a reader who comes back; `due` is how many questions are due today. */
export function showBack(root, measured, way, due) {
  const found = findWay(measured, way);
  root.hidden = !found;
  if (!found) return root.replaceChildren();
  const { answered, total } = measured.questions;
  return root.replaceChildren(...[
    make("p", { class: "back-words" }, found.words),
    make("p", { class: "back-go" },
      make("a", { class: "cb-button", href: found.href }, found.title),
      found.heading ? make("span", { class: "back-heading" }, `at \u201c${found.heading}\u201d`) : null),
    make("p", { class: "back-line" }, ...(due ? [make("a", { href: addressOf("today") }, `${count(due, "question")} due today`), ". "] : []),
      `${of(measured.done, measured.pages.length)} pages done, ${of(answered, total)} questions answered.`),
    way ? make("p", { class: "back-line" }, ...sayPlan(way)) : null,
  ].filter(Boolean));
}

/** Fill the place above the figures of "My progress": where one was, and the plan, or the page on which to `choose` one. */
export function showWay(root, measured, way, choose) {
  const [last, ...before] = listPlaces(measured).slice(0, SHOWN);
  const link = ({ page }) => make("a", { href: resumeAt(page.page) }, page.title);
  root.replaceChildren(...[
    last ? make("p", {}, "You were last at ", link(last), last.heading ? `, \u201c${last.heading}\u201d` : "", ".",
      ...before.flatMap((place, index) => [index ? ", and at " : " Before that at ", link(place)]), before.length ? "." : "") : null,
    way ? make("p", {}, ...sayPlan(way))
      : choose ? make("p", {}, make("a", { href: addressOf(choose) }, "Choose a plan"), " for your work, if you want one.") : null,
  ].filter(Boolean));
}
