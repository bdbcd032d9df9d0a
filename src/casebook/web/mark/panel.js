// The mark: points of the rubric, what is added or taken off, and the sum.
import { countMarks, make } from "../dom.js";

const round = (value) => Math.round(value * 100) / 100;
const show = (value) => String(round(value));

/** A number that somebody typed, with a comma or a point; null for what is none. */
function readNumber(field) {
  const text = field.value.trim().replace(",", ".");
  if (text === "") return 0;
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : null;
}

/** One point of the rubric: a box for all of its marks, and a field for a part of them. */
function makePoint(point, place, given, onChange) {
  const box = make("input", { type: "checkbox", id: `mk-point-${place}` });
  const field = make("input", {
    class: "mk-field mk-number",
    inputmode: "decimal",
    "aria-label": `Marks for point ${place + 1}, of ${show(point.most)}`,
  });
  const read = () => {
    const value = readNumber(field);
    return value === null || value < 0 || value > point.most ? null : value;
  };
  const draw = () => {
    const value = read();
    box.checked = value !== null && value > 0 && value >= point.most;
    box.indeterminate = value !== null && value > 0 && value < point.most;
    field.setAttribute("aria-invalid", String(value === null));
  };
  const set = (value) => {
    field.value = show(value);
    draw();
    onChange();
  };
  box.addEventListener("change", () => set(box.checked ? point.most : 0));
  field.addEventListener("input", () => {
    draw();
    onChange();
  });
  field.value = show(given);
  draw();
  const words = make("label", { for: box.id }, make("kbd", { "aria-hidden": "true" }, place < 9 ? String(place + 1) : ""));
  words.append(make("span", { html: point.text }));
  const of = make("span", { class: "mk-of" }, field, make("span", { "aria-hidden": "true" }, ` / ${show(point.most)}`));
  const element = make("li", { class: "mk-point" }, box, words, of);
  return { element, read, set, toggle: (part) => set(read() === part * point.most ? 0 : part * point.most) };
}

/** The rubric of an answer. `given` is the mark as it is or as it was drafted; `onChange` is called when it changes. */
export function makeRubric(view, given, onChange) {
  let touched = given.touched ?? given.score !== null;
  const total = make("output", { class: "mk-total", for: "mk-adjustment" });
  const adjustment = make("input", { id: "mk-adjustment", class: "mk-field mk-number", inputmode: "decimal" });
  adjustment.value = show(given.adjustment);
  const points = [];

  function read() {
    const marks = points.map((point) => point.read());
    const more = readNumber(adjustment);
    if (more === null || marks.includes(null)) return null;
    const sum = marks.reduce((one, other) => one + other, 0) + more;
    return { points: marks, adjustment: round(more), score: round(Math.min(Math.max(sum, 0), view.most)) };
  }

  function draw() {
    const mark = read();
    adjustment.setAttribute("aria-invalid", String(readNumber(adjustment) === null));
    if (mark === null) total.textContent = "A field does not hold a possible number.";
    else total.textContent = touched ? `${show(mark.score)} of ${countMarks(view.most)}` : `not marked yet, of ${countMarks(view.most)}`;
  }

  const changed = () => {
    touched = true;
    draw();
    onChange();
  };
  view.rubric.forEach((point, place) => points.push(makePoint(point, place, given.points[place] ?? 0, changed)));
  adjustment.addEventListener("input", changed);
  const set = (all) => {
    adjustment.value = "0";
    points.forEach((point, place) => point.set(all ? view.rubric[place].most : 0));
  };
  const button = (words, key, act) =>
    make("button", { type: "button", class: "mk-button mk-small", on: { click: act } }, `${words} `, make("kbd", { "aria-hidden": "true" }, key));
  draw();
  const element = make(
    "fieldset",
    { class: "mk-rubric" },
    make("legend", { class: "mk-heading" }, "What earns marks"),
    make("ol", { class: "mk-points" }, ...points.map((point) => point.element)),
    make("div", { class: "mk-row" }, button("Full marks", "F", () => set(true)), button("No marks", "0", () => set(false))),
    make("p", { class: "mk-row" }, make("label", { for: "mk-adjustment" }, "Added or taken off"), adjustment),
  );
  return {
    element,
    total,
    read: () => (touched ? read() : null),
    draft: () => ({ ...read(), touched }),
    untouched: () => !touched,
    press: (place, part) => points[place]?.toggle(part),
    set,
    focus: () => adjustment.select(),
  };
}
