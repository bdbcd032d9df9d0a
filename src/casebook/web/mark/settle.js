// Marks that differ, side by side, and the one that is settled on.
import { countMarks, make } from "../dom.js";

const show = (value) => String(Math.round(value * 100) / 100);

/** What each marker gave, a column for each, a line for each point of the rubric and one for the mark. */
function showTable(view) {
  const line = (head, cells) => make("tr", {}, head, ...cells.map((words) => make("td", {}, words)));
  const heads = view.judgements.map((each) => make("th", { scope: "col" }, each.who));
  const rows = view.rubric.map((point, place) => {
    const marks = view.judgements.map((each) => (each.points.length ? show(each.points[place]) : "–"));
    return line(make("th", { scope: "row", class: "mk-plain", html: point.text }), [...marks, show(point.most)]);
  });
  const sum = line(make("th", { scope: "row" }, "Mark"), [...view.judgements.map((each) => show(each.score)), show(view.most)]);
  const top = make("tr", {}, make("td", {}), ...heads, make("th", { scope: "col" }, "of"));
  const body = make("tbody", {}, top, ...rows, sum);
  return make("div", { class: "mk-scroll", tabindex: "0", role: "region", "aria-label": "The marks given" }, make("table", {}, body));
}

/** The choice between the marks, their mean and another. `given` is what was settled or drafted. */
export function makeChoice(view, given, onChange) {
  const scores = view.judgements.map((each) => each.score);
  const mean = scores.reduce((one, other) => one + other, 0) / Math.max(scores.length, 1);
  const choices = [...view.judgements.map((each) => [`As ${each.who}`, each.score]), ["The mean", mean]];
  const other = make("input", { id: "mk-other", class: "mk-field mk-number", inputmode: "decimal" });
  other.value = given.score === null || given.score === undefined ? "" : show(given.score);
  const take = (place) => {
    if (place >= choices.length) return;
    other.value = show(choices[place][1]);
    onChange();
  };
  other.addEventListener("input", onChange);
  const buttons = choices.map(([words, score], place) =>
    make("button", { type: "button", class: "mk-button", on: { click: () => take(place) } }, make("kbd", { "aria-hidden": "true" }, String(place + 1)), ` ${words}: ${show(score)}`),
  );
  const comments = view.judgements.filter((each) => each.comment);
  const element = make(
    "fieldset",
    { class: "mk-rubric" },
    make("legend", { class: "mk-heading" }, "The marks given"),
    make("div", { class: "mk-row" }, ...buttons),
    make("p", { class: "mk-row" }, make("label", { for: "mk-other" }, "The mark settled on"), other, ` of ${countMarks(view.most)}`),
    showTable(view),
    ...comments.map((each) => make("blockquote", { class: "mk-said" }, make("p", { class: "mk-quiet" }, each.who), make("p", {}, each.comment))),
  );
  const read = () => {
    const text = other.value.trim().replace(",", ".");
    const score = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : null;
    return score === null || score > view.most ? null : { score };
  };
  return {
    element,
    total: null,
    read,
    draft: () => ({ score: read()?.score ?? null }),
    untouched: () => other.value.trim() === "",
    press: take,
    set: () => {},
    focus: () => other.select(),
  };
}
