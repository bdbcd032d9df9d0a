// Before an exam: which questions, how many, with a clock or without; what was left unfinished, and the exams before.

import { count, make, makeId } from "../dom.js";
import { ask } from "../question.js";
import { sumExam } from "../reader/exam.js";
import { sayDate } from "../study/sheet.js";
import { countQuestions, foretellExam } from "./draw.js";

const SIZES = [5, 10, 20, 40, 80];
const USUAL = 20;

function select(label, options, changed = () => {}) {
  const input = make("select", { class: "cb-select", id: makeId("exam"), on: { change: () => changed() } });
  const put = (list) => input.replaceChildren(...list.map(([value, words]) => make("option", { value }, words)));
  put(options);
  return { element: make("p", { class: "exam-field" }, make("label", { class: "cb-label", for: input.id }, label), input), input, put };
}

const listSizes = (total) => [...SIZES.filter((size) => size < total).map((size) => [size, String(size)]), [total, `all ${total}`]];

/** What an exam will ask for, before it begins. */
function sayLength(total, wanted) {
  const { marks, minutes, isWhole } = foretellExam(total, wanted);
  return `${count(wanted, "question")}, ${isWhole ? "" : "about "}${count(marks, "mark")}, about ${count(minutes, "minute")}. A question with several parts gives several marks.`;
}

function makeForm(course, chosen, start) {
  const totals = countQuestions(course);
  const chapters = course.chapters.map((chapter, index) => [index + 1, chapter.title]).filter(([number]) => totals[number].asks);
  const scope = select("Questions from", [[0, "the whole course"], ...chapters.map(([number, title]) => [number, `${number}. ${title}`])], () => update());
  const size = select("How many", [], () => tell());
  const length = make("p", { class: "cb-hint exam-length", role: "status" });
  const clock = select("Clock", [[0, "none"], [1, "one minute a question"], [2, "two minutes a question"]]);
  const find = () => totals[Number(scope.input.value)];
  const tell = () => (length.textContent = sayLength(find(), Number(size.input.value)));
  const update = () => {
    size.put(listSizes(find().asks));
    if (find().asks > USUAL) size.input.value = USUAL;
    tell();
  };
  if (chapters.some(([number]) => number === chosen)) scope.input.value = chosen;
  update();
  const submit = (event) => {
    event.preventDefault();
    const [chapter, wanted] = [scope, size].map(({ input }) => Number(input.value));
    start({ chapter, wanted, limit: wanted * Number(clock.input.value) });
  };
  return make("form", { class: "cb-card exam-form", on: { submit } },
    scope.element, size.element, clock.element, length,
    make("div", { class: "cb-actions" }, make("button", { type: "submit", class: "cb-button" }, "Start")));
}

function showLeft(left, { resume, drop }) {
  const place = make("div", { class: "cb-question-place" });
  const given = left.items.filter((entry) => entry.response !== undefined).length;
  const discard = make("button", { type: "button", class: "cb-link-button", on: { click: () => ask(place, {
    words: "Throw this exam away, with what you answered in it?", from: discard, choices: [["Throw it away", drop], ["Keep it", null]],
  }) } }, "Throw it away");
  return make("div", { class: "cb-card exam-left" },
    make("p", {}, make("strong", {}, "An exam is not finished: "), `${left.title}, begun on ${sayDate(left.started)}, ${given} of ${count(left.items.length, "question")} answered.`),
    make("div", { class: "cb-actions" }, make("button", { type: "button", class: "cb-button", on: { click: resume } }, "Go on"), discard), place);
}

function listDone(done, show) {
  if (!done.length) return null;
  const row = (one) => {
    const { points, of } = sumExam(one.exam);
    return make("li", {}, make("button", { type: "button", class: "cb-link-button", on: { click: () => show(one) } }, one.exam.title),
      make("span", { class: "my-where" }, `${sayDate(one.exam.ended)}, ${Number(points.toFixed(1))} of ${count(Number(of.toFixed(1)), "mark")}`));
  };
  return make("section", {}, make("h2", {}, "Your exams"), make("ul", { class: "my-items" }, ...done.map(row)));
}

/** What stands on the page before an exam begins. `chosen` is the chapter that a link asked for. */
export function showSetup(course, { chosen, left, done, start, resume, drop, show }) {
  return make("div", {},
    make("p", { class: "exam-about exam-title", tabindex: "-1" }, "All questions first, with no verdict; at the end your marks, the reasons, and what to read next. The questions are those of the "
      + "chapters, drawn by lot, with numbers of their own; those that need their page beside them, and those in your own words, are left out. You can leave and go on later. Nothing is sent anywhere."),
    left ? showLeft(left, { resume, drop }) : null,
    left ? null : makeForm(course, chosen, start),
    listDone(done, show));
}
