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

/**
 * One group of four steps: `element`, `read()` (0 to 3, or null for nothing said) and `put(step)`. `habit` says whether it is
 * folded behind a button at first: {isFolded(), listen(element, fold)}.
 */
export function makeSure({ changed, habit }) {
  const name = makeId("sure");
  const inputs = SURE.map((step, value) =>
    make("input", { type: "radio", name, value, class: "cb-sure-input", on: { change: () => changed() } }));
  const steps = SURE.map(({ share, words }, value) =>
    make("label", { class: "cb-sure-step" }, inputs[value], make("span", { class: "cb-sure-words" }, words), " ", make("span", { class: "cb-sure-share" }, percent(share))));
  const chosen = () => inputs.findIndex((input) => input.checked);
  const open = make("button", { type: "button", class: "cb-link-button cb-sure-open", "aria-expanded": "false", on: { click: () => {
    fold(false);
    inputs[0].focus();
  } } }, "Say how sure you are");
  const element = make("fieldset", { class: "cb-sure" },
    make("legend", { class: "cb-label" }, "How sure are you? (optional)"), open, make("div", { class: "cb-sure-steps" }, ...steps));
  const fold = (folded) => element.classList.toggle("is-folded", folded && chosen() < 0);
  fold(habit.isFolded());
  habit.listen(element, () => fold(true));
  return {
    element,
    read: () => (chosen() < 0 ? null : chosen()),
    put(step) {
      inputs.forEach((input, value) => (input.checked = value === step));
      if (step !== null) fold(false);
    },
  };
}

/** What was said, after the answer. */
export const saySure = (step) => `You said: ${SURE[step].words} (${percent(SURE[step].share)}).`;
