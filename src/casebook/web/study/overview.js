// The page "My progress": how far, what next, what to try again, how sure and how right, and what becomes of the data.

import { count, icon, make, makeId, whisper } from "../dom.js";
import { drawCalibration, sayCalibration, tabulate, tally } from "../reader/calibration.js";
import { makeData } from "../reader/data.js";
import { readKept } from "../reader/kept.js";
import { measureCourse, sayMinutes, sayScore } from "../reader/progress.js";
import { sayDay } from "../reader/record.js";
import { countDue } from "../reader/review/due.js";
import { showBookmarks } from "../reader/shelf.js";
import { onChange } from "../reader/storage.js";
import { addressOf } from "../reader/tracker.js";

const FIRST_SHOWN = 12;

function sayDate(day) {
  const moment = new Date(`${day}T12:00:00`);
  return day && !Number.isNaN(moment.getTime()) ? moment.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" }) : "";
}

function section(title, ...children) {
  const heading = make("h2", { id: makeId("progress") }, title);
  return make("section", { "aria-labelledby": heading.id }, heading, ...children);
}

function showDue(due, measured) {
  if (!measured.questions.answered) return null;
  const words = due ? `${count(due, "question")} ${due === 1 ? "is" : "are"} due for review. ` : "Nothing is due for review today. ";
  return make("p", { class: "my-due" }, words, make("a", { href: addressOf("today") }, due ? "Answer them on Today" : "How Today chooses"));
}

function showOverview(measured, due) {
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
    make("dl", { class: "my-facts" }, ...facts.map(([value, name]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)))), bar, next, showDue(due, measured) ?? "");
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

/** Make the page "My progress" inside `root`. `questions` are the words of each question by item. */
function mountOverview(root, course, questions, { now = () => new Date() } = {}) {
  const drawn = make("div", {});
  const data = makeData(course, { redraw: () => draw(), now });
  let waiting = false;

  function draw() {
    waiting = false;
    const kept = readKept();
    const measured = measureCourse(course, kept);
    const opened = [...drawn.querySelectorAll("details[data-chapter]")].filter((one) => one.open).map((one) => one.dataset.chapter);
    const isOpen = (chapter) => (drawn.childElementCount ? opened.includes(chapter.page) : Boolean(measured.next) && chapter.pages.includes(measured.next));
    drawn.replaceChildren(...[
      showOverview(measured, countDue(course, kept, sayDay(now()))), section("Bookmarks", ...showBookmarks(course, draw)), showMissed(measured, questions), showChanged(measured, questions), showChapters(measured, isOpen), showSureness(measured),
    ].filter(Boolean));
    data.update();
  }

  draw();
  root.replaceChildren(drawn, section("Your data", ...data.parts));
  onChange((changed) => {
    if (changed === "place") return;
    if (!waiting) setTimeout(draw);
    waiting = true;
  });
}

const page = document.querySelector(".progress-page");
if (page && window.casebookCourse) mountOverview(page, window.casebookCourse, window.casebookQuestions ?? {});
