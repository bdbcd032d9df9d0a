// What a reader can do with what is kept here: see where it is, export it, import it, and erase it.

import { count, icon, make } from "../dom.js";
import { makePicker, saveFile } from "../file.js";
import { ask } from "../question.js";
import { LARGEST, mergeBackup, readBackup, writeBackup } from "./backup.js";
import { eraseName, recallName } from "./given.js";
import { sayDay } from "./record.js";
import { eraseAll, howLong, isShared, keep, listKept, recall, setShared } from "./storage.js";

const LASTING = {
  browser: "What you answer is kept in this browser, on this device. Nobody else receives it.",
  tab: "This is a shared computer: what you answer is kept until you close this tab. Nobody else receives it.",
  page: "This browser keeps nothing for this course: its storage is full or switched off. What you answer stays until you leave the page it is on.",
};

const SHARED = "This tab keeps your answers until you close it; the browser keeps nothing. Some browsers can bring back a tab that was just closed: to be certain, erase before you leave.";
const OWN = "What this tab knew is kept in this browser from now on.";
const NOWHERE = "This browser keeps nothing for this course, shared or not: what you answer lasts until you leave the page.";

function readEverything() {
  return Object.fromEntries(listKept().map((name) => [name, recall(name)]));
}

function takeIn(text, course) {
  const read = readBackup(text, course.title);
  if (read.fault) return { fault: read.fault };
  const taken = mergeBackup(readEverything(), read.entries);
  const kept = taken.map(([name, value]) => keep(name, value)).every(Boolean);
  const answers = (list) => list.filter(([name]) => name.startsWith("answer:") || name.startsWith("given:")).length;
  const stayed = answers(read.entries) - answers(taken);
  const words = [`Taken from the file: ${count(answers(taken), "answer")}.`];
  if (stayed) words.push(`${count(stayed, "answer")} stayed as ${stayed === 1 ? "it was" : "they were"} here.`);
  if (!kept) words.push("This browser could not keep all of it: its storage is full or switched off.");
  return { words: words.join(" ") };
}

/** Whether this computer is shared, as a tick with its words. */
function makeShared({ redraw, say }) {
  const input = make("input", { type: "checkbox", id: "shared", on: { change: () => {
    setShared(input.checked);
    redraw();
    if (howLong() === "page") say(NOWHERE);
    else say(input.checked ? SHARED : OWN);
  } } });
  const element = make("label", { class: "cb-tick" }, input, make("span", {}, "This is a shared computer: forget everything when I close this tab"));
  return { element, update: () => (input.checked = isShared()) };
}

/** The name that graded exercises know, with a button that erases it; nothing where there is none. */
function makeWho({ redraw, tell }) {
  const element = make("p", { class: "my-who" });
  const erase = () => {
    eraseName();
    redraw();
    tell("Your name is erased from this browser.");
  };
  const update = () => {
    const name = recallName();
    element.hidden = !name;
    element.replaceChildren("Graded exercises know you as ", make("strong", {}, name), ". ",
      make("button", { type: "button", class: "cb-link-button", on: { click: erase } }, "Erase my name"));
  };
  return { element, update };
}

/** The field that takes in a file of progress. */
function makeImport(course, { redraw, say }) {
  return makePicker({
    id: "import", largest: LARGEST, foreign: "This is not a file of progress exported from a course.",
    read: (text) => takeIn(text, course),
    show: ({ fault, words }) => {
      redraw();
      say(fault || words, !fault);
    },
  });
}

/**
 * The part of the page that stays while the rest is drawn anew, as parts for a section: `parts`, and `update()`. `now` is
 * the clock, which names the file.
 */
export function makeData(course, { redraw, now }) {
  const lasting = make("p", {});
  const heard = make("p", { class: "cb-status my-heard", role: "status", tabindex: "-1" });
  const place = make("div", { class: "cb-question-place" });
  const say = (words, good = true) => {
    heard.classList.toggle("is-refused", !good);
    heard.textContent = words;
  };
  const tell = (words) => {
    say(words);
    heard.focus();
  };
  const save = () => {
    const name = `my-progress-${sayDay(now())}.json`;
    saveFile(name, writeBackup(readEverything(), course.title));
    say(`Saved as ${name}.`);
  };
  const erase = make("button", { type: "button", class: "cb-button is-quiet", on: { click: () => ask(place, {
    words: "Erase every answer, mark, tick and bookmark, and your name, from this browser? They can\u2019t be brought back unless you have exported them.",
    from: erase,
    choices: [["Erase everything", () => { eraseAll(); redraw(); tell("Everything is erased."); }], ["Keep everything", null]],
  }) } }, "Erase everything");
  const shared = makeShared({ redraw, say });
  const who = makeWho({ redraw, tell });
  const update = () => {
    lasting.textContent = LASTING[howLong()];
    shared.update();
    who.update();
  };
  const parts = [
    lasting, who.element, make("p", {}, shared.element),
    make("div", { class: "my-data" },
      make("p", { class: "my-buttons" }, make("button", { type: "button", class: "cb-button is-quiet", on: { click: save } }, icon("save"), "Export as one file"), erase),
      place,
      make("p", {}, make("label", { class: "cb-label", for: "import" }, "Import such a file"), makeImport(course, { redraw, say })),
      make("p", { class: "cb-hint" }, "The file holds your answers, marks, ticks and bookmarks, the days on which you answered, and your name if you gave one. When one is imported, each question keeps the record with more tries, and the days of both; if both have as many tries, the one in this browser stays. Answers to a graded exercise are added only to those of the same name.")),
    heard,
  ];
  return { parts, update };
}
