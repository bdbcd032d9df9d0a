// A function to be written. It is run when it is marked, never in the page.

import { make, makeId } from "../../dom.js";
import { fitText, orNothing } from "../answer.js";
import { waitForPerson } from "../outcome.js";

// Quotes may hold commas and doubled quotes.
function readTable(text) {
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

function makeField(item, response, { changed }) {
  const starter = item.starter ?? "";
  const label = makeId("code");
  const input = make("textarea", {
    id: label, rows: Math.max(8, starter.split("\n").length + 3), class: "cb-text cb-code", spellcheck: "false",
    autocomplete: "off", autocapitalize: "off", wrap: "off", on: { input: () => changed() },
  });
  input.value = response ?? starter;
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
    read: () => (input.value.trim() === starter.trim() ? undefined : orNothing(input.value)),
    put: (answer) => (input.value = answer ?? starter),
  };
}

/** A function to be written; the response is its text. There is no self-check of this kind, so nothing to explain. */
export const code = {
  isTyped: true,
  isCompared: false,
  hidesAnswer: false,
  isNamedByPart: true,
  fit: (item, response) => fitText(response),
  canRead: () => true,
  mark: (secret, response) => waitForPerson(response, secret.points),
  makeField,
  explain: () => null,
  writeKey: () => [],
};
