// An answer in one's own words. The page gives no mark for it: it shows the points to be found, to compare with.

import { countMarks, make } from "../../dom.js";
import { fitText, orNothing } from "../answer.js";
import { waitForPerson } from "../outcome.js";

function makeField(item, response, { changed }) {
  const input = make("textarea", { rows: 6, class: "cb-text", on: { input: () => changed() } });
  input.value = response ?? "";
  return {
    element: make("label", { class: "cb-written" }, make("span", { class: "cb-label" }, "Your answer"), input),
    read: () => orNothing(input.value),
    put: (answer) => (input.value = answer ?? ""),
  };
}

function listPoints({ rubric }, write) {
  const points = rubric.map(({ text, marks }) =>
    make("li", {}, write("span", text), " ", make("span", { class: "cb-points" }, countMarks(marks))));
  return make("ul", { class: "cb-rubric" }, ...points);
}

/** An answer in words; the response is the text. */
export const written = {
  isTyped: true,
  isCompared: true,
  hidesAnswer: false,
  isNamedByPart: false,
  fit: (item, response) => fitText(response),
  canRead: () => true,
  mark: (secret, response) => waitForPerson(response, secret.points),
  makeField,
  explain: (item, secret, { fill }) => listPoints(secret, (tag, html) => fill(tag, {}, html)),
  writeKey: (item, secret, { write }) => [listPoints(secret, write)],
};
