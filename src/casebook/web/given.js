// What was answered in a graded exercise, item by item, so that two tabs never overwrite each other, and whose it is.

import { fitResponse } from "./field.js";
import { foldLearner } from "./learner.js";
import { isEmpty } from "./mark.js";
import { isMoment, readResponse } from "./record.js";
import { forget, keep, listKept, recall } from "./storage.js";

export const LONGEST_NAME = 200;

const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

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

export const recallWork = (exercise) => readWork(recall(`exercise:${exercise}`));
export const keepWork = (exercise, work) => keep(`exercise:${exercise}`, work);

const nameOf = (exercise, item) => `given:${exercise}:${item}`;

export const recallGiven = (exercise, item) => readGiven(recall(nameOf(exercise, item)));

/** Keep an answer, or forget it if there is none; return whether the browser will remember. */
export function keepGiven(exercise, item, given) {
  if (!isEmpty(given.response)) return keep(nameOf(exercise, item), given);
  forget(nameOf(exercise, item));
  return true;
}

/** The names under which answers of an exercise are kept. */
export const listGiven = (exercise) => listKept(`given:${exercise}:`).filter((name) => readGiven(recall(name)));

/** How an answer stands: "open", "answered", or why it must be looked at again: "changed" or "renumbered". */
export function judgeGiven(item, part, variant, given) {
  if (!given) return "open";
  if (given.fingerprint !== (item.fingerprint ?? "")) return "changed";
  if (fitResponse(item, given.response) === undefined) return "open";
  return (part.variants || 1) > 1 && given.variant !== variant ? "renumbered" : "answered";
}

/** The name last used in any exercise; it is asked for once. */
export function recallName() {
  const name = recall("learner");
  return typeof name === "string" ? name.slice(0, LONGEST_NAME) : "";
}

export const sameLearner = (one, other) => foldLearner(one) === foldLearner(other);

/** Erase the name from this browser, wherever it is kept; answers stay, without it. */
export function eraseName() {
  forget("learner");
  for (const name of listKept("exercise:")) keep(name, { ...readWork(recall(name)), learner: "" });
}

/** Erase one exercise: its answers, its times and its name. */
export function eraseWork(exercise) {
  for (const name of listKept(`given:${exercise}:`)) forget(name);
  forget(`exercise:${exercise}`);
}
