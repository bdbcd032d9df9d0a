// What is kept of one answered question, and everything it takes to trust what comes back: a store may have been edited
// by hand, a file may come from a stranger. Pure functions; the page's clock only writes days that a person may read.

import { isMap } from "../file.js";
import { SURE } from "../item/sure.js";

/** The most characters a name may have. */
export const LONGEST_NAME = 200;

const MOST_CHOICES = 500;
const LONGEST_TEXT = 100_000;
const MOST_TRIES = 100_000;
const ITEM = /^[a-z0-9-]{1,200}$/;
const CHOICE = /^(?:[a-z0-9-]{1,200}(?:=[a-z0-9-]{1,200})?|m[0-9]{1,3}\/[al][0-9]{1,3}@[0-9]{1,4})$/;
const PAGE = /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const STATUSES = new Set(["right", "partly", "wrong", "waits"]);

const isText = (value, longest) => typeof value === "string" && value.length <= longest;

/** Whether a value is a day as records have it. */
export const isDay = (value) => isText(value, 10) && DAY.test(value);
/** Whether a value is a whole number from nothing to `most`. */
export const isCount = (value, most) => Number.isSafeInteger(value) && value >= 0 && value <= most;

/** Whether this can be the id of a case, an exercise or an item. */
export const isId = (value) => isText(value, 200) && ITEM.test(value);
/** Whether this can be the name of a page. */
export const isPage = (value) => isText(value, 200) && PAGE.test(value);
/** Whether this is a moment as pages write it, or none. */
export const isMoment = (value) => isText(value, 40) && /^[0-9TZ:.+-]*$/.test(value);

const isChoice = (value) => isText(value, 401) && CHOICE.test(value);

/** A response if it can be one: a text, or a list of option ids, of stems with theirs, or of steps of a session; undefined for anything else. */
export function readResponse(value) {
  if (isText(value, LONGEST_TEXT)) return value;
  const list = Array.isArray(value) && value.length <= MOST_CHOICES && value.every(isChoice);
  return list ? [...value] : undefined;
}

function readMark(value) {
  if (!isMap(value) || !STATUSES.has(value.status)) return null;
  const { status, points, of, sure = null, day = "" } = value;
  if (![points, of].every((one) => typeof one === "number" && one >= 0 && one <= 1000) || points > of) return null;
  if (sure !== null && !isCount(sure, SURE.length - 1)) return null;
  if (!(day === "" || isDay(day))) return null;
  return { status, points, of, sure, day };
}

/** The latest mark, with what it was given for, so that anybody can mark it again; older records lack that. */
function readLast(value) {
  const mark = readMark(value);
  if (!mark || value.response === undefined) return mark;
  const response = readResponse(value.response);
  return response === undefined || !isCount(value.variant, 999) ? null : { ...mark, variant: value.variant, response };
}

/**
 * A question's record as it should be, or null. `response` is what stands in the field, marked or not; `first` and
 * `last` are the first mark it earned and the latest, `tries` how many there were. `last` holds its own answer.
 */
export function readAnswer(value) {
  if (!isMap(value) || !isText(value.fingerprint, 64) || !isCount(value.variant, 999)) return null;
  if (!isCount(value.tries, MOST_TRIES) || typeof value.marked !== "boolean") return null;
  const { fingerprint, variant, tries, marked } = value;
  const answer = { fingerprint, variant, tries, marked: false, sure: null };
  if (value.response !== undefined) {
    answer.response = readResponse(value.response);
    if (answer.response === undefined) return null;
  }
  if (value.sure !== undefined && value.sure !== null) {
    if (!isCount(value.sure, SURE.length - 1)) return null;
    answer.sure = value.sure;
  }
  if (tries) {
    answer.first = readMark(value.first);
    answer.last = readLast(value.last);
    if (!answer.first || !answer.last) return null;
    answer.marked = marked && answer.response !== undefined;
  }
  return answer;
}

/** What was kept of a question, under the fingerprint the question has now; `was` are those it had before. */
export function renew(kept, fingerprint, was) {
  return kept && was?.includes(kept.fingerprint) ? { ...kept, fingerprint } : kept;
}

/** The record after something was answered, or taken away, and not yet marked. */
export function answerQuestion(answer, { fingerprint, variant, response, sure = null }) {
  const same = answer && answer.fingerprint === fingerprint;
  const history = same && answer.tries ? { tries: answer.tries, first: answer.first, last: answer.last } : { tries: 0 };
  return { fingerprint, variant, marked: false, sure, ...history, ...(response === undefined ? {} : { response }) };
}

/** The record after a response was marked: the first mark stays the first as long as the question is the same. */
export function markQuestion(answer, given, result, day) {
  const next = answerQuestion(answer, given);
  const mark = { status: result.status, points: result.points, of: result.outOf, sure: next.sure, day };
  const last = next.response === undefined ? mark : { ...mark, variant: next.variant, response: next.response };
  return { ...next, marked: true, tries: Math.min(next.tries + 1, MOST_TRIES), first: next.first ?? mark, last };
}

/** The record after a mark that was earned elsewhere, with other numbers: it counts, and what stands in the field stays. */
export function reviewQuestion(answer, given, result, day) {
  const next = markQuestion(answer, given, result, day);
  if (answer?.fingerprint !== given.fingerprint) return next;
  const { variant, marked, sure, response } = answer;
  const { response: answered, ...history } = next;
  return { ...history, variant, marked, sure, ...(response === undefined ? {} : { response }) };
}

/** Of two records of one question, the one answered more often; the one that is here if they are equal. */
export function mergeAnswers(here, there) {
  if (!here) return there;
  return there && there.tries > here.tries ? there : here;
}

/** An answer as it was kept - {fingerprint, variant, response} - or null for anything else. */
export function readGiven(value) {
  if (!isMap(value) || typeof value.fingerprint !== "string" || value.fingerprint.length > 64) return null;
  if (!Number.isSafeInteger(value.variant) || value.variant < 0 || value.variant > 999) return null;
  const response = readResponse(value.response);
  return response === undefined ? null : { fingerprint: value.fingerprint, variant: value.variant, response };
}

/** What is kept of an exercise as a whole: whose it is, when it was begun, and whether its file was "saved" or has "changed" since. */
export function readWork(value) {
  const work = { learner: "", started: "", file: "" };
  if (!isMap(value)) return work;
  if (typeof value.learner === "string") work.learner = value.learner.slice(0, LONGEST_NAME);
  if (isMoment(value.started)) work.started = value.started;
  if (value.file === "saved" || value.file === "changed") work.file = value.file;
  return work;
}

/** Whether a value may be how often new numbers were asked for. */
export const isAttempt = (value) => Number.isSafeInteger(value) && value >= 0 && value <= 1_000_000;

/** The day on this device's clock as it is written into records. */
export function sayDay(moment) {
  const two = (number) => String(number).padStart(2, "0");
  const year = moment.getFullYear();
  return year >= 1000 && year <= 9999 ? `${year}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}` : "";
}

const isShare = (value) => typeof value === "number" && value >= 0 && value <= 1;

/**
 * Where a reader was - {page, anchor, heading, into} - or null: the section, its heading in words, and how far down in it, as
 * a share of its height.
 */
export function readPlace(value) {
  if (!isMap(value) || !isPage(value.page) || !isShare(value.into)) return null;
  const { page, anchor, heading, into } = value;
  return isText(anchor, 200) && isText(heading, 200) ? { page, anchor, heading, into } : null;
}

/** Of how many pages the place is remembered. */
export const MOST_PLACES = 40;

/**
 * Where a reader was on each page, the latest first and one a page; null for anything else. An earlier edition kept one
 * place alone.
 */
export function readPlaces(value) {
  const list = Array.isArray(value) ? value.map(readPlace) : [readPlace(value)];
  if (!list.length || list.length > MOST_PLACES || list.includes(null)) return null;
  return new Set(list.map(({ page }) => page)).size === list.length ? list : null;
}

const MOST_PAGES = 200;

/** The plan a reader follows - {id, pages} - or null; only a plan of their own has pages, a role's are the course's to say. */
export function readPlan(value) {
  if (!isMap(value) || !isId(value.id)) return null;
  const { id, pages = [] } = value;
  const fits = Array.isArray(pages) && pages.length <= MOST_PAGES && pages.every(isPage);
  return fits ? { id, pages: [...new Set(pages)] } : null;
}

const MOST_TAKEN = 400;
const TAKEN = /^m[0-9]{1,3}\/[al][0-9]{1,3}$/;
const PRINT = /^[0-9a-f]{12}$/;

/**
 * What is kept of a session at the bedside - {fingerprint, patient, way, well, other, told, note} - or null: of which edition, which
 * patient, the choices so far, what the learner said of them, whether the debrief was shown, and what was written, by item.
 */
export function readPlayed(value) {
  if (!isMap(value) || !isText(value.fingerprint, 12) || !PRINT.test(value.fingerprint) || !isCount(value.patient, 99)) return null;
  const { way, well, other, told, note } = value;
  const isWay = Array.isArray(way) && way.length <= MOST_TAKEN && way.every((each) => isText(each, 10) && TAKEN.test(each));
  if (!isWay || !isText(well, LONGEST_TEXT) || !isText(other, LONGEST_TEXT) || typeof told !== "boolean") return null;
  if (!isMap(note) || !Object.entries(note).every(([item, text]) => isId(item) && isText(text, LONGEST_TEXT))) return null;
  return { fingerprint: value.fingerprint, patient: value.patient, way: [...way], well, other, told, note: { ...note } };
}
