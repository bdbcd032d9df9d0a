// The study record on the page "My progress": a name for the paper and the file alone, a sheet to print, a file to save.

import { icon, make, makeId } from "../dom.js";
import { saveFile } from "../file.js";
import { lookForScrollers } from "../page/frame.js";
import { readExam } from "../reader/exam.js";
import { readKept } from "../reader/kept.js";
import { isAttempt, isId, sayDay } from "../reader/record.js";
import { browserToken, listKept, onChange, recall } from "../reader/storage.js";
import { makeRecord, nameEdition, summariseRecord } from "./document.js";
import { showSheet } from "./sheet.js";

const FILE = "study-record.json";
const LONGEST = 200;

const readExams = () =>
  listKept("exam:").map((name) => readExam(recall(name))).filter((exam) => exam?.ended).sort((a, b) => (a.ended < b.ended ? -1 : 1));

function readAttempts() {
  const names = listKept("attempt:").map((name) => name.slice("attempt:".length)).filter(isId);
  return Object.fromEntries(names.map((name) => [name, recall(`attempt:${name}`, 0)]).filter(([, value]) => isAttempt(value)));
}

/** Print one element and nothing else of the page. */
function printAlone(element) {
  const paper = make("div", { class: "study-paper" }, element);
  document.body.append(paper);
  document.documentElement.dataset.paper = "alone";
  window.addEventListener("afterprint", () => {
    paper.remove();
    delete document.documentElement.dataset.paper;
  }, { once: true });
  window.print();
}

const WORDS = "What you read and answered, by chapter, as a sheet to print for your portfolio, and beside it a file with your answers. It is no certificate: "
  + "it says what you did, and nobody watched. Whoever gets both can have every mark worked out again from the answers, with the course\u2019s own program: ";

/** Make the study record inside `root`, which says the course's release and who has reviewed it. */
function mountStudy(root, course, now) {
  const { release = "", review = "" } = root.dataset;
  const name = make("input", { type: "text", class: "cb-name", id: makeId("study-name"), maxlength: LONGEST, autocomplete: "off", spellcheck: "false", on: { input: () => draw() } });
  const heard = make("p", { class: "cb-status", role: "status" });
  const place = make("div", {});
  const readName = () => name.value.normalize("NFC").replaceAll(/\s+/g, " ").trim();
  const sheet = () => showSheet(summariseRecord(course, readKept()), readExams(), {
    name: readName(), made: sayDay(now()), course: course.title, edition: nameEdition(course), release, review,
  });
  const draw = () => {
    place.replaceChildren(sheet());
    lookForScrollers();
  };
  const save = () => {
    const record = makeRecord(course, readKept(), {
      name: readName(), token: browserToken(), attempts: readAttempts(), exams: readExams(), made: sayDay(now()), release,
    });
    saveFile(FILE, `${JSON.stringify(record, null, 1)}\n`);
    heard.textContent = `Saved as ${FILE}.`;
  };
  const button = (words, click, ...before) => make("button", { type: "button", class: "cb-button is-quiet", on: { click } }, ...before, words);
  const heading = make("h2", { id: "study-record" }, "Study record");
  root.replaceChildren(make("section", { "aria-labelledby": heading.id }, heading,
    make("p", {}, WORDS, make("code", {}, `casebook verify ${FILE}`), "."),
    make("p", {}, make("label", { class: "cb-label", for: name.id }, "Your name, for the sheet and the file (optional; not kept here)"), name),
    make("p", { class: "my-buttons" }, button("Print the sheet", () => printAlone(sheet())), button("Save the file", save, icon("save"))),
    heard, make("details", { class: "cb-details" }, make("summary", {}, "See the sheet"), place)));
  draw();
  onChange(draw);
}

const root = document.querySelector(".study-record");
if (root && window.casebookCourse) mountStudy(root, window.casebookCourse, () => new Date());
