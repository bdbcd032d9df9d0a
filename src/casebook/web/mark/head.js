// The head of the marking page: which question, how far, and which answers are shown.
import { count, make } from "../dom.js";

const FILTERS = [
  ["waiting", "Waiting"],
  ["marked", "Marked"],
  ["all", "All"],
];
const MODERATED = { waiting: "Differ", marked: "Others", all: "All" };

function makeFilter(desk, onFilter) {
  const boxes = FILTERS.map(([name, words]) => {
    const box = make("input", { type: "radio", name: "mk-filter", id: `mk-${name}`, value: name, checked: name === "waiting" });
    box.addEventListener("change", onFilter);
    const label = make("label", { for: box.id }, desk.moderating ? MODERATED[name] : words);
    return [box, make("span", { class: "mk-choice" }, box, label)];
  });
  const element = make("fieldset", { class: "mk-filter" }, make("legend", { class: "cb-whisper" }, "Which answers"), ...boxes.map(([, each]) => each));
  return { element, read: () => boxes.find(([box]) => box.checked)[0].value };
}

/** The head. `onItem` is called with another question's item, `onFilter` when other answers are to be shown. */
export function makeHead(desk, { onItem, onFilter }) {
  const who = desk.moderating ? "Settling marks" : desk.marker === "first" ? "Marking" : `Marking as ${desk.marker}`;
  const filter = makeFilter(desk, onFilter);
  const bar = make("progress", { class: "mk-bar", "aria-label": "How far" });
  const told = make("span", { class: "mk-far" });
  const options = desk.questions.map((each) => make("option", { value: each.item }, `${each.case}: ${each.words.slice(0, 70)}`));
  const select = make("select", { id: "mk-item", class: "mk-field" }, ...options);
  select.addEventListener("change", () => onItem(select.value));
  const element = make(
    "header",
    { class: "mk-head" },
    make("h1", { class: "mk-title" }, `${who}: ${desk.title}`),
    make("div", { class: "mk-which", hidden: desk.questions.length < 2 }, make("label", { for: "mk-item" }, "Question"), select),
    make("div", { class: "mk-progress" }, bar, told),
    filter.element,
  );
  return {
    element,
    filter: filter.read,
    choose: (item) => {
      select.value = item;
      onItem(item);
    },
    draw: (item, answers) => {
      const left = answers.filter((each) => each.state === "waiting").length;
      select.value = item;
      bar.max = Math.max(answers.length, 1);
      bar.value = answers.length - left;
      told.textContent = desk.moderating ? `${count(left, "answer")} to settle` : `${answers.length - left} of ${answers.length} marked`;
    },
  };
}
