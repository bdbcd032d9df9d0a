// Everything that is kept of the reader's way through the course, read at once and trusted only as far as it can be.

import { recallWork } from "./given.js";
import { isId, isPage, readAnswer, readGiven, readPlan } from "./record.js";
import { mergeReviews, readReview } from "./review/log.js";
import { forget, keep, listKept, recall, recallWritten } from "./storage.js";

const tail = (name) => name.slice(name.indexOf(":") + 1);

/** The days on which a question was answered: those this page holds and could not write, and those another tab wrote meanwhile. */
export const recallDays = (id) => mergeReviews(readReview(recall(`review:${id}`)), readReview(recallWritten(`review:${id}`)));

/** What was kept, for `measureCourse` and `measureDue`: records by item, pages ticked off, answers of exercises, files saved, days of answers by item. */
export function readKept() {
  const kept = { answers: {}, read: {}, given: {}, saved: {}, reviews: {}, plan: readPlan(recall("plan")) };
  for (const name of listKept("answer:")) {
    const answer = isId(tail(name)) && readAnswer(recall(name));
    if (answer) kept.answers[tail(name)] = answer;
  }
  for (const name of listKept("review:")) {
    const review = isId(tail(name)) && recallDays(tail(name));
    if (review) kept.reviews[tail(name)] = review;
  }
  for (const name of listKept("read:")) if (isPage(tail(name)) && recall(name) === true) kept.read[tail(name)] = true;
  for (const name of listKept("given:")) {
    const given = tail(name).split(":").every(isId) && readGiven(recall(name));
    if (given) kept.given[tail(name)] = given;
  }
  for (const name of listKept("exercise:")) {
    if (isId(tail(name)) && recallWork(tail(name)).file === "saved") kept.saved[tail(name)] = true;
  }
  return kept;
}

/** Tick a page off, or take the tick away. */
export function tickPage(page, done) {
  if (done) keep(`read:${page}`, true);
  else forget(`read:${page}`);
}
