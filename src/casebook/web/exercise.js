// A graded exercise as a page: whose it is, every item, what is still open, and the file to hand in.

import { countMarks, fill, icon, make, makeId } from "./dom.js";
import { showItem } from "./item.js";
import { foldLearner } from "./learner.js";
import { isEmpty } from "./mark.js";
import { chooseVariants, listItems, nameResponse, writeResponse } from "./response.js";
import { forget, keep, recall } from "./storage.js";

const LONGEST_NAME = 200;

function restore(exercise) {
  const kept = recall(`exercise:${exercise.id}`);
  const known = new Set(listItems(exercise).map((item) => item.id));
  const state = { learner: "", started: "", responses: {} };
  if (!kept || typeof kept !== "object") return state;
  if (typeof kept.learner === "string") state.learner = kept.learner.slice(0, LONGEST_NAME);
  if (typeof kept.started === "string") state.started = kept.started;
  for (const [id, response] of Object.entries(kept.responses || {})) {
    const fits = typeof response === "string" || (Array.isArray(response) && response.every((one) => typeof one === "string"));
    if (known.has(id) && fits) state.responses[id] = response;
  }
  return state;
}

function plainText(html) {
  const holder = new DOMParser().parseFromString(html, "text/html");
  return holder.body.textContent.trim();
}

/** Make the graded exercise inside `root`. `host` is where it is shown, `now` the clock. */
export function mountExercise(root, exercise, { adorn = () => {}, now = () => new Date() } = {}) {
  const state = restore(exercise);
  const store = () => {
    const kept = keep(`exercise:${exercise.id}`, state);
    memo.textContent = kept ? "Your answers are kept in this browser." : "This browser keeps nothing: do not close the page before you have your file.";
  };
  const memo = make("p", { class: "cb-hint" });

  const write = () => writeResponse(exercise, {
    learner: state.learner, started: state.started, saved: now().toISOString(), responses: state.responses, host: "page",
  });

  function showGate() {
    const error = make("p", { class: "cb-status", role: "status", id: makeId("gate") });
    const input = make("input", {
      type: "text", class: "cb-name", autocomplete: "username", maxlength: LONGEST_NAME, value: state.learner,
      "aria-describedby": error.id, spellcheck: "false",
    });
    const form = make(
      "form", { class: "cb-gate", novalidate: true, on: { submit: (event) => { event.preventDefault(); begin(input, error); } } },
      make("label", {}, make("span", { class: "cb-label" }, "Your name or number, as your course knows you"), input),
      make("div", { class: "cb-actions" }, make("button", { type: "submit", class: "cb-button" }, "Start")),
      error,
      make("p", { class: "cb-hint" },
        "Your numbers are drawn from it, so use the same one every time. It stays in this browser and in the file you hand in."),
    );
    root.replaceChildren(form);
    return input;
  }

  function begin(input, error) {
    const learner = input.value.normalize("NFC").trim();
    if (!foldLearner(learner)) {
      error.textContent = "Write your name or number first.";
      error.classList.add("is-refused");
      input.focus();
      return;
    }
    state.learner = learner;
    state.started ||= now().toISOString();
    showAll();
    root.querySelector(".cb-who")?.focus();
  }

  function showWho() {
    const change = make("button", { type: "button", class: "cb-link-button", on: { click: () => showGate().focus() } }, "Change");
    const erase = make("button", { type: "button", class: "cb-link-button", on: { click: eraseAll } }, "Erase everything");
    return make("p", { class: "cb-who", tabindex: "-1" }, "Answering as ", make("strong", {}, state.learner), ". ", change, " ", erase);
  }

  function eraseAll() {
    if (!window.confirm("Erase your name and all your answers to this exercise from this browser?")) return;
    forget(`exercise:${exercise.id}`);
    Object.assign(state, { learner: "", started: "", responses: {} });
    showGate().focus();
  }

  function showAll() {
    const variants = chooseVariants(exercise, state.learner);
    const open = make("div", { class: "cb-open" });
    const forms = new Map();
    const update = () => showOpen(open, forms);
    const parts = exercise.parts.map((part) => {
      const intro = part.intro ? fill("div", { class: "cb-story" }, part.intro, part.numbers || {}, variants[part.id]) : null;
      if (intro) adorn(intro);
      const heading = make("h2", { class: "cb-part-title", id: makeId("part") }, part.title);
      const items = part.items.map((item) => {
        const view = showItem({
          item, numbers: part.numbers, variant: variants[part.id], response: state.responses[item.id], adorn,
          onAnswer: (response) => {
            if (isEmpty(response)) delete state.responses[item.id];
            else state.responses[item.id] = response;
            store();
            update();
          },
        });
        view.element.id = `item-${item.id}`;
        forms.set(item.id, { part, item });
        return view.element;
      });
      return make("section", { class: "cb-part", "aria-labelledby": heading.id }, heading, intro, ...items);
    });
    root.replaceChildren(showWho(), ...parts, showHandIn(open));
    store();
    update();
  }

  function showOpen(open, forms) {
    const items = listItems(exercise);
    const missing = items.filter((item) => isEmpty(state.responses[item.id]));
    const points = items.reduce((sum, item) => sum + item.points, 0);
    if (!missing.length) {
      open.replaceChildren(make("p", { class: "cb-done" }, icon("right"), `All ${items.length} items are answered (${countMarks(points)}).`));
      return;
    }
    const links = missing.map((item) => {
      const { part } = forms.get(item.id);
      const words = item.kind === "code" ? part.title : plainText(item.question);
      return make("li", {}, make("a", { href: `#item-${item.id}`, on: { click: (event) => jump(event, item.id) } }, words));
    });
    open.replaceChildren(
      make("p", {}, `${items.length - missing.length} of ${items.length} items are answered. Still open:`),
      make("ul", {}, ...links),
    );
  }

  function jump(event, id) {
    const form = document.getElementById(`item-${id}`);
    const field = form?.querySelector("input, textarea, button");
    if (!field) return;
    event.preventDefault();
    form.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  }

  function showHandIn(open) {
    const heading = make("h2", { class: "cb-part-title", id: makeId("hand-in") }, "Hand in");
    const heard = make("p", { class: "cb-status", role: "status" });
    const text = make("textarea", { class: "cb-text cb-code", rows: 8, readonly: true, "aria-label": "Your response as text", wrap: "off" });
    const copied = make("span", { class: "cb-hint", role: "status" });
    const download = () => {
      const blob = new Blob([write()], { type: "application/json" });
      const link = make("a", { href: URL.createObjectURL(blob), download: nameResponse(exercise, state.learner) });
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      heard.textContent = `Saved as ${link.download}. Send this file the way your course asks for it.`;
    };
    const copy = async () => {
      text.select();
      try {
        await navigator.clipboard.writeText(text.value);
        copied.textContent = " Copied.";
      } catch {
        copied.textContent = " Selected: copy it with your keyboard.";
      }
    };
    const details = make(
      "details", { class: "cb-details", on: { toggle: () => { if (details.open) text.value = write(); } } },
      make("summary", {}, "Downloads are blocked here"),
      make("p", {}, "Copy this text and send it instead."), text,
      make("p", {}, make("button", { type: "button", class: "cb-button is-quiet", on: { click: copy } }, "Copy"), copied),
    );
    return make(
      "section", { class: "cb-part cb-hand-in", "aria-labelledby": heading.id }, heading, open,
      make("div", { class: "cb-actions" }, make("button", { type: "button", class: "cb-button cb-download", on: { click: download } }, icon("save"), "Download my response file")),
      heard, memo, details,
    );
  }

  if (state.learner) showAll();
  else showGate();
}
