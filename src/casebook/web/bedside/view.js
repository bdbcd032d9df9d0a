// Small pieces that the session's screen and its debrief share: texts with their gaps filled, drawings, tables, facts.

import { fill, make } from "../dom.js";
import { anchorOf } from "../page/fact.js";
import { lookForScrollers } from "../page/frame.js";
import { drawChart } from "./chart.js";

const LEAST = 250;

function readFacts() {
  const held = document.querySelector("script.cb-facts");
  return held ? JSON.parse(held.textContent).facts : {};
}

/** What makes the facts named in a text into links that open, as everywhere in the course. */
export function makeAdorn() {
  const facts = readFacts();
  return (element) => {
    for (const span of element.querySelectorAll("span.fact[data-fact]")) {
      const id = span.dataset.fact;
      const link = make("a", { class: "fact", href: `${facts[id]?.page ?? ""}#${anchorOf(id)}`, "data-fact": id });
      link.append(...span.childNodes);
      span.replaceWith(link);
    }
    return element;
  };
}

/** A text of the session as an element, its gaps filled with `words`. */
export const write = (tag, attributes, html, words, adorn) => adorn(fill(tag, attributes, html, Object.fromEntries(Object.entries(words).map(([name, word]) => [name, [word]])), 0));

/** A text without its marks, for a button or a line. */
export function plain(html, words) {
  const holder = fill("span", {}, html, Object.fromEntries(Object.entries(words).map(([name, word]) => [name, [word]])), 0);
  return holder.textContent;
}

/** A drawing that is made anew at each width it is shown in; `plan()` gives what is drawn, and `drawn` draws it. */
export function makeDrawing(plan, drawn = drawChart) {
  const holder = make("div", { class: "bed-drawing" });
  let width = 0;
  const draw = (now) => {
    width = now;
    holder.innerHTML = drawn({ ...plan(), width: Math.max(LEAST, Math.floor(width)) });
  };
  new ResizeObserver(([entry]) => {
    if (entry.contentRect.width && Math.floor(entry.contentRect.width) !== Math.floor(width)) draw(entry.contentRect.width);
  }).observe(holder);
  return { element: holder, update: () => width && draw(width) };
}

/** A table of texts, its first column the rows' names. */
export function makeTable(head, rows, caption = "") {
  lookForScrollers();
  return make("div", { class: "cb-scroll" }, make("table", { class: "cb-table" }, caption ? make("caption", {}, caption) : null,
    make("thead", {}, make("tr", {}, ...head.map((words) => make("th", { scope: "col" }, words)))),
    make("tbody", {}, ...rows.map(([first, ...rest]) => make("tr", {}, make("th", { scope: "row" }, first), ...rest.map((each) => make("td", {}, each)))))));
}

/** What one has to ask for to see: a summary and what it holds. */
export const makeFold = (summary, ...content) => make("details", { class: "cb-details" }, make("summary", {}, summary), ...content);
