// A long list of entries (the facts of the register, appraised claims) made short by words and by what they are marked with.

import { findNamed, make, makeId } from "../dom.js";
import { foldCase } from "../learner.js";

const NAMES = { confidence: "Certainty", verdict: "Verdict", danger: "Danger, if believed" };
const ANY = "any";

const upper = (word) => word.charAt(0).toUpperCase() + word.slice(1);

function chooseBy(name, entries) {
  const values = [...new Set(entries.map((entry) => entry.dataset[name]))];
  const id = makeId("filter");
  const select = make("select", { id }, make("option", { value: "" }, ANY), ...values.map((value) => make("option", { value }, upper(value))));
  return { name, select, parts: make("p", {}, make("label", { for: id }, NAMES[name]), select) };
}

/** Fill the place that a page keeps for it, before a list of entries, with a field for words and what to choose by. */
export function mountFilter(root) {
  const entries = [...document.querySelectorAll("article .fact-entry")];
  const texts = new Map(entries.map((entry) => [entry, foldCase(entry.textContent)]));
  const sections = [...document.querySelectorAll("article section")].filter((section) => section.querySelector(".fact-entry"));
  const choices = Object.keys(NAMES).filter((name) => entries[0]?.dataset[name]).map((name) => chooseBy(name, entries));
  const id = makeId("filter");
  const field = make("input", { id, type: "search", autocomplete: "off", spellcheck: "false" });
  const status = make("p", { class: "cb-filter-status", role: "status" });

  function show() {
    const words = foldCase(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const entry of entries) {
      entry.hidden = !(words.every((word) => texts.get(entry).includes(word))
        && choices.every(({ name, select }) => !select.value || entry.dataset[name] === select.value));
      if (!entry.hidden) shown += 1;
    }
    // The section that holds this form stays, with its words of introduction.
    for (const section of sections) {
      section.hidden = !section.contains(root) && !section.querySelector(".fact-entry:not([hidden])");
    }
    status.textContent = shown === entries.length ? `${shown} entries` : `${shown} of ${entries.length} entries`;
  }

  root.replaceChildren(
    make("p", {}, make("label", { for: id }, "Only entries with these words"), field), ...choices.map(({ parts }) => parts), status,
  );
  root.addEventListener("input", show);
  root.addEventListener("submit", (event) => event.preventDefault());
  // Whoever follows a link to an entry wants to see it, whatever is chosen.
  window.addEventListener("hashchange", () => {
    const aim = findNamed(location.hash);
    if (!aim?.closest("[hidden]")) return;
    field.value = "";
    for (const { select } of choices) select.value = "";
    show();
    aim.scrollIntoView();
  });
  show();
}
