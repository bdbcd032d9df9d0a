// Extended matching: one lettered list of options, then stems, each with a list of its own to choose from. What is chosen is
// written "stem=option", as in Python.

import { icon, make, makeId } from "../../dom.js";
import { listIds, orNothing, readIds } from "../answer.js";
import { grade, refuse } from "../outcome.js";

// As casebook/kind/matching.py has it; a browser test holds the two together.
const ASKED = "Choose one option for each. An option may serve more than once, or not at all.";

const pair = (stem, option) => `${stem}=${option}`;
const stemOf = (text) => text.slice(0, text.indexOf("="));
const letterOf = (place) => String.fromCharCode(65 + place);

/** Every pair that an item allows, as a set. */
const listPairs = (stems, options) => new Set(stems.flatMap((stem) => options.map((option) => pair(stem, option))));

/** Pairs that are known and name no stem twice; null for anything else. */
function readPairs(response, known) {
  const chosen = readIds(response, known);
  return chosen && new Set(chosen.map(stemOf)).size === chosen.length ? chosen : null;
}

/** An equal share of the marks for each stem with its key; a stem left out earns nothing. */
function markStems(secret, response) {
  const stems = secret.keys.map(stemOf);
  const chosen = readPairs(response, listPairs(stems, secret.options));
  if (!chosen) return refuse(secret.points, "These are not the stems and options of this question.");
  const wrong = chosen.filter((each) => !secret.keys.includes(each)).sort();
  return grade((chosen.length - wrong.length) / stems.length, secret.points, wrong.join(" "));
}

function makeStem(stem, item, { changed, fill }) {
  const choices = item.options.map(({ id, text }, place) =>
    make("option", { value: id }, `${letterOf(place)}. ${fill("span", {}, text).textContent}`));
  const input = make("select", { class: "cb-select", on: { change: () => changed() } }, make("option", { value: "" }, "Choose\u2026"), ...choices);
  const reason = make("div", { class: "cb-reason", id: makeId("reason"), hidden: true });
  const label = make("label", {}, fill("span", { class: "cb-option-text" }, stem.text), " ", input);
  return { id: stem.id, input, reason, row: make("li", { class: "cb-stem" }, label, reason) };
}

function makeField(item, response, tools) {
  const rows = item.stems.map((stem) => makeStem(stem, item, tools));
  const list = item.options.map(({ text }) => tools.fill("li", {}, text));
  function put(answer = []) {
    for (const { id, input } of rows) {
      const chosen = answer.find((each) => stemOf(each) === id);
      input.value = chosen ? chosen.slice(id.length + 1) : "";
    }
  }
  put(response);
  return {
    element: make("div", {},
      make("ol", { class: "cb-list", type: "A" }, ...list), make("p", { class: "cb-label" }, ASKED),
      make("ol", { class: "cb-stems" }, ...rows.map(({ row }) => row))),
    rows,
    read: () => orNothing(rows.filter(({ input }) => input.value).map(({ id, input }) => pair(id, input.value))),
    put,
    hideReasons: () => rows.forEach(hideReason),
  };
}

function hideReason({ input, reason, row }) {
  reason.hidden = true;
  reason.replaceChildren();
  row.classList.remove("is-key", "is-wrong");
  input.removeAttribute("aria-describedby");
}

/** The options with a reason under a stem, the key first; `wanted` says of each whether it is to be told. */
function listReasons(item, secret, stem, wanted = () => true) {
  const told = listIds(item).filter((id) => Object.hasOwn(secret.messages, pair(stem, id)));
  const isKey = (id) => secret.keys.includes(pair(stem, id));
  return [...told.filter(isKey), ...told.filter((id) => !isKey(id) && wanted(id))].map((id) => {
    const place = item.options.findIndex((option) => option.id === id);
    return { lead: `${letterOf(place)} is ${isKey(id) ? "right" : "wrong"} here.`, message: secret.messages[pair(stem, id)] };
  });
}

function explain(item, secret, { field, fill }) {
  for (const { id, input, reason, row } of field.rows) {
    const right = secret.keys.includes(pair(id, input.value));
    row.classList.toggle("is-key", right);
    row.classList.toggle("is-wrong", !right);
    const verdict = right ? "Right." : input.value ? "No." : "Not answered.";
    const reasons = listReasons(item, secret, id, (option) => option === input.value);
    reason.replaceChildren(
      make("strong", { class: "cb-lead" }, icon(right ? "right" : "wrong"), verdict), " ",
      ...reasons.map(({ lead, message }) => (right
        ? fill("div", { class: "cb-message" }, message)
        : make("div", {}, make("strong", {}, lead), " ", fill("div", { class: "cb-message" }, message)))),
    );
    reason.hidden = false;
    input.setAttribute("aria-describedby", reason.id);
  }
  return null;
}

function writeKey(item, secret, { write }) {
  const stems = item.stems.map(({ id, text }) => {
    const reasons = listReasons(item, secret, id).map(({ lead, message }) =>
      make("li", {}, make("strong", {}, lead), " ", write("span", message)));
    return make("li", {}, write("span", text), make("ul", { class: "cb-key" }, ...reasons));
  });
  return [make("ol", { class: "cb-solution" }, ...stems)];
}

/** One option for each stem; the response is the list of pairs. */
export const matching = {
  isTyped: false,
  isCompared: false,
  hidesAnswer: false,
  isNamedByPart: false,
  fit: (item, response) => orNothing(readPairs(response, listPairs(item.stems.map(({ id }) => id), listIds(item)))),
  canRead: () => true,
  mark: markStems,
  makeField,
  explain,
  writeKey,
};
