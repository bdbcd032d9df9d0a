// What is kept of an exam that a reader set themselves: its questions in their order, what was answered, and in the end how it
// was marked. Pure functions: a store may have been edited by hand, a file may come from a stranger.

import { isMap } from "../file.js";
import { isCount, isDay, isId, readResponse } from "./record.js";

const MOST_ITEMS = 1000;
const STATUSES = new Set(["right", "partly", "wrong", "waits", "unanswered", "refused"]);
const SEED = /^[0-9a-f]{8}$/;

const isMark = (value) => typeof value === "number" && value >= 0 && value <= 1000;

function readEntry(value) {
  if (!isMap(value) || !isId(value.item) || typeof value.fingerprint !== "string" || value.fingerprint.length > 64) return null;
  if (!isCount(value.variant, 999)) return null;
  const entry = { item: value.item, fingerprint: value.fingerprint, variant: value.variant };
  if (value.response !== undefined) {
    entry.response = readResponse(value.response);
    if (entry.response === undefined) return null;
  }
  if (value.status === undefined) return entry;
  const { status, points, of } = value;
  return STATUSES.has(status) && isMark(points) && isMark(of) && points <= of ? { ...entry, status, points, of } : null;
}

/**
 * An exam as it was kept, or null: `chapter` is its number, 0 for the whole course; `ended` is empty as long as it is not handed
 * in, and then each of its `items` has its mark; `seconds` is how long the page was in view, `limit` the minutes allowed, 0 for no clock.
 */
export function readExam(value) {
  if (!isMap(value) || typeof value.seed !== "string" || !SEED.test(value.seed) || typeof value.title !== "string" || value.title.length > 200) return null;
  const { seed, title, chapter, started, ended, seconds, limit } = value;
  if (!isCount(chapter, 99) || !isDay(started) || !(ended === "" || isDay(ended)) || !isCount(seconds, 10_000_000) || !isCount(limit, 10_000)) return null;
  if (!Array.isArray(value.items) || !value.items.length || value.items.length > MOST_ITEMS) return null;
  const items = value.items.map(readEntry);
  if (items.includes(null) || new Set(items.map((entry) => entry.item)).size < items.length) return null;
  if (ended && items.some((entry) => entry.status === undefined)) return null;
  return { seed, title, chapter, started, ended, seconds, limit, items };
}

/** The marks of an exam that was handed in. */
export function sumExam(exam) {
  const add = (name) => exam.items.reduce((sum, entry) => sum + (entry[name] ?? 0), 0);
  return { points: add("points"), of: add("of"), answered: exam.items.filter((entry) => entry.status !== "unanswered").length };
}
