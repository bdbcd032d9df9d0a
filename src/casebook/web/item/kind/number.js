// A number beside its unit. A wrong one that was foreseen is met with the slip that leads to it.

import { make, makeId } from "../../dom.js";
import { formatNumber, readNumber } from "../../number.js";
import { fitText, isText, orNothing } from "../answer.js";
import { grade, refuse } from "../outcome.js";

// How long typing must rest before a screen reader says what was read.
const HUSH = 600;

const hasUnit = (unit) => unit && unit !== "1";
const addUnit = (text, unit) => (hasUnit(unit) ? `${text}\u00a0${unit}` : text);

const isNear = (value, target, allowed) => Math.abs(value - target) <= allowed + 1e-8 * Math.abs(target);

function markNumber(secret, response, variant) {
  if (!isText(response)) return refuse(secret.points, "This is not a number.");
  const read = readNumber(response, secret.unit);
  if ("refusal" in read) return refuse(secret.points, read.refusal);
  const isAt = ({ value, allowed }) => isNear(read.value, value, allowed);
  if (isAt({ value: secret.keys[variant], allowed: secret.allowed[variant] })) return grade(1, secret.points);
  const found = secret.predictions.find(({ values, allowed }) => isAt({ value: values[variant], allowed: allowed[variant] }));
  return grade(0, secret.points, found ? found.name : "");
}

// A number typed with marks is said back as it was read: a misread decimal mark is the error to catch here.
function sayNumber(typed, unit) {
  const read = readNumber(typed, unit);
  if ("refusal" in read) return typed.trim() === "" ? { bad: false, words: "" } : { bad: true, words: read.refusal };
  const plain = /^[0-9]+$/.test(typed.trim());
  return { bad: false, words: plain ? "" : `Understood as ${addUnit(formatNumber(read.value, 6), unit)}.` };
}

function makeField(item, response, { changed }) {
  const heard = make("span", { class: "cb-heard", id: makeId("heard") });
  const said = make("span", { class: "cb-whisper", "aria-live": "polite" });
  let timer = 0;
  const listen = () => {
    const { bad, words } = sayNumber(input.value, item.unit);
    heard.textContent = words;
    said.textContent = "";
    if (bad) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  // Every letter is read at once: a line that came only as the field is left would push a button away from under the
  // finger that presses it. It is spoken when the typing rests.
  const type = () => {
    listen();
    clearTimeout(timer);
    timer = setTimeout(() => (said.textContent = heard.textContent), HUSH);
    changed();
  };
  const input = make("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", value: response ?? "",
    class: "cb-number-input", "aria-describedby": heard.id,
    on: { input: type },
  });
  const unit = hasUnit(item.unit) ? make("span", { class: "cb-unit" }, item.unit) : null;
  listen();
  return {
    element: make(
      "div", { class: "cb-number" },
      make("label", {}, make("span", { class: "cb-label" }, "Your answer"), input, unit), heard, said,
    ),
    read: () => orNothing(input.value),
    put: (answer) => {
      input.value = answer ?? "";
      listen();
    },
  };
}

function explain(item, secret, { outcome, variant, fill }) {
  const answer = [
    make("p", { class: "cb-answer" }, "The answer is ", make("strong", {}, secret.shown[variant]), "."),
    fill("div", { class: "cb-message" }, secret.message),
  ];
  if (outcome.status === "right") return make("div", {}, ...answer);
  const slip = secret.predictions.find((prediction) => prediction.name === outcome.mistake);
  const why = slip ? slip.message : secret.otherwise;
  return make(
    "div", {},
    why ? fill("div", { class: "cb-message" }, why) : null,
    make("details", { class: "cb-details" }, make("summary", {}, "Show the answer"), ...answer),
  );
}

function writeKey(item, secret, { variant, write }) {
  const slips = secret.predictions.map(({ values, message }) =>
    make("li", {}, make("strong", {}, `${addUnit(formatNumber(values[variant], 4), secret.unit)}: `), write("span", message)));
  return [
    make("p", {}, make("strong", {}, secret.shown[variant])), write("div", secret.message),
    ...(slips.length ? [make("p", {}, "Answers that show a slip:"), make("ul", { class: "cb-key" }, ...slips)] : []),
  ];
}

/** A number; the response is what was typed. */
export const number = {
  isTyped: true,
  isCompared: false,
  hidesAnswer: true,
  isNamedByPart: false,
  fit: (item, response) => fitText(response),
  canRead: (item, response) => isText(response) && !("refusal" in readNumber(response, item.unit)),
  mark: markNumber,
  makeField,
  explain,
  writeKey,
};
