// How an answer came out: {points, outOf, status, mistake, refusal}, as casebook's `Mark` in Python has it. `mistake`
// names the predicted wrong number or the wrong options; `refusal` says to the learner why nothing could be read.

import { isText } from "./answer.js";

const make = (status, outOf, { points = 0, mistake = "", refusal = "" } = {}) => ({ points, outOf, status, mistake, refusal });

/** Marked: the share of the marks that was earned, 0 to 1. */
export function grade(share, outOf, mistake = "") {
  const status = share === 1 ? "right" : share === 0 ? "wrong" : "partly";
  return make(status, outOf, { points: share * outOf, mistake });
}

/** Not an answer to this question, and why. */
export const refuse = (outOf, refusal) => make("refused", outOf, { refusal });

/** Nothing was answered. */
export const leaveOpen = (outOf) => make("unanswered", outOf);

/** A text that a person marks. */
export const waitForPerson = (response, outOf) => (isText(response) ? make("waits", outOf) : refuse(outOf, "This is not text."));

/** Whether an answer was taken: it was marked, or waits for a person. */
export const isTaken = (outcome) => outcome.status !== "unanswered" && outcome.status !== "refused";
