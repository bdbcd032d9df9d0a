// What is due today. Days are compared and nothing is computed, so that any page can say it. Pure functions.

import { kindOf } from "../../item/kind.js";
import { hashText } from "../../learner.js";
import { AGAIN, dueOf, findReview, lastOf, shiftDay } from "./log.js";

function measureCard(card, kept, page) {
  const share = (card.minutes ?? 0) / card.items.length;
  return card.items.filter(([, , , kind]) => !kindOf({ kind }).isCompared).map((item) => {
    const [id, fingerprint, , , , was] = item;
    const review = findReview({ fingerprint, was }, kept.reviews[id], kept.answers[id]);
    return { id, fingerprint, was, page, card, minutes: share, review, due: review ? dueOf(review) : "", missed: Boolean(review) && lastOf(review)[1] === AGAIN };
  }).filter((item) => item.review);
}

const order = (day) => (a, b) => Number(b.missed) - Number(a.missed) || (a.due < b.due ? -1 : a.due > b.due ? 1 : hashText(day + a.id) - hashText(day + b.id));

/** Of each case the questions that may be asked on a day: none on a day on which one of them was answered. */
const listReady = (cards, day) =>
  cards.map((items) => (items.some(({ review }) => review.log.some(([each]) => each === day)) ? [] : items.filter((item) => item.due <= day)))
    .filter((items) => items.length);

/** The first day after `day` on which some of these questions are asked, and how many: one a case; null where there is none. */
function foresee(cards, day) {
  const tomorrow = shiftDay(day, 1);
  const days = new Set(cards.flat().map((item) => (item.due > day ? item.due : tomorrow)));
  return [...days].sort().map((each) => ({ day: each, count: listReady(cards, each).length })).find(({ count }) => count) ?? null;
}

/**
 * What is due on a day. `course` is what the build wrote (see progress.js), `kept` holds {answers, reviews} by item, `day`
 * is today as records write it.
 *
 * Returns `due`, the questions to ask, one a case, those missed first and then the longest due, each {id, fingerprint, was,
 * page, card, minutes, review, due, missed}; `waiting`, how many more are due and wait for another day, because one question of
 * their case is asked today or was answered today; `known`, all that can be asked some day; `later`, the next day on which
 * some are asked beside those of today, and how many, or null; and `ahead`, how many carry a day after today.
 */
export function measureDue(course, kept, day) {
  const cards = course.pages.flatMap((page) => page.cards.filter((card) => card.kind === "case").map((card) => measureCard(card, kept, page)));
  const known = cards.flat();
  const due = listReady(cards, day).map((items) => items.sort(order(day))[0]).sort(order(day));
  const others = cards.map((items) => items.filter((item) => !due.includes(item)));
  return {
    due, known,
    waiting: known.filter((item) => item.due <= day).length - due.length,
    later: foresee(others, day),
    ahead: known.filter(({ review }) => lastOf(review)[0] > day).length,
  };
}

/** How many questions are due on a day: what the front page says of the page Today. */
export const countDue = (course, kept, day) => measureDue(course, kept, day).due.length;
