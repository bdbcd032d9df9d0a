// One best answer of several, or all that apply: radio buttons or ticks, each with its reason.

import { icon, make, makeId } from "../../dom.js";
import { isText, listIds, orNothing, readIds } from "../answer.js";
import { grade, refuse } from "../outcome.js";

/** The options as inputs of one type; `isChosen(id, answer)` reads a response, `collect(ids)` makes one. */
function makeOptions(item, response, { type, isChosen, collect, changed, fill }) {
  const group = makeId(item.id);
  const rows = item.options.map((option) => {
    const input = make("input", {
      type, name: group, value: option.id, checked: isChosen(option.id, response), on: { change: () => changed() },
    });
    const text = fill("span", { class: "cb-option-text" }, option.text);
    const reason = make("div", { class: "cb-reason", id: makeId("reason"), hidden: true });
    const row = make("li", { class: "cb-option" }, make("label", {}, input, text), reason);
    return { id: option.id, input, reason, row };
  });
  return {
    element: make("ul", { class: "cb-options", role: "list" }, ...rows.map((row) => row.row)),
    rows,
    read: () => orNothing(collect(rows.filter((row) => row.input.checked).map((row) => row.id))),
    put: (answer) => rows.forEach((row) => (row.input.checked = isChosen(row.id, answer))),
    hideReasons: () => rows.forEach(hideReason),
    own: () => rows.find((row) => row.input.checked)?.row,
  };
}

function hideReason({ input, reason, row }) {
  reason.hidden = true;
  reason.replaceChildren();
  row.classList.remove("is-key", "is-wrong", "is-quiet");
  input.removeAttribute("aria-describedby");
}

/** A button that opens the reasons of the options that nobody chose; null where there are none. */
function makeRest(rows) {
  if (!rows.length) return null;
  const words = rows.length === 1 ? "Why not the other one" : `Why not the other ${rows.length}`;
  const button = make("button", { type: "button", class: "cb-link-button cb-rest", "aria-expanded": "false", on: { click: () => {
    const opens = button.getAttribute("aria-expanded") === "false";
    button.setAttribute("aria-expanded", opens);
    for (const { reason } of rows) reason.hidden = !opens;
  } } }, words);
  return button;
}

/**
 * Show the reason beside what was chosen and what is right; those of the others wait behind a button. `missed` are the words
 * for a right one that was not chosen, `left` those for a wrong one that was not.
 */
function showReasons(secret, { field, fill }, { missed, left }) {
  const keys = new Set(secret.keys);
  const lead = (isKey, isChosen) => {
    if (isKey) return ["right", isChosen ? "Right." : missed];
    return isChosen ? ["wrong", "No."] : ["", left];
  };
  for (const { id, input, reason, row } of field.rows) {
    const [sign, words] = lead(keys.has(id), input.checked);
    row.classList.toggle("is-key", keys.has(id));
    row.classList.toggle("is-wrong", !keys.has(id) && input.checked);
    row.classList.toggle("is-quiet", !keys.has(id) && !input.checked);
    reason.replaceChildren(
      make("strong", { class: "cb-lead" }, sign ? icon(sign) : "", words), " ",
      fill("div", { class: "cb-message" }, secret.messages[id]),
    );
    reason.hidden = !keys.has(id) && !input.checked;
    input.setAttribute("aria-describedby", reason.id);
  }
  return makeRest(field.rows.filter(({ reason }) => reason.hidden));
}

function writeReasons(item, secret, { write }) {
  const rows = item.options.map(({ id, text }) =>
    make("li", {}, make("strong", {}, secret.keys.includes(id) ? "Yes: " : "No: "), write("span", text), " ", write("span", secret.messages[id])));
  return [make("ul", { class: "cb-key" }, ...rows)];
}

function markBest(secret, response) {
  if (!isText(response) || !Object.hasOwn(secret.messages, response)) {
    return refuse(secret.points, "This is not one of the options.");
  }
  const right = secret.keys.includes(response);
  return grade(right ? 1 : 0, secret.points, right ? "" : response);
}

function markAll(secret, response) {
  const known = new Set(Object.keys(secret.messages));
  const chosen = readIds(response, known);
  if (!chosen) return refuse(secret.points, "These are not the options of this question.");
  const keys = new Set(secret.keys);
  const hits = chosen.filter((id) => keys.has(id)).length;
  const wrong = chosen.filter((id) => !keys.has(id)).sort();
  const share = Math.max(0, hits / keys.size - wrong.length / (known.size - keys.size));
  return grade(share, secret.points, wrong.join(" "));
}

const CHOICE = { isTyped: false, isCompared: false, hidesAnswer: false, isNamedByPart: false, canRead: () => true, writeKey: writeReasons };

/** One best answer; the response is an option's id. */
export const best = {
  ...CHOICE,
  fit: (item, response) => (listIds(item).includes(response) ? response : undefined),
  mark: markBest,
  makeField: (item, response, tools) => makeOptions(item, response, {
    ...tools, type: "radio", isChosen: (id, answer) => id === answer, collect: ([id]) => id,
  }),
  explain: (item, secret, shown) => showReasons(secret, shown, { missed: "This is the answer.", left: "Not this one." }),
};

/** All that apply; the response is a list of ids. */
export const all = {
  ...CHOICE,
  fit: (item, response) => orNothing(readIds(response, new Set(listIds(item)))),
  mark: markAll,
  makeField: (item, response, tools) => makeOptions(item, response, {
    ...tools, type: "checkbox", isChosen: (id, answer = []) => answer.includes(id), collect: (ids) => ids,
  }),
  explain: (item, secret, shown) => showReasons(secret, shown, { missed: "This belongs too.", left: "Correct: this does not belong." }),
};
