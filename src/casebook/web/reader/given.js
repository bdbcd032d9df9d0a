// What was answered in a graded exercise, item by item, so that two tabs never overwrite each other, and whose it is.

import { isEmpty } from "../item/answer.js";
import { fitResponse } from "../item/field.js";
import { isUnreadable } from "../item/mark.js";
import { LONGEST_NAME, readGiven, readWork, renew } from "./record.js";
import { forget, keep, listKept, recall } from "./storage.js";

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

/** How an answer stands: "open", "answered", or why it must be looked at again: "changed", "renumbered" or "unreadable". */
export function judgeGiven(item, part, variant, given) {
  if (!given) return "open";
  if (renew(given, item.fingerprint, item.was).fingerprint !== (item.fingerprint ?? "")) return "changed";
  if (fitResponse(item, given.response) === undefined) return "open";
  if ((part.variants || 1) > 1 && given.variant !== variant) return "renumbered";
  return isUnreadable(item, given.response) ? "unreadable" : "answered";
}

/** The name last used in any exercise; it is asked for once. */
export function recallName() {
  const name = recall("learner");
  return typeof name === "string" ? name.slice(0, LONGEST_NAME) : "";
}

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
