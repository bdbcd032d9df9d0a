// How sure a reader is of an answer, asked before it is marked and never required.

import { make, makeId } from "../dom.js";

/** The steps there are, least sure first: the share of answers that should be right, and what it is called. */
export const SURE = [
  { share: 0.25, words: "a guess" },
  { share: 0.5, words: "unsure" },
  { share: 0.75, words: "fairly sure" },
  { share: 0.95, words: "sure" },
];

const percent = (share) => `${Math.round(100 * share)}\u00a0%`;

/** One group of four steps: `element`, `read()` (0 to 3, or null for nothing said) and `put(step)`. */
export function makeSure({ changed }) {
  const name = makeId("sure");
  const inputs = SURE.map((step, value) =>
    make("input", { type: "radio", name, value, class: "cb-sure-input", on: { change: () => changed() } }));
  const steps = SURE.map(({ share, words }, value) =>
    make("label", { class: "cb-sure-step" }, inputs[value], make("span", { class: "cb-sure-words" }, words), " ", make("span", { class: "cb-sure-share" }, percent(share))));
  const chosen = () => inputs.findIndex((input) => input.checked);
  return {
    element: make("fieldset", { class: "cb-sure" },
      make("legend", { class: "cb-label" }, "How sure are you? (optional)"), make("div", { class: "cb-sure-steps" }, ...steps)),
    read: () => (chosen() < 0 ? null : chosen()),
    put: (step) => inputs.forEach((input, value) => (input.checked = value === step)),
  };
}

/** What was said, after the answer. */
export const saySure = (step) => `You said: ${SURE[step].words} (${percent(SURE[step].share)}).`;
