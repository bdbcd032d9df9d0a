// Steps to be put into their order, with two buttons beside each: no dragging, so that a keyboard does as well as a finger.

import { icon, make, makeId, whisper } from "../../dom.js";
import { listIds, readIds } from "../answer.js";
import { grade, refuse } from "../outcome.js";

/** One mark for every pair of steps that stands the right way round. */
function markOrder(secret, response) {
  const key = secret.order;
  const given = readIds(response, new Set(key));
  if (!given || given.length !== key.length) return refuse(secret.points, "These are not all the steps of this question.");
  let right = 0;
  let pairs = 0;
  key.forEach((earlier, place) => {
    for (const later of key.slice(place + 1)) {
      pairs += 1;
      if (given.indexOf(earlier) < given.indexOf(later)) right += 1;
    }
  });
  return grade(right / pairs, secret.points);
}

function makeStep(option, { move, fill }) {
  const text = fill("span", { class: "cb-option-text", id: makeId("step") }, option.text);
  const button = (name, words, by) =>
    make("button", {
      type: "button", class: "cb-move", "aria-describedby": text.id,
      on: { click: (event) => { move(option.id, by); event.currentTarget.focus(); } },
    }, icon(name), whisper(words));
  const up = button("up", "Move up", -1);
  const down = button("down", "Move down", 1);
  const moves = make("span", { class: "cb-moves" }, up, down);
  return { row: make("li", { class: "cb-step", "data-option": option.id }, text, moves), up, down };
}

function makeField(item, response, { changed, fill }) {
  const start = listIds(item);
  // Steps always stand in some order: until one was moved, or the order was said to be meant, nothing is answered.
  let touched = false;
  const heard = make("span", { class: "cb-whisper", "aria-live": "polite" });
  const list = make("ol", { class: "cb-steps" });

  function move(id, by) {
    const { row } = rows.get(id);
    const target = [...list.children].indexOf(row) + by;
    touched = true;
    if (target >= 0 && target < start.length) {
      list.insertBefore(row, by < 0 ? list.children[target] : list.children[target].nextSibling);
      heard.textContent = `Now step ${target + 1} of ${start.length}.`;
    }
    update();
    changed();
  }

  function update() {
    [...list.children].forEach((row, place) => {
      const { up, down } = rows.get(row.dataset.option);
      up.setAttribute("aria-disabled", place === 0);
      down.setAttribute("aria-disabled", place === start.length - 1);
    });
  }

  function put(answer) {
    touched = answer !== undefined;
    list.replaceChildren(...(answer ?? start).map((id) => rows.get(id).row));
    update();
  }

  const rows = new Map(item.options.map((option) => [option.id, makeStep(option, { move, fill })]));
  put(response);
  const markSteps = (key) => {
    [...list.children].forEach((row, place) => {
      const at = key?.indexOf(row.dataset.option) ?? -1;
      row.classList.toggle("is-key", at === place);
      row.classList.toggle("is-wrong", at >= 0 && at !== place);
      row.querySelector(".cb-place")?.remove();
      if (at < 0) return;
      const said = at === place ? [icon("right"), "In its place."] : [icon("wrong"), `Belongs at ${at + 1}.`];
      row.querySelector(".cb-option-text").append(make("span", { class: "cb-lead cb-place" }, ...said));
    });
  };
  return {
    element: make("div", {}, list, heard),
    markSteps,
    hideReasons: () => markSteps(null),
    own: () => list,
    read: () => (touched ? [...list.children].map((row) => row.dataset.option) : undefined),
    put,
    standing: { words: "Keep this order", accept: () => (touched = true), isAccepted: () => touched },
  };
}

const listTexts = (item) => new Map(item.options.map((option) => [option.id, option.text]));

function explain(item, secret, { fill, field }) {
  field.markSteps(secret.order);
  const texts = listTexts(item);
  const steps = secret.order.map((id) =>
    make("li", {}, fill("strong", { class: "cb-solution-step" }, texts.get(id)),
      fill("div", { class: "cb-message" }, secret.messages[id])));
  return make("div", {}, make("p", { class: "cb-answer" }, "In this order:"), make("ol", { class: "cb-solution" }, ...steps));
}

function writeKey(item, secret, { write }) {
  const texts = listTexts(item);
  const steps = secret.order.map((id) => make("li", {}, write("span", texts.get(id)), " ", write("span", secret.messages[id])));
  return [make("ol", { class: "cb-solution" }, ...steps)];
}

/** Steps in order; the response is the list of their ids. */
export const order = {
  isTyped: false,
  isCompared: false,
  hidesAnswer: false,
  isNamedByPart: false,
  fit: (item, response) => {
    const ids = readIds(response, new Set(listIds(item)));
    return ids && ids.length === item.options.length ? ids : undefined;
  },
  canRead: () => true,
  mark: markOrder,
  makeField,
  explain,
  writeKey,
};
