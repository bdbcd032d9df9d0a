// Everything kept here as one file, and back. The file comes from anywhere: it is measured, its every field is read and
// checked, and a file with a single broken field is refused as a whole, before anything is taken from it.

import { isMap, parseJson } from "../file.js";
import { sameLearner } from "../learner.js";
import { isPlace, readBookmark } from "./bookmark.js";
import { readExam } from "./exam.js";
import { LONGEST_NAME, isAttempt, isId, isPage, mergeAnswers, readAnswer, readGiven, readPlaces, readPlan, readPlayed, readWork } from "./record.js";
import { mergeReviews, readReview } from "./review/log.js";

const KIND = "casebook-progress";
// The first edition knew of no `review` entries; its files are read as they are.
const SCHEMA = 2;
const MOST = 5000;

/** The most bytes such a file may have. */
export const LARGEST = 5_000_000;

const isToken = (value) => typeof value === "string" && /^[0-9a-f]{16}$/.test(value);

const isWork = (value) => {
  const work = readWork(value);
  return isMap(value) && Object.keys(work).every((name) => value[name] === undefined || value[name] === work[name]);
};

// What may be kept, by the first word of its name: how the rest of the name and the value are checked.
const ENTRIES = {
  answer: { named: isId, read: (value) => readAnswer(value) },
  exam: { named: isId, read: (value) => readExam(value) },
  attempt: { named: isId, read: (value) => (isAttempt(value) ? value : null) },
  bookmark: { named: isPlace, read: (value) => readBookmark(value) },
  review: { named: isId, read: (value) => readReview(value) },
  read: { named: isPage, read: (value) => (value === true ? value : null) },
  exercise: { named: isId, read: (value) => (isWork(value) ? readWork(value) : null) },
  session: { named: isId, read: (value) => readPlayed(value) },
  given: { named: (rest) => rest.split(":").length === 2 && rest.split(":").every(isId), read: (value) => readGiven(value) },
  place: { named: (rest) => rest === "", read: (value) => readPlaces(value) },
  plan: { named: (rest) => rest === "", read: (value) => readPlan(value) },
  token: { named: (rest) => rest === "", read: (value) => (isToken(value) ? value : null) },
  learner: { named: (rest) => rest === "", read: (value) => (typeof value === "string" && value.length <= LONGEST_NAME ? value : null) },
};

function readEntry(name, value) {
  const colon = name.indexOf(":");
  const stem = colon < 0 ? name : name.slice(0, colon);
  const kind = Object.hasOwn(ENTRIES, stem) ? ENTRIES[stem] : null;
  return kind && kind.named(colon < 0 ? "" : name.slice(colon + 1)) ? kind.read(value) : null;
}

/** The file as text: every sound entry, by name. */
export function writeBackup(entries, course) {
  const sound = Object.entries(entries).map(([name, value]) => [name, readEntry(name, value)]).filter(([, value]) => value !== null);
  return `${JSON.stringify({ kind: KIND, schema: SCHEMA, course, entries: Object.fromEntries(sound.sort(([a], [b]) => (a < b ? -1 : 1))) }, null, 1)}\n`;
}

const refuse = (fault) => ({ fault });

/** Read a file: {fault} in one sentence, or {entries}, a list of [name, value] in which every value has been checked. */
export function readBackup(text, course) {
  const file = parseJson(text);
  if (file === undefined) return refuse("The file is damaged or cut off. Export it again.");
  if (!isMap(file) || file.kind !== KIND) return refuse("This is not a file of progress exported from a course.");
  if (!Number.isInteger(file.schema) || file.schema < 1) return refuse("The file does not say its version. Export it again.");
  if (file.schema > SCHEMA) return refuse("The file was made by a newer edition of the course. Reload this page and try again.");
  if (file.course !== course) return refuse(`The file belongs to ${typeof file.course === "string" && file.course ? `another course, \u201c${file.course.slice(0, 100)}\u201d` : "another course"}.`);
  if (!isMap(file.entries)) return refuse("The file holds no entries. Export it again.");
  const given = Object.entries(file.entries);
  if (given.length > MOST) return refuse(`The file holds ${given.length.toLocaleString("en-GB")} entries and may hold ${MOST.toLocaleString("en-GB")}.`);
  const entries = given.map(([name, value]) => [name, readEntry(name, value)]);
  const broken = entries.find(([, value]) => value === null);
  if (broken) return refuse(`The entry \u201c${broken[0].slice(0, 100)}\u201d is not as this course writes it. Nothing was taken from the file.`);
  return { fault: "", entries };
}

/**
 * What to keep when a file's entries come to those that are here, as [name, value]: of each question the record answered
 * more often, and what is here if they are equal; of the days on which it was answered, those of both; of everything else,
 * what is not here yet. Answers to a graded exercise
 * never mix with those of another name. The letters that draw a reader's numbers, and how often new ones were asked for,
 * come along only to a browser in which nothing was answered. A response file saved here before does not hold what comes.
 */
export function mergeBackup(here, entries) {
  const there = Object.fromEntries(entries);
  const names = Object.keys(here);
  const fresh = !names.some((name) => name.startsWith("answer:"));
  const ownerIn = (all, exercise) => readWork(all[`exercise:${exercise}`]).learner;
  const isTheirs = (exercise) =>
    !names.some((name) => name.startsWith(`given:${exercise}:`)) || sameLearner(ownerIn(here, exercise), ownerIn(there, exercise));
  const joined = entries.map(([name, value]) => [name, name.startsWith("review:") ? mergeReviews(readReview(here[name]), value) : value]);
  const taken = joined.filter(([name, value]) => {
    const [stem, rest] = name.split(":");
    const known = Object.hasOwn(here, name) ? here[name] : null;
    if (stem === "answer") return mergeAnswers(readAnswer(known), value) === value;
    if (stem === "review") return JSON.stringify(value) !== JSON.stringify(known);
    if (stem === "token" || stem === "attempt") return fresh;
    if (stem === "given") return known === null && isTheirs(rest);
    if (stem === "exercise") return isTheirs(rest) && !readWork(known).started;
    return known === null || known === "";
  });
  const fuller = new Set(taken.filter(([name]) => name.startsWith("given:")).map(([name]) => `exercise:${name.split(":")[1]}`));
  for (const [name] of taken) fuller.delete(name);
  const outdated = [...fuller].filter((name) => readWork(here[name]).file === "saved");
  return [...taken, ...outdated.map((name) => [name, { ...readWork(here[name]), file: "changed" }])];
}
