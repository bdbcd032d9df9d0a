// A simulator in a page: native controls, a figure, a sentence and what stands below, all following one setting.

import { make, makeId } from "../dom.js";
import { showValues, startOf } from "./showing.js";
import { addUnit, showSetting } from "./words.js";

const HUSH = 600;
const MOST_BOXES = 6;

function makeSlider(control, id, move) {
  const input = make("input", {
    id, type: "range", min: control.low, max: control.high, step: control.step, name: control.name,
    on: { input: () => move(Number(input.value)) },
  });
  const output = make("output", { for: id });
  const show = (value) => {
    const words = addUnit(showSetting(control, value), control.unit, "\u00a0");
    input.value = value;
    output.textContent = words;
    input.setAttribute("aria-valuetext", words);
  };
  return { show, element: make("div", { class: "cb-slider" }, make("label", { for: id }, control.label), output, input) };
}

function makeBoxes(control, id, type, move) {
  const inputs = control.options.map(([value, label]) =>
    ({ value, label, input: make("input", { type, name: id, value, on: { change: () => move(read()) } }) }));
  const chosen = () => inputs.filter(({ input }) => input.checked).map(({ value }) => value);
  const read = () => (type === "radio" ? chosen()[0] : chosen());
  const show = (value) => {
    for (const each of inputs) each.input.checked = [value].flat().includes(each.value);
  };
  const boxes = inputs.map(({ input, label }) => make("label", { class: "cb-box" }, input, make("span", {}, label)));
  const rows = make("div", { class: "cb-boxes" }, ...boxes);
  return { show, element: make("fieldset", { class: `cb-choice is-${type}` }, make("legend", {}, control.label), rows) };
}

function makeSelect(control, id, move) {
  const options = control.options.map(([value, label]) => make("option", { value }, label));
  const select = make("select", { id, class: "cb-select", on: { change: () => move(select.value) } }, ...options);
  const show = (value) => (select.value = value);
  return { show, element: make("p", { class: "cb-try" }, make("label", { for: id }, control.label), select) };
}

const MAKERS = {
  slider: makeSlider,
  choice: (control, id, move) =>
    (control.options.length > MOST_BOXES ? makeSelect(control, id, move) : makeBoxes(control, id, "radio", move)),
  ticks: (control, id, move) => makeBoxes(control, id, "checkbox", move),
};

function makeExamples({ id, examples }, load) {
  if (!examples.length) return null;
  const select = make(
    "select", { id: makeId(`${id}-example`), class: "cb-select", on: { change: () => {
      const example = examples[Number(select.value)];
      if (select.value !== "" && example) load(example.values);
    } } },
    make("option", { value: "" }, "choose one"), ...examples.map(({ label }, index) => make("option", { value: index }, label)),
  );
  return { select, element: make("p", { class: "cb-try" }, make("label", { for: select.id }, "An example"), select) };
}

/** Rows that name a group, folded under its name with how many were answered; the first stands open. */
function foldRows(rows, explorer) {
  const start = startOf(explorer);
  const folds = new Map();
  const elements = rows.map(({ element, name }, index) => {
    const { group } = explorer.controls[index];
    if (!group) return element;
    if (folds.has(group)) {
      const fold = folds.get(group);
      fold.names.push(name);
      fold.element.append(element);
      return null;
    }
    const count = make("span", { class: "cb-group-count" });
    const fold = make("details", { class: "cb-details cb-group" }, make("summary", {}, group, " ", count), element);
    fold.open = folds.size === 0;
    folds.set(group, { element: fold, count, names: [name] });
    return fold;
  });
  const tell = (values) => {
    for (const { count, names } of folds.values()) {
      count.textContent = `${names.filter((name) => values[name] !== start[name]).length} of ${names.length} answered`;
    }
  };
  return { elements: elements.filter(Boolean), tell };
}

/** Make the simulator inside `root` live. Its figure, sentence and table are there already, for the starting values. */
export function mountSimulator(root, explorer, { adorn = () => {} } = {}) {
  let values = startOf(explorer);
  const [figure, sentence, body] = ["figure", "sentence", "result"].map((name) => root.querySelector(`.cb-${name}`));
  const heard = make("p", { class: "cb-whisper", "aria-live": "polite" });
  let timer = 0;

  function draw() {
    const shown = showValues(explorer, values);
    figure.innerHTML = shown.figure;
    sentence.textContent = shown.sentence;
    sentence.className = `cb-sentence${shown.tone ? ` is-${shown.tone}` : ""}`;
    body.innerHTML = shown.body;
    adorn(body);
    folded.tell(values);
    clearTimeout(timer);
    timer = setTimeout(() => (heard.textContent = sentence.textContent), HUSH);
  }

  const rows = explorer.controls.map((control) => {
    const row = MAKERS[control.kind](control, makeId(`${explorer.id}-${control.name}`), (value) => {
      values = { ...values, [control.name]: value };
      row.show(value);
      if (examples) examples.select.value = "";
      draw();
    });
    return { ...row, name: control.name };
  });
  const load = (setting) => {
    values = { ...setting };
    for (const row of rows) row.show(values[row.name]);
    draw();
  };
  const examples = makeExamples(explorer, load);
  const again = make("button", { type: "button", class: "cb-link-button", on: { click: () => {
    if (examples) examples.select.value = "";
    load(startOf(explorer));
  } } }, "Reset");
  const folded = foldRows(rows, explorer);
  for (const row of rows) row.show(values[row.name]);
  adorn(body);
  folded.tell(values);
  const controls = [examples && examples.element, ...folded.elements, again];
  root.querySelector(".cb-controls").replaceChildren(make("div", { class: "cb-control-list" }, ...controls.filter(Boolean)));
  sentence.after(heard);
  root.classList.add("is-live");
}
