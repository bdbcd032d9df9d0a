// How each kind of item is answered: native inputs only. Every field has `element`, `read()` and `put(response)`.
// `read()` gives what the response file holds - an option id, a list of ids, a text - or undefined for nothing.

import { icon, make, makeId, whisper } from "../dom.js";
import { isEmpty } from "./mark.js";
import { formatNumber, readNumber } from "../number.js";

const HUSH = 600;

/** A response if it can answer this item; undefined for what an earlier edition, or a hand in the store, left behind. */
export function fitResponse(item, response) {
  const ids = (item.options || []).map((option) => option.id);
  const several = () => Array.isArray(response) && new Set(response).size === response.length && response.every((id) => ids.includes(id));
  if (item.kind === "best") return ids.includes(response) ? response : undefined;
  if (item.kind === "all") return several() && response.length ? response : undefined;
  if (item.kind === "order") return several() && response.length === ids.length ? response : undefined;
  return typeof response === "string" ? given(response) : undefined;
}

const given = (response) => (isEmpty(response) ? undefined : response);

function makeChoice(item, response, { changed, fill }) {
  const several = item.kind === "all";
  const isChosen = (id, answer) => (several ? answer || [] : [answer]).includes(id);
  const group = makeId(item.id);
  const rows = item.options.map((option) => {
    const input = make("input", {
      type: several ? "checkbox" : "radio", name: group, value: option.id,
      checked: isChosen(option.id, response), on: { change: () => changed() },
    });
    const text = fill("span", { class: "cb-option-text" }, option.text);
    const reason = make("div", { class: "cb-reason", id: makeId("reason"), hidden: true });
    const row = make("li", { class: "cb-option" }, make("label", {}, input, text), reason);
    return { id: option.id, input, reason, row };
  });
  const read = () => {
    const ids = rows.filter((row) => row.input.checked).map((row) => row.id);
    return given(several ? ids : ids[0]);
  };
  return {
    element: make("ul", { class: "cb-options", role: "list" }, ...rows.map((row) => row.row)),
    rows,
    read,
    put: (answer) => rows.forEach((row) => (row.input.checked = isChosen(row.id, answer))),
  };
}

function makeNumber(item, response, { changed }) {
  const heard = make("span", { class: "cb-heard", id: makeId("heard") });
  const said = make("span", { class: "cb-whisper", "aria-live": "polite" });
  let timer = 0;
  const listen = () => {
    const read = readNumber(input.value, item.unit);
    const bad = "refusal" in read && input.value.trim() !== "";
    heard.textContent = bad ? read.refusal : "refusal" in read ? "" : sayNumber(read.value, input.value, item.unit);
    said.textContent = "";
    input.toggleAttribute("aria-invalid", false);
    if (bad) input.setAttribute("aria-invalid", "true");
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
  const unit = item.unit && item.unit !== "1" ? make("span", { class: "cb-unit" }, item.unit) : null;
  listen();
  return {
    element: make(
      "div", { class: "cb-number" },
      make("label", {}, make("span", { class: "cb-label" }, "Your answer"), input, unit), heard, said,
    ),
    input,
    read: () => given(input.value),
    put: (answer) => {
      input.value = answer ?? "";
      listen();
    },
  };
}

// A number typed with marks is said back as it was read: a misread decimal mark is the error to catch here.
function sayNumber(value, typed, unit) {
  if (/^[0-9]+$/.test(typed.trim())) return "";
  return `Read as ${formatNumber(value, 6)}${unit && unit !== "1" ? `\u00a0${unit}` : ""}.`;
}

function makeOrder(item, response, { changed, fill }) {
  const start = item.options.map((option) => option.id);
  let touched = response !== undefined;
  const heard = make("span", { class: "cb-whisper", "aria-live": "polite" });
  const list = make("ol", { class: "cb-steps" });
  const rows = new Map();

  function move(id, by) {
    const row = rows.get(id);
    const place = [...list.children].indexOf(row.row);
    const target = place + by;
    touched = true;
    if (target >= 0 && target < start.length) {
      list.insertBefore(row.row, by < 0 ? list.children[target] : list.children[target].nextSibling);
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

  for (const option of item.options) {
    const text = fill("span", { class: "cb-option-text", id: makeId("step") }, option.text);
    const button = (name, words, by) =>
      make("button", {
        type: "button", class: "cb-move", "aria-describedby": text.id,
        on: { click: (event) => { move(option.id, by); event.currentTarget.focus(); } },
      }, icon(name), whisper(words));
    const up = button("up", "Move up", -1);
    const down = button("down", "Move down", 1);
    const moves = make("span", { class: "cb-moves" }, up, down);
    const row = make("li", { class: "cb-step", "data-option": option.id }, text, moves);
    rows.set(option.id, { row, up, down });
  }
  const put = (answer) => {
    touched = answer !== undefined;
    list.replaceChildren(...(answer ?? start).map((id) => rows.get(id).row));
    update();
  };
  put(response);
  return {
    element: make("div", {}, list, heard),
    read: () => (touched ? [...list.children].map((row) => row.dataset.option) : undefined),
    confirm: () => {
      touched = true;
    },
    isTouched: () => touched,
    put,
  };
}

function makeText(item, response, { changed }) {
  const input = make("textarea", { rows: 6, class: "cb-text", on: { input: () => changed() } });
  input.value = response ?? "";
  return {
    element: make("label", { class: "cb-written" }, make("span", { class: "cb-label" }, "Your answer"), input),
    input,
    read: () => given(input.value),
    put: (answer) => (input.value = answer ?? ""),
  };
}

/** Rows of a small CSV text: quotes may hold commas and doubled quotes. */
export function readTable(text) {
  const rows = [];
  for (const line of text.split(/\r?\n/)) {
    if (!line.trim()) continue;
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
    rows.push(cells.map((cell) => (cell[1] === undefined ? cell[2] : cell[1].replaceAll('""', '"'))));
  }
  return rows;
}

function showTable({ name, text }) {
  const [head = [], ...body] = readTable(text);
  const table = make(
    "table", { class: "cb-table" },
    make("caption", {}, name),
    make("thead", {}, make("tr", {}, ...head.map((cell) => make("th", { scope: "col" }, cell)))),
    make("tbody", {}, ...body.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))))),
  );
  return make("div", { class: "cb-scroll", tabindex: "0", role: "region", "aria-label": `Table ${name}` }, table);
}

function makeCode(item, response, { changed }) {
  const starter = item.starter ?? "";
  const label = makeId("code");
  const input = make("textarea", {
    id: label, rows: Math.max(8, starter.split("\n").length + 3), class: "cb-text cb-code", spellcheck: "false",
    autocomplete: "off", autocapitalize: "off", wrap: "off", on: { input: () => changed() },
  });
  input.value = response ?? starter;
  const read = () => (input.value.trim() === starter.trim() ? undefined : given(input.value));
  const restart = make("button", {
    type: "button", class: "cb-link-button",
    on: { click: () => { input.value = starter; changed(); input.focus(); } },
  }, "Start again from the given code");
  return {
    element: make(
      "div", {},
      ...(item.data || []).filter((data) => data.text !== undefined).map(showTable),
      make("label", { class: "cb-label", for: label }, "Your code"), input,
      make("p", { class: "cb-hint" }, "It is run when it is marked. To try it yourself, use the notebook. ", restart),
    ),
    input,
    read,
    put: (answer) => (input.value = answer ?? starter),
  };
}

const MAKERS = { best: makeChoice, all: makeChoice, number: makeNumber, order: makeOrder, written: makeText, code: makeCode };

/** The field for an item's kind, holding a response if there is one that fits it. */
export function makeField(item, response, tools) {
  const field = MAKERS[item.kind](item, fitResponse(item, response), tools);
  return { ...field, put: (answer) => field.put(fitResponse(item, answer)) };
}
