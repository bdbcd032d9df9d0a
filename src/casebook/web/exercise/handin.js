// The end of a graded exercise: what is still open, the file or the text to send, and a look into a file before it goes.

import { count, countMarks, fillNumbers, icon, make, makeId } from "../dom.js";
import { makePicker, saveFile } from "../file.js";
import { kindOf } from "../item/kind.js";
import { inspectFile, LARGEST } from "./inspect.js";
import { nameResponse } from "./response.js";

const WHY = {
  changed: "has changed since you answered it",
  renumbered: "has other numbers since you answered it",
  unreadable: "number not readable",
};

/** The words of a question with a learner's numbers; without a variant the numbers are left out. */
function plainText(html, numbers, variant) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  if (variant === undefined) for (const place of body.querySelectorAll("data[value]")) place.textContent = "\u2026";
  else fillNumbers(body, numbers || {}, variant);
  return body.textContent.trim();
}

function jump(event, id) {
  const form = document.getElementById(`item-${id}`);
  const field = form?.querySelector("input, textarea, button");
  if (!field) return;
  event.preventDefault();
  form.scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
}

/** What an item is called in a list; `shown` are the variants by part, where it is known which were shown. */
function nameItem(exercise, item, shown = {}) {
  const part = exercise.parts.find((each) => each.items.includes(item));
  return kindOf(item).isNamedByPart ? part.title : plainText(item.question, part.numbers, shown[part.id]);
}

function listOpen(exercise, items, standOf, shown) {
  return make("ul", {}, ...items.map((item) => {
    const why = WHY[standOf(item)];
    return make("li", {},
      make("a", { href: `#item-${item.id}`, on: { click: (event) => jump(event, item.id) } }, nameItem(exercise, item, shown)),
      why ? ` \u2013 ${why}` : "");
  }));
}

function sayMoment(text) {
  const moment = new Date(text);
  return text && !Number.isNaN(moment.getTime()) ? moment.toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" }) : "";
}

/** What was found in a file, in words: a line for each thing to know, the first of them the outcome. */
function describeFile(found, exercise) {
  if (found.fault) return make("div", {}, make("p", { class: "cb-status is-wrong" }, icon("wrong"), make("span", {}, found.fault)));
  const whole = found.answered === found.total && !found.changed.length && !found.otherNumbers && found.learner.trim();
  const why = (item) => (found.unreadable.includes(item) ? ` \u2013 ${WHY.unreadable}` : "");
  const name = (items) => make("ul", {}, ...items.map((item) => make("li", {}, nameItem(exercise, item), why(item))));
  const moment = sayMoment(found.saved);
  return make(
    "div", {},
    make("p", { class: `cb-status ${whole ? "is-right" : "is-partly"}` }, icon(whole ? "right" : "partly"),
      make("span", {}, whole ? "The file is whole, and every item is answered." : "The file is whole. Before you send it:")),
    make("p", {}, "From ", make("strong", {}, found.learner.trim() || "nobody: it holds no name"), `, for \u201c${exercise.title}\u201d`,
      moment ? `, saved on ${moment} by the clock of that device` : "", `. ${found.answered} of ${count(found.total, "item")} answered.`),
    found.open.length ? make("div", {}, make("p", {}, "Still open:"), name(found.open)) : null,
    found.changed.length ? make("div", {}, make("p", {}, "Changed since they were answered; answer them again on this page, and save a new file:"), name(found.changed)) : null,
    found.otherNumbers ? make("p", {}, "The numbers in it were not drawn from this name. It is marked on the numbers that were shown, and your educator is told.") : null,
    found.unknown ? make("p", {}, `It also holds ${found.unknown === 1 ? "an answer to a question" : `answers to ${found.unknown} questions`} that this exercise no longer has.`) : null,
  );
}

function makeInspector(exercise) {
  const outcome = make("div", { role: "status" });
  const foreign = "This is not a response file of this course.";
  const input = makePicker({
    id: makeId("file"), largest: LARGEST, foreign, tooLarge: " It is not a response file of this course.",
    read: (text) => inspectFile(text, exercise),
    show: (found, name) => outcome.replaceChildren(make("p", { class: "cb-hint" }, name), describeFile(found, exercise)),
  });
  return make(
    "details", { class: "cb-details" }, make("summary", {}, "Check a file before you send it"),
    make("p", {}, make("label", { for: input.id }, "Pick the file. It is read here, in this page, and goes nowhere.")), input, outcome,
  );
}

function makeCopy(write) {
  const text = make("textarea", { class: "cb-text cb-code", rows: 8, readonly: true, "aria-label": "Your response as text", wrap: "off" });
  const copied = make("span", { class: "cb-hint", role: "status" });
  const copy = async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      copied.textContent = " Copied.";
    } catch {
      copied.textContent = " Selected: copy it with your keyboard.";
    }
  };
  const update = () => {
    text.value = write();
    copied.textContent = "";
  };
  const details = make(
    "details", { class: "cb-details", on: { toggle: () => update() } },
    make("summary", {}, "Downloads are blocked here"),
    make("p", {}, "Copy this text and send it instead."), text,
    make("p", {}, make("button", { type: "button", class: "cb-button is-quiet", on: { click: copy } }, "Copy"), copied),
  );
  return { element: details, update };
}

/** The section to hand in from: `element`, and `update()` for when an answer has changed. */
export function makeHandIn(exercise, work, { memo, onKept }) {
  const heading = make("h2", { class: "cb-part-title", id: makeId("hand-in") }, "Hand in");
  const open = make("div", { class: "cb-open" });
  const heard = make("p", { class: "cb-status", role: "status" });
  const { items, standOf } = work;
  const removed = work.countGone();
  const marks = countMarks(items.reduce((sum, item) => sum + item.points, 0));
  const copy = makeCopy(work.write);

  function update() {
    const missing = items.filter((item) => standOf(item) !== "answered");
    if (missing.length) {
      open.replaceChildren(make("p", {}, `${items.length - missing.length} of ${items.length} items are answered. Still open:`), listOpen(exercise, missing, standOf, work.variants()));
    } else {
      open.replaceChildren(make("p", { class: "cb-done" }, icon("right"), `All ${items.length} items are answered (${marks}).`));
    }
    if (work.file() === "changed") heard.textContent = "You have changed answers since you saved your file. Download it again before you send it.";
    copy.update();
  }

  function download() {
    const missing = items.filter((item) => standOf(item) !== "answered").length;
    const name = nameResponse(exercise, work.learner());
    saveFile(name, work.write());
    work.save({ file: "saved" });
    onKept();
    heard.textContent = `Saved as ${name}. Send this file the way your course asks for it.${missing ? ` ${missing === 1 ? "One item is" : `${missing} items are`} still open in it.` : ""}`;
  }

  const element = make(
    "section", { class: "cb-part cb-hand-in", "aria-labelledby": heading.id }, heading, open,
    removed ? make("p", { class: "cb-hint" }, `You also answered ${removed === 1 ? "a question" : `${removed} questions`} that this exercise no longer has; ${removed === 1 ? "that is" : "those are"} not handed in.`) : null,
    make("div", { class: "cb-actions" }, make("button", { type: "button", class: "cb-button cb-download", on: { click: download } }, icon("save"), "Download my response file")),
    heard, memo, copy.element, makeInspector(exercise),
  );
  return { element, update };
}
