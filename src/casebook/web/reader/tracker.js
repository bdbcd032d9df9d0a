// Where the reader is, on every page: marks in the contents, steps of the chapter, the end of the page, the first page's
// chapters. Everything it fills in has its place already, so that nothing moves.

import { count, icon, make, whisper } from "../dom.js";
import { countDue } from "./review/due.js";
import { readKept, tickPage } from "./kept.js";
import { measureCourse, sayMinutes } from "./progress.js";
import { sayDay } from "./record.js";
import { howLong, onChange } from "./storage.js";

const WORDS = { done: "done", begun: "begun" };

const standOf = (page) => (page.done ? "done" : page.begun ? "begun" : "");

function putMark(place, stand) {
  place.dataset.stand = stand;
  place.replaceChildren(...(stand ? [...(stand === "done" ? [icon("right")] : []), whisper(WORDS[stand])] : []));
}

/** The address of a page of the course from the page shown. */
export function addressOf(page, anchor = "") {
  return `${document.documentElement.dataset.content_root || "./"}${page}.html${anchor ? `#${anchor}` : ""}`;
}

function markContents(measured) {
  const links = new Map([...document.querySelectorAll(".site-contents li a")].map((link) => [link.href.split("#")[0], link]));
  const find = (page) => links.get(new URL(addressOf(page), window.location.href).href);
  for (const page of measured.pages) {
    const link = find(page.page);
    if (!link) continue;
    if (!link.querySelector(".site-stand")) link.append(make("span", { class: "site-stand" }));
    putMark(link.querySelector(".site-stand"), standOf(page));
  }
  for (const chapter of measured.chapters) {
    const place = find(chapter.page)?.querySelector(".site-stand");
    if (!place || !chapter.done) continue;
    const all = chapter.done === chapter.pages.length;
    place.dataset.stand = all ? "done" : "part";
    place.replaceChildren(...(all ? [icon("right"), whisper("chapter done")] : [`${chapter.done}/${chapter.pages.length}`, whisper(" pages done")]));
  }
  const total = document.querySelector(".site-progress-count");
  if (total) total.textContent = measured.begun ? `${measured.done} of ${measured.pages.length}` : "";
}

/** Show beside the name of the page Today how many questions are due. */
export function markToday(due) {
  const place = document.querySelector(".site-today-count");
  if (place) place.textContent = due ? `${due} due` : "";
}

function markSteps(measured, here) {
  const steps = [...document.querySelectorAll(".site-steps > *")];
  const chapter = measured.chapters.find((each) => each.pages.includes(here));
  if (!chapter || steps.length !== chapter.pages.length) return;
  steps.forEach((step, index) => (step.dataset.stand = standOf(chapter.pages[index])));
}

function sayLeft(measured, here) {
  const chapter = measured.chapters.find((each) => each.pages.includes(here));
  const left = chapter.pages.filter((page) => !page.done);
  const minutes = left.reduce((sum, page) => sum + page.minutes, 0);
  if (!left.length) return "This chapter is done.";
  return `${left.length === 1 ? "One page" : `${left.length} pages`} of this chapter left, ${sayMinutes(minutes)}.`;
}

function markEnd(measured, here) {
  const place = document.querySelector(".site-end");
  if (!place) return;
  const button = place.querySelector("button");
  button.disabled = false;
  button.setAttribute("aria-pressed", here.done);
  button.replaceChildren(...(here.done ? [icon("right"), "Done"] : ["Mark this page as done"]));
  button.hidden = here.finished;
  const lines = [here.finished ? "Everything on this page is answered." : here.total ? `${here.answered} of ${here.total} questions answered.` : "", sayLeft(measured, here)];
  if (howLong() === "tab") lines.push("A shared computer: this is forgotten when you close the tab.");
  if (howLong() === "page") lines.push("This browser keeps nothing: this is forgotten when you leave the page.");
  place.querySelector(".site-end-words").textContent = lines.filter(Boolean).join(" ");
}

function markStart(measured) {
  for (const card of document.querySelectorAll("li.chapter")) {
    const chapter = measured.chapters[[...card.parentElement.children].indexOf(card)];
    if (!chapter) continue;
    card.style.setProperty("--cb-share", `${(100 * chapter.done) / chapter.pages.length}%`);
    card.classList.toggle("is-begun", chapter.done > 0);
    const holds = card.querySelector(".chapter-holds");
    holds.dataset.holds ??= holds.textContent;
    const cases = chapter.pages.flatMap((page) => page.cases);
    const [answered, total] = ["answered", "total"].map((name) => cases.reduce((sum, one) => sum + one[name], 0));
    holds.textContent = chapter.done || answered
      ? `${chapter.done} of ${count(chapter.pages.length, "page")} done, ${answered} of ${count(total, "question")} answered`
      : holds.dataset.holds;
  }
}

/** Show the reader's way on this page, now and whenever it changes; `now` is the clock. Returns what shows it again. */
export function mountTracker(course, { now = () => new Date() } = {}) {
  let waiting = false;
  const name = document.documentElement.dataset.page;
  const show = () => {
    waiting = false;
    const kept = readKept();
    const measured = measureCourse(course, kept);
    markToday(countDue(course, kept, sayDay(now())));
    const here = measured.pages.find((page) => page.page === name);
    markContents(measured);
    markStart(measured);
    if (!here) return;
    markSteps(measured, here);
    markEnd(measured, here);
  };
  const later = () => {
    if (!waiting) setTimeout(show);
    waiting = true;
  };
  document.querySelector(".site-end button")?.addEventListener("click", (event) => {
    tickPage(name, event.currentTarget.getAttribute("aria-pressed") !== "true");
    show();
  });
  onChange((changed) => changed !== "place" && later());
  show();
  return later;
}
