// After an exam: the marks, by objective, what to read next, and every question with its answer and its reasons.

import { count, fill, make } from "../dom.js";
import { showItem } from "../item/item.js";
import { kindOf } from "../item/kind.js";
import { sumExam } from "../reader/exam.js";
import { addressOf } from "../reader/tracker.js";
import { sayDate } from "../study/sheet.js";
import { sumBy } from "./draw.js";
import { groupByCase, showGroup } from "./sitting.js";

const MOST_PAGES = 5;
const tidy = (points) => Number(points.toFixed(1));
const sayMarks = ({ points, of }) => `${tidy(points)}\u00a0of\u00a0${tidy(of)}`;

/** A question as it was answered, marked, with its reasons; nothing in it can be changed any more. */
function showAnswered(entry, { item, secret, part, page }, adorn) {
  const view = showItem({ item, numbers: part.numbers, variant: entry.variant, secret, adorn });
  view.put({ response: entry.response, marked: true });
  const form = view.element;
  // Each by itself: a table that scrolls must stay one that the keyboard reaches.
  for (const control of form.querySelectorAll("fieldset :is(input, select, textarea, button)")) control.disabled = true;
  form.querySelector("button[type=submit]").closest(".cb-actions").remove();
  if (entry.status === "unanswered" || entry.status === "refused") {
    const write = (tag, html) => {
      const element = fill(tag, {}, html || "", secret.numbers || {}, entry.variant);
      adorn(element);
      return element;
    };
    const status = form.querySelector(".cb-status");
    if (entry.status === "unanswered") status.textContent = `Not answered. 0 of ${count(Number(item.points.toFixed(2)), "mark")}.`;
    status.after(make("div", { class: "exam-key" }, ...kindOf(item).writeKey(item, secret, { variant: entry.variant, write })));
  }
  form.append(make("p", { class: "my-where exam-where" }, make("a", { href: addressOf(page, `item-${item.id}`) }, "This question on its page")));
  return form;
}

function showObjectives(exam, questions, objectives) {
  const sums = sumBy(exam, questions, (question) => question.objectives);
  if (!sums.length) return null;
  const row = (sum) => make("tr", { class: sum.points < sum.of ? "is-short" : "" },
    make("th", { scope: "row" }, objectives[sum.name] ?? sum.name), make("td", {}, sayMarks(sum)));
  return make("section", {}, make("h2", {}, "By objective"), make("div", { class: "cb-scroll" }, make("table", { class: "cb-table exam-objectives" },
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "What it is for"), make("th", { scope: "col" }, "Marks"))),
    make("tbody", {}, ...sums.map(row)))));
}

function showNext(exam, questions, course) {
  const titles = new Map(course.pages.map((page) => [page.page, page]));
  const lost = sumBy(exam, questions, (question) => [question.page]).filter((sum) => sum.points < sum.of && titles.has(sum.name));
  if (!lost.length) return null;
  const row = (sum) => make("li", {}, make("a", { href: addressOf(sum.name) }, titles.get(sum.name).title),
    make("span", { class: "my-where" }, `${tidy(sum.of - sum.points)} of ${count(tidy(sum.of), "mark")} lost; about ${titles.get(sum.name).minutes} min`));
  return make("section", {}, make("h2", {}, "What to read next"), make("ol", { class: "my-items" }, ...lost.slice(0, MOST_PAGES).map(row)));
}

/** The whole result. `data` is what `loadCases` gives; `again` leads back to the choice of an exam. */
export function showResult(exam, questions, { data, course, adorn, again }) {
  const here = { ...exam, items: exam.items.filter((entry) => questions.get(entry.item)?.item.fingerprint === entry.fingerprint) };
  const { points, of, answered } = sumExam(exam);
  const edited = exam.items.length - here.items.length;
  const title = make("p", { class: "exam-title", tabindex: "-1" }, exam.title, ": ", make("strong", {}, `${tidy(points)} of ${count(tidy(of), "mark")}`),
    `, ${Math.round((100 * points) / (of || 1))}\u00a0%`);
  const cards = groupByCase(here.items, questions).map((group) =>
    showGroup(group, group.entries.map((entry) => showAnswered(entry, questions.get(entry.item), adorn)), adorn));
  const element = make("div", { class: "exam-result" }, title,
    make("p", {}, `Handed in on ${sayDate(exam.ended)}; ${answered} of ${count(exam.items.length, "question")} answered; ${exam.seconds < 60 ? "less than a minute" : count(Math.round(exam.seconds / 60), "minute")} with the page in view. `,
      "It counts as an exam in your ", make("a", { href: `${addressOf("progress")}#study-record` }, "study record"), ", and not as an answer on the questions\u2019 own pages."),
    edited ? make("p", {}, `${count(edited, "question")} of it ${edited === 1 ? "was" : "were"} edited since, and ${edited === 1 ? "is" : "are"} not shown.`) : null,
    make("p", { class: "my-buttons" },
      make("button", { type: "button", class: "cb-button is-quiet", on: { click: () => window.print() } }, "Print"),
      make("button", { type: "button", class: "cb-button is-quiet", on: { click: again } }, "Another exam")),
    showNext(here, questions, course), showObjectives(here, questions, data.objectives),
    make("h2", {}, "Question by question"), ...cards);
  return { element, title };
}
