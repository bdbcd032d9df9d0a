// After the answer: how it was marked, in words, and the reason for everything on offer.

import { countMarks } from "../dom.js";
import { kindOf } from "./kind.js";
import { isTaken } from "./outcome.js";

const HEADLINES = { right: "Right.", partly: "Partly right.", wrong: "Not right." };
const OPEN = "Not right yet."; // while the answer is still to be found

/** The line a screen reader hears and everybody sees: the outcome and the marks. */
export function sayMark(outcome, item) {
  if (outcome.status === "unanswered") return "Nothing is answered here yet.";
  if (outcome.status === "refused") return outcome.refusal;
  if (outcome.status === "waits") return "Compare your answer with these points.";
  const earned = Number(outcome.points.toFixed(2));
  const headline = outcome.status === "wrong" && kindOf(item).hidesAnswer ? OPEN : HEADLINES[outcome.status];
  return `${headline} ${earned} of ${countMarks(outcome.outOf)}.`;
}

/** Explain an answer that was marked: option reasons go beside the options, the rest is returned as an element (or null). */
export function explain(item, secret, shown) {
  return isTaken(shown.outcome) ? kindOf(item).explain(item, secret, shown) : null;
}
