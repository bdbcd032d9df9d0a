// Marking: from a response to a mark, naming the predicted mistake. The page's port of casebook/mark.py; a test runs
// both over one table.

import { readNumber, WHITE } from "./number.js";

const BLANK = new RegExp(`^[${WHITE}]*$`);

const isText = (value) => typeof value === "string";

function grade(share, outOf, mistake = "") {
  const status = share === 1 ? "right" : share === 0 ? "wrong" : "partly";
  return { points: share * outOf, outOf, status, mistake, refusal: "" };
}

function refused(outOf, refusal) {
  return { points: 0, outOf, status: "refused", mistake: "", refusal };
}

function namesIn(response, known) {
  if (!Array.isArray(response) || !response.every(isText)) return null;
  const names = new Set(response);
  return names.size === response.length && response.every((name) => known.has(name)) ? response : null;
}

function markBest(secret, response, outOf) {
  if (!isText(response) || !Object.hasOwn(secret.messages, response)) {
    return refused(outOf, "This is not one of the options.");
  }
  const right = secret.keys.includes(response);
  return grade(right ? 1 : 0, outOf, right ? "" : response);
}

function markAll(secret, response, outOf) {
  const known = new Set(Object.keys(secret.messages));
  const chosen = namesIn(response, known);
  if (!chosen) return refused(outOf, "These are not the options of this question.");
  const keys = new Set(secret.keys);
  const hits = chosen.filter((name) => keys.has(name)).length;
  const wrong = chosen.filter((name) => !keys.has(name)).sort();
  const share = Math.max(0, hits / keys.size - wrong.length / (known.size - keys.size));
  return grade(share, outOf, wrong.join(" "));
}

function markOrder(secret, response, outOf) {
  const key = secret.order;
  const given = namesIn(response, new Set(key));
  if (!given || given.length !== key.length) return refused(outOf, "These are not all the steps of this question.");
  let right = 0;
  let pairs = 0;
  key.forEach((earlier, place) => {
    for (const later of key.slice(place + 1)) {
      pairs += 1;
      if (given.indexOf(earlier) < given.indexOf(later)) right += 1;
    }
  });
  return grade(right / pairs, outOf);
}

const isNear = (value, target, allowed) => Math.abs(value - target) <= allowed + 1e-8 * Math.abs(target);

function markNumber(secret, response, outOf, variant) {
  if (!isText(response)) return refused(outOf, "This is not a number.");
  const read = readNumber(response, secret.unit);
  if ("refusal" in read) return refused(outOf, read.refusal);
  if (isNear(read.value, secret.keys[variant], secret.allowed[variant])) return grade(1, outOf);
  const found = secret.predictions.find((mistake) =>
    isNear(read.value, mistake.values[variant], mistake.allowed[variant]),
  );
  return grade(0, outOf, found ? found.name : "");
}

/** Whether nothing was answered: no entry, blank text, or no option ticked. */
export function isEmpty(response) {
  if (response === null || response === undefined) return true;
  return isText(response) ? BLANK.test(response) : Array.isArray(response) && response.length === 0;
}

/** Whether something was answered that can't be read as the number asked for. */
export function isUnreadable(item, response) {
  if (item.kind !== "number" || isEmpty(response)) return false;
  return !isText(response) || "refusal" in readNumber(response, item.unit);
}

/** The mark a response to one item earns, given the item's secret half and the variant shown. */
export function mark(secret, response, variant) {
  const outOf = secret.points;
  if (isEmpty(response)) return { points: 0, outOf, status: "unanswered", mistake: "", refusal: "" };
  if (secret.kind === "best") return markBest(secret, response, outOf);
  if (secret.kind === "all") return markAll(secret, response, outOf);
  if (secret.kind === "order") return markOrder(secret, response, outOf);
  if (secret.kind === "number") return markNumber(secret, response, outOf, variant);
  if (!isText(response)) return refused(outOf, "This is not text.");
  return { points: 0, outOf, status: "waits", mistake: "", refusal: "" };
}
