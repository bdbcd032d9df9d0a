// The study record as a sheet, on screen and on paper.

import { count, make } from "../dom.js";
import { sumExam } from "../reader/exam.js";

const tidy = (points) => String(Number(points.toFixed(1)));
const ofAll = (part, whole) => (whole ? `${tidy(part)}\u00a0of\u00a0${tidy(whole)}` : "\u2013");

/** A day in words; nothing for none. */
export function sayDate(day) {
  const moment = new Date(`${day}T12:00:00`);
  return day && !Number.isNaN(moment.getTime()) ? moment.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" }) : "";
}

const joined = (day) => sayDate(day).replaceAll(" ", "\u00a0");
const sayDays = ({ from, until }) => (from === until ? joined(from) : `${joined(from)} to ${joined(until)}`);

function table(caption, head, rows) {
  return make("div", { class: "cb-scroll" }, make("table", { class: "cb-table" },
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...head.map((words) => make("th", { scope: "col" }, words)))),
    make("tbody", {}, ...rows.map(([first, ...cells]) =>
      make("tr", {}, make("th", { scope: "row" }, first), ...cells.map((cell) => make("td", {}, cell)))))));
}

function showChapters(rows) {
  const shown = [...rows.slice(1).filter((row) => row.done || row.answered), { ...rows[0], title: "Together" }];
  return table("By chapter", ["Chapter", "Pages read", "Questions answered", "Marks, first try", "Marks, latest try", "Minutes", "Answered on"],
    shown.map((row) => [row.title, ofAll(row.done, row.pages), ofAll(row.answered, row.questions), ofAll(row.first, row.firstOf),
      ofAll(row.points, row.of), row.minutes ? String(row.minutes) : "\u2013", sayDays(row) || "\u2013"]));
}

function showExams(exams) {
  return table("Exams the reader set themselves", ["Exam", "Day", "Questions answered", "Marks", "Minutes in view"],
    exams.map((exam) => {
      const { points, of, answered } = sumExam(exam);
      return [exam.title, joined(exam.ended), ofAll(answered, exam.items.length), ofAll(points, of), String(Math.round(exam.seconds / 60))];
    }));
}

const COUNTED = [
  "A page is read when all its questions are answered or the reader marked it as done. Nothing checks that it was read.",
  "Minutes are those that each page read states for reading and cases, at 200 words a minute. No clock measured them; in exams they are those the page was in view.",
  "Marks are those at the first and at the latest try. A reader may try again as often as they like, with the reasons open.",
];

/** The sheet. `facts` are {name, made, course, edition, release, review}; without a name it leaves a line to write on. */
export function showSheet(rows, exams, facts) {
  const entries = [
    ["Name", facts.name || make("span", { class: "study-line" })], ["Course", facts.course], ["Made on", sayDate(facts.made)],
    ["Version", `${facts.release ? `${facts.release}, ` : ""}questions ${facts.edition}`],
  ];
  return make("div", { class: "study-sheet" },
    make("h3", { class: "study-title" }, "Study record"),
    make("dl", { class: "study-facts" }, ...entries.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)))),
    rows[0].done || rows[0].answered ? showChapters(rows) : make("p", {}, "Nothing is read or answered yet."),
    exams.length ? showExams(exams) : null,
    make("p", { class: "study-note" }, make("strong", {}, "How this is counted. "), COUNTED.join(" ")),
    make("p", { class: "study-note" }, make("strong", {}, "What this is not. "),
      "No certificate, no accreditation and no credit: the course belongs to no accrediting body, and nobody watched. ", facts.review,
      ` The file study-record.json, saved with this sheet, holds ${count(rows[0].answered + exams.reduce((sum, exam) => sum + exam.items.length, 0), "answer")}; anybody can have them marked again with \u201ccasebook verify\u201d.`));
}
