// What can honestly be told of a reader's reviews: how many were due and how many of those were remembered. Pure functions.

import { AGAIN, shiftDay } from "../reader/review/log.js";

const SPAN = 30;

/** The reviews among the steps of `schedule.js`: an answer on the day a question was due or later. */
const listReviews = (known, model) =>
  known.flatMap((item) => model.follow(item.review.log).steps.filter((step) => step.due && step.due <= step.day).map((step) => ({ ...step, item })));

const sum = (steps) => ({
  asked: steps.length,
  remembered: steps.filter((step) => step.rating > AGAIN).length,
  expected: steps.reduce((total, step) => total + step.recall, 0),
});

/** The reviews of today, as {item, rating, ...}, their sum, and that of the last 30 days, today among them. */
export function tellReviews(known, model, day) {
  const steps = listReviews(known, model);
  const from = shiftDay(day, 1 - SPAN);
  const today = steps.filter((step) => step.day === day);
  return { today, done: sum(today), month: sum(steps.filter((step) => step.day >= from && step.day <= day)) };
}

/** As many of the questions due as fit into some minutes, and at least `least`. */
export function takeMinutes(due, minutes, least = 1) {
  let left = minutes;
  const over = due.findIndex((item) => (left -= Math.max(1, item.minutes)) < 0);
  return due.slice(0, over < 0 ? due.length : Math.max(least, over));
}

/** Which of a case's sets of numbers a review shows: another than its own page shows, and another each time. */
export function chooseReview(variants, { shown, times }) {
  if (variants < 2) return 0;
  const next = (shown + times) % variants;
  return next === shown ? (next + 1) % variants : next;
}
