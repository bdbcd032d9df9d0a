// The records of a review, read from what this browser keeps and written back: the one place where this room keeps anything.

import { readKept, recallDays } from "../reader/kept.js";
import { mergeAnswers, readAnswer, renew, reviewQuestion } from "../reader/record.js";
import { findReview, noteRating, rateMark } from "../reader/review/log.js";
import { keep, recall, recallWritten } from "../reader/storage.js";

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Work out anew when each question is due, from its days, and keep what is not written so; returns what is kept. */
export function refreshKept(course, model) {
  const kept = readKept();
  const items = course.pages.flatMap((page) => page.cards.filter((card) => card.kind === "case").flatMap((card) => card.items));
  for (const [id, fingerprint, , , , was] of items) {
    const review = findReview({ fingerprint, was }, kept.reviews[id], kept.answers[id]);
    if (!review) continue;
    const settled = { ...review, due: model.follow(review.log).due };
    if (!isSame(settled, recallWritten(`review:${id}`))) keep(`review:${id}`, settled);
    kept.reviews[id] = settled;
  }
  return kept;
}

/** What stands on a question's own page, and on how many days it was answered. */
export function recallReview(item) {
  const [held, written] = [recall, recallWritten].map((read) => readAnswer(read(`answer:${item.id}`)));
  const answer = renew(mergeAnswers(held, written), item.fingerprint, item.was);
  const review = findReview(item, recallDays(item.id), answer);
  return { answer: answer?.fingerprint === item.fingerprint ? answer : null, review };
}

/**
 * Keep an answer given in a review, {response, sure, variant}, with its outcome. Everything is read again first: another
 * tab may have written meanwhile. Returns the question's record of days, its rating, and whether the browser will remember.
 */
export function keepReview(item, { outcome, day, model, ...given }) {
  const { answer, review } = recallReview(item);
  const rating = rateMark({ ...outcome, sure: given.sure });
  const noted = noteRating(review, { fingerprint: item.fingerprint, day, rating });
  const settled = { ...noted, due: model.follow(noted.log).due };
  const kept = [
    keep(`review:${item.id}`, settled),
    keep(`answer:${item.id}`, reviewQuestion(answer, { fingerprint: item.fingerprint, ...given }, outcome, day)),
  ];
  return { review: settled, rating, kept: kept.every(Boolean) };
}
