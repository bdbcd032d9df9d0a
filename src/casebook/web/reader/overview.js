// The page "My progress": how far, what next, what to try again, how sure and how right, and what becomes of the data.

import { LARGEST, mergeBackup, readBackup, writeBackup } from "./backup.js";
import { drawCalibration, sayCalibration, tabulate, tally } from "./calibration.js";
import { icon, make, makeId, whisper } from "../dom.js";
import { eraseName, recallName } from "./given.js";
import { readKept } from "./kept.js";
import { measureCourse, sayMinutes, sayScore } from "./progress.js";
import { ask } from "../question.js";
import { sayDay } from "./record.js";
import { saveFile } from "../save.js";
import { eraseAll, howLong, isShared, keep, listKept, onChange, recall, setShared } from "./storage.js";
import { addressOf } from "./tracker.js";

const FIRST_SHOWN = 12;
const LASTING = {
  browser: "What you answer is kept in this browser, on this device. Nobody else receives it.",
  tab: "This is a shared computer: what you answer is kept until you close this tab. Nobody else receives it.",
  page: "This browser keeps nothing for this course: its storage is full or switched off. What you answer stays until you leave the page it is on.",
};

const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

function sayDate(day) {
  const moment = new Date(`${day}T12:00:00`);
  return day && !Number.isNaN(moment.getTime()) ? moment.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" }) : "";
}

function section(title, ...children) {
  const heading = make("h2", { id: makeId("progress") }, title);
  return make("section", { "aria-labelledby": heading.id }, heading, ...children);
}

function showOverview(measured) {
  const total = measured.pages.length;
  const facts = [
    [`${measured.done} of ${total}`, "pages done"],
    [`${measured.questions.answered} of ${measured.questions.total}`, "self-check questions answered"],
    measured.of ? [`${Number(measured.points.toFixed(1))} of ${Number(measured.of.toFixed(1))}`, "marks at the latest try"] : null,
    measured.next ? [sayMinutes(measured.minutes), "left to read and answer"] : null,
  ].filter(Boolean);
  const bar = make("progress", { class: "my-bar", max: total, value: measured.done, "aria-label": "Pages done" });
  const next = measured.next
    ? make("p", { class: "my-next" },
        make("a", { class: "cb-button", href: addressOf(measured.next.page) }, measured.begun ? "Go on with " : "Begin with ", measured.next.title))
    : make("p", { class: "cb-done" }, icon("right"), "Every page is done.");
  return make("div", { class: "my-overview" },
    make("dl", { class: "my-facts" }, ...facts.map(([value, name]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)))), bar, next);
}

function listItems(items, questions, words) {
  const row = (item) => make("li", {},
    make("a", { href: addressOf(item.page.page, `item-${item.id}`) }, questions[item.id] || item.title), " ",
    make("span", { class: "my-where" }, `${item.title}, ${words(item)}`));
  const first = items.slice(0, FIRST_SHOWN);
  const more = items.slice(FIRST_SHOWN);
  return make("div", {},
    make("ul", { class: "my-items" }, ...first.map(row)),
    more.length ? make("details", { class: "cb-details" }, make("summary", {}, `${more.length} more`), make("ul", { class: "my-items" }, ...more.map(row))) : null);
}

function showMissed(measured, questions) {
  const words = ({ answer }) => `${Number(answer.last.points.toFixed(2))} of ${Number(answer.last.of.toFixed(2))} at the latest try`;
  if (!measured.missed.length) {
    return section("To try again", make("p", {}, measured.questions.answered
      ? "Nothing: whatever you have answered, you have answered rightly at the latest try."
      : "Questions you miss will be listed here, each with a link back to it."));
  }
  return section("To try again", make("p", {}, `${count(measured.missed.length, "question")} not right yet. Each link leads to the question; \u201cNew numbers\u201d below a case gives you fresh ones.`), listItems(measured.missed, questions, words));
}

function showChanged(measured, questions) {
  if (!measured.changed.length && !measured.removed) return null;
  return section("Changed since you answered",
    measured.changed.length ? make("p", {}, "These questions were edited after you answered them: other options, another key or other numbers. Your answers to them are no longer counted.") : null,
    measured.changed.length ? listItems(measured.changed, questions, () => "changed since you answered") : null,
    measured.removed ? make("p", {}, `${count(measured.removed, "question")} that you answered ${measured.removed === 1 ? "is" : "are"} no longer in the course, and ${measured.removed === 1 ? "is" : "are"} not counted.`) : null);
}

function showCard(page, one) {
  const link = make("a", { href: addressOf(page.page, `${one.card.kind}-${one.card.id}`) }, one.card.title);
  let words;
  if (one.card.kind === "case") {
    words = [sayScore(one) || (one.begun ? "begun" : ""), one.changed ? `${count(one.changed, "question")} changed since` : "", one.day ? `last on ${sayDate(one.day)}` : ""];
  } else {
    words = ["graded", `${one.answered} of ${count(one.total, "item")} answered`, one.saved ? "file saved" : "", one.changed ? `${one.changed} changed since` : ""];
  }
  return make("li", { class: "my-card" }, link, make("span", { class: "my-where" }, words.filter(Boolean).join("; ")));
}

function showPage(page) {
  const stand = page.done ? "done" : page.begun ? "begun" : "";
  const cards = [...page.cases, ...page.exercises].filter((one) => one.begun || one.answered || one.changed);
  return make("li", { class: "my-page" },
    make("span", { class: "site-stand", "data-stand": stand }, stand === "done" ? icon("right") : null),
    make("div", {},
      make("a", { href: addressOf(page.page) }, page.title), stand ? whisper(`, ${stand}`) : null,
      cards.length ? make("ul", { class: "my-cards" }, ...cards.map((one) => showCard(page, one))) : null));
}

function showChapters(measured, isOpen) {
  return section("Chapter by chapter", ...measured.chapters.map((chapter) =>
    make("details", { class: "my-chapter", "data-chapter": chapter.page, open: isOpen(chapter) },
      make("summary", {}, make("span", { class: "my-chapter-title" }, `${chapter.number}. ${chapter.title}`), " ",
        make("span", { class: "my-where" }, `${chapter.done} of ${count(chapter.pages.length, "page")} done`)),
      make("ul", { class: "my-pages" }, ...chapter.pages.map(showPage)))));
}

function showSureness(measured) {
  const rows = tally(measured.answers);
  const any = rows.some((row) => row.count);
  return section("How sure, and how right",
    make("p", {}, sayCalibration(rows)),
    any ? make("figure", { class: "my-figure" }, drawCalibration(rows),
      make("figcaption", {}, "The upright bar stands at what you said; the dot at the share that was right at the first try; the line through it at what chance leaves open. The table below says the same.")) : null,
    any ? tabulate(rows) : null);
}

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

/** The part of the page that stays while the rest is drawn anew: where the data is, and what can be done with it. */
function makeData(course, { redraw, now }) {
  const lasting = make("p", {});
  const who = make("p", { class: "my-who" });
  const heard = make("p", { class: "cb-status my-heard", role: "status" });
  const question = make("div", { class: "cb-question-place" });
  const say = (words, good = true) => {
    heard.classList.toggle("is-refused", !good);
    heard.textContent = words;
  };
  const shared = make("input", { type: "checkbox", id: "shared", on: { change: () => {
    setShared(shared.checked);
    redraw();
    if (howLong() === "page") say("This browser keeps nothing for this course, shared or not: what you answer lasts until you leave the page.");
    else say(shared.checked
      ? "This tab keeps your answers until you close it; the browser keeps nothing. Some browsers can bring back a tab that was just closed: to be certain, erase before you leave."
      : "What this tab knew is kept in this browser from now on.");
  } } });
  const input = make("input", { type: "file", accept: ".json,application/json", class: "cb-file", id: "import" });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    let outcome = { fault: `The file has ${file.size.toLocaleString("en-GB")} bytes and may have ${LARGEST.toLocaleString("en-GB")}.` };
    if (file.size <= LARGEST) {
      try {
        outcome = takeIn(new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()), course);
      } catch {
        outcome = { fault: "This is not a file of progress exported from a course." };
      }
    }
    input.value = "";
    redraw();
    say(outcome.fault || outcome.words, !outcome.fault);
  });
  const save = () => {
    const name = `my-progress-${sayDay(now())}.json`;
    saveFile(name, writeBackup(readEverything(), course.title));
    say(`Saved as ${name}.`);
  };
  const erase = make("button", { type: "button", class: "cb-button is-quiet", on: { click: () => ask(question, {
    words: "Erase every answer, mark and tick, and your name, from this browser? They can\u2019t be brought back unless you have exported them.",
    from: erase,
    choices: [["Erase everything", () => { eraseAll(); redraw(); say("Everything is erased."); heard.focus(); }], ["Keep everything", null]],
  }) } }, "Erase everything");
  heard.tabIndex = -1;
  const update = () => {
    lasting.textContent = LASTING[howLong()];
    shared.checked = isShared();
    const name = recallName();
    who.hidden = !name;
    who.replaceChildren("Graded exercises know you as ", make("strong", {}, name), ". ", make("button", {
      type: "button", class: "cb-link-button", on: { click: () => { eraseName(); redraw(); say("Your name is erased from this browser."); heard.focus(); } },
    }, "Erase my name"));
  };
  const element = section("Your data", lasting, who,
    make("p", {}, make("label", { class: "cb-tick" }, shared, make("span", {}, "This is a shared computer: forget everything when I close this tab"))),
    make("div", { class: "my-data" },
      make("p", { class: "my-buttons" }, make("button", { type: "button", class: "cb-button is-quiet", on: { click: save } }, icon("save"), "Export as one file"), erase),
      question,
      make("p", {}, make("label", { class: "cb-label", for: "import" }, "Import such a file"), input),
      make("p", { class: "cb-hint" }, "The file holds your answers, marks and ticks, and your name if you gave one. When one is imported, each question keeps the record with more tries; if both have as many, the one in this browser stays. Answers to a graded exercise are added only to those of the same name.")),
    heard);
  return { element, update };
}

/** Make the page "My progress" inside `root`. `questions` are the words of each question by item. */
export function mountOverview(root, course, questions, { now = () => new Date() } = {}) {
  const drawn = make("div", {});
  const data = makeData(course, { redraw: () => draw(), now });
  let waiting = false;

  function draw() {
    waiting = false;
    const measured = measureCourse(course, readKept());
    const opened = [...drawn.querySelectorAll("details[data-chapter]")].filter((one) => one.open).map((one) => one.dataset.chapter);
    const isOpen = (chapter) => (drawn.childElementCount ? opened.includes(chapter.page) : Boolean(measured.next) && chapter.pages.includes(measured.next));
    drawn.replaceChildren(...[
      showOverview(measured), showMissed(measured, questions), showChanged(measured, questions), showChapters(measured, isOpen), showSureness(measured),
    ].filter(Boolean));
    data.update();
  }

  draw();
  root.replaceChildren(drawn, data.element);
  onChange(() => {
    if (!waiting) setTimeout(draw);
    waiting = true;
  });
}
