// On which days a question was answered and how well: what says when it is asked again. One record a question,
// {fingerprint, due, log: [[day, rating], ...]}, a rating a day, earliest day first. The log is what is known; `due` follows
// from it, and is kept so that counting what is due is no more than comparing days. Pure functions.

import { isMap } from "../../file.js";
import { renew } from "../record.js";

export const AGAIN = 1;
export const HARD = 2;
export const GOOD = 3;
export const EASY = 4;

/** The days until a question is asked again after its first answer, by rating: what the model of `today/schedule.js` says. */
export const FIRST = { [AGAIN]: 1, [HARD]: 1, [GOOD]: 2, [EASY]: 8 };

const MOST_DAYS = 1000;
const LONG = 86_400_000;

const timeOf = (day) => Date.parse(`${day}T00:00:00Z`);
const dayOf = (time) => new Date(time).toISOString().slice(0, 10);

// A day of the calendar, as records write it: "2026-11-28".
function isRealDay(value) {
  return typeof value === "string" && /^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$/.test(value) && !Number.isNaN(timeOf(value)) && dayOf(timeOf(value)) === value;
}

/** The day so many days later. */
export const shiftDay = (day, days) => dayOf(timeOf(day) + days * LONG);

/** How many days lie between two. */
export const countDays = (from, to) => Math.round((timeOf(to) - timeOf(from)) / LONG);

/** What a mark, and how sure one was, say of remembering; 0 where a page cannot tell. The page Today has it in words. */
export function rateMark({ status, sure }) {
  if (status === "waits") return 0;
  if (status !== "right") return AGAIN;
  if (sure === null || sure === undefined || sure === 2) return GOOD;
  return sure > 2 ? EASY : HARD;
}

const isRating = (value) => Number.isInteger(value) && value >= AGAIN && value <= EASY;
const isEntry = (value) => Array.isArray(value) && value.length === 2 && isRealDay(value[0]) && isRating(value[1]);

/** A record as it should be, or null. */
export function readReview(value) {
  if (!isMap(value) || typeof value.fingerprint !== "string" || value.fingerprint.length > 64) return null;
  const { fingerprint, due, log } = value;
  if (due !== "" && !isRealDay(due)) return null;
  if (!Array.isArray(log) || !log.length || log.length > MOST_DAYS || !log.every(isEntry)) return null;
  if (!log.every(([day], index) => !index || log[index - 1][0] < day)) return null;
  return { fingerprint, due, log: log.map(([day, rating]) => [day, rating]) };
}

/** The last day on which a question was answered, and the rating of that day. */
export const lastOf = (review) => review.log.at(-1);

/** When a question is asked again; where nobody has worked that out, no later than it would be. */
export function dueOf(review) {
  const [day, rating] = lastOf(review);
  return review.due || shiftDay(day, rating === AGAIN ? 1 : FIRST[rating]);
}

// Without the model: after a first answer this is what it says, after a miss the least, and after a success no later than
// it would say, for no success shortens what it gave before.
function boundDue(known, day, rating) {
  if (!known.log.length) return shiftDay(day, FIRST[rating]);
  const [last] = lastOf(known);
  if (day < last) return known.due;
  return shiftDay(day, rating === AGAIN ? 1 : Math.max(1, countDays(last, dueOf(known))));
}

/** The record after an answer. The first of a day counts, as the day's later ones were given with the reasons just read. */
export function noteRating(review, { fingerprint, day, rating }) {
  const known = review?.fingerprint === fingerprint ? review : { fingerprint, due: "", log: [] };
  if (known.log.some(([each]) => each === day)) return known;
  const log = [...known.log, [day, rating]].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-MOST_DAYS);
  return { fingerprint, due: boundDue(known, day, rating), log };
}

// What a question's own record (record.js) tells of: its marks may be older than this one.
function takeIn(review, answer) {
  if (!answer?.tries) return review;
  return [answer.first, answer.last].reduce((taken, mark) => {
    const rating = rateMark(mark);
    return rating && isRealDay(mark.day) ? noteRating(taken, { fingerprint: answer.fingerprint, day: mark.day, rating }) : taken;
  }, review);
}

/** The record of a question as it is now, from what was kept of it in both ways; null where it was not answered or was edited since. */
export function findReview({ fingerprint, was }, review, answer) {
  const [own, mark] = [review, answer].map((kept) => renew(kept, fingerprint, was)).map((kept) => (kept?.fingerprint === fingerprint ? kept : null));
  return takeIn(own, mark);
}

/**
 * Two records of one question as one: every day of both, and of a day that both have the lower rating. Of two editions of
 * the question the one answered last stays. Returns `here` itself where nothing comes to it.
 */
export function mergeReviews(here, there) {
  if (!here || !there) return here ?? there;
  if (here.fingerprint !== there.fingerprint) return lastOf(there)[0] > lastOf(here)[0] ? there : here;
  const days = new Map(here.log);
  for (const [day, rating] of there.log) days.set(day, Math.min(rating, days.get(day) ?? EASY));
  const log = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-MOST_DAYS);
  const isSame = (other) => JSON.stringify(other.log) === JSON.stringify(log);
  if (isSame(here)) return here;
  return isSame(there) ? there : { fingerprint: here.fingerprint, due: "", log };
}
