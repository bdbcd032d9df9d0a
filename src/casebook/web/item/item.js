// One item, wherever it is shown: in a page's self-check, in a graded exercise, in a notebook.

import { countMarks, fill, fillNumbers, icon, make } from "../dom.js";
import { explain, sayMark } from "./explain.js";
import { fitResponse, makeField } from "./field.js";
import { kindOf } from "./kind.js";
import { mark } from "./mark.js";
import { isTaken } from "./outcome.js";
import { makeSure, saySure } from "./sure.js";

const HEAD = 58; // the page's head, which stays, in pixels
const MARGIN = 12;
const SIGNED = new Set(["right", "partly", "wrong"]);

/** What makes an element of the course's HTML, with the numbers now shown and its facts adorned. */
const fillFrom = (texts, { adorn, readVariant }) => (tag, attributes, html) => {
  const element = fill(tag, attributes, html, texts, readVariant());
  adorn(element);
  return element;
};

/** A line above the field: `say(words, label, act)`, with a button if something can be done; null takes it away. */
function makeNote() {
  const element = make("div", { class: "cb-note", hidden: true });
  const say = (words, label, act) => {
    element.hidden = !words;
    const button = label ? make("button", { type: "button", class: "cb-link-button", on: { click: act } }, label) : null;
    element.replaceChildren(...(words ? [make("p", {}, words, " ", button)] : []));
  };
  return { element, say };
}

/**
 * Mark by `check`, and put the button where it stood before reasons opened above it: nothing moves under a finger. Then the
 * verdict is brought into view, and what was answered, as far as both fit. Returns what `check` does.
 */
function holdInPlace(form, field, check) {
  const [button, status] = ["button[type=submit]", ".cb-status"].map((name) => form.querySelector(name));
  const before = button.getBoundingClientRect().top;
  const outcome = check();
  window.scrollBy(0, button.getBoundingClientRect().top - before);
  const below = status.getBoundingClientRect().bottom + MARGIN - window.innerHeight;
  if (below > 0) window.scrollBy(0, below);
  const own = field.own?.() ?? field.element;
  const above = HEAD + MARGIN - own.getBoundingClientRect().top;
  const room = window.innerHeight - MARGIN - status.getBoundingClientRect().bottom;
  if (above > 0 && room > 0) window.scrollBy(0, -Math.min(above, room));
  return outcome;
}

/** What a self-check has below the field: a button that marks, then how the answer was marked, how sure one was, and why. */
function makeMarking(item, secret, { field, sure, standing, fillSecret, readVariant }) {
  const words = kindOf(item).isCompared ? "Compare" : "Check";
  const actions = make("div", { class: "cb-actions" }, make("button", { type: "submit", class: "cb-button" }, words), standing?.button);
  const status = make("div", { class: "cb-status", role: "status" });
  const said = make("p", { class: "cb-hint cb-sure-said", hidden: true });
  const explanation = make("div", { class: "cb-explanation" });
  let marked = false;

  const sayOutcome = (outcome) =>
    (outcome.status === "unanswered" && field.standing ? `Move a step, or press \u201c${field.standing.words}\u201d.` : sayMark(outcome, item));

  function clear() {
    marked = false;
    if (sure) sure.element.hidden = false;
    said.hidden = true;
    field.hideReasons?.();
    explanation.replaceChildren();
    status.replaceChildren();
    status.className = "cb-status";
  }

  function check() {
    const variant = readVariant();
    const outcome = mark(secret, field.read(), variant);
    clear();
    status.classList.add(`is-${outcome.status}`);
    status.append(SIGNED.has(outcome.status) ? icon(outcome.status) : "", make("span", {}, sayOutcome(outcome)));
    const more = explain(item, secret, { outcome, field, variant, fill: fillSecret });
    if (more) explanation.append(more);
    marked = isTaken(outcome);
    if (marked && sure) {
      sure.element.hidden = true;
      said.hidden = sure.read() === null;
      said.textContent = said.hidden ? "" : saySure(sure.read());
    }
    return outcome;
  }

  return { elements: [actions, status, sure ? said : null, explanation], check, clear, isMarked: () => marked };
}

/** The button that says of an answer right as it stands that it is meant; null where a field needs none. */
function makeStanding({ standing }, changed) {
  if (!standing) return null;
  const accept = () => {
    standing.accept();
    changed();
  };
  const button = make("button", { type: "button", class: "cb-button is-quiet", on: { click: accept } }, standing.words);
  return {
    button,
    update: () => (button.hidden = standing.isAccepted()),
  };
}

function makeForm(item, { fillPublic, above, below, submit }) {
  const legend = make(
    "legend", { class: "cb-question" },
    fillPublic("span", {}, item.question), " ",
    make("span", { class: "cb-points" }, countMarks(item.points)),
  );
  const body = item.body ? fillPublic("div", { class: "cb-body" }, item.body) : null;
  return make(
    "form",
    { class: "cb-item", "data-item": item.id, "data-kind": item.kind, novalidate: true,
      on: { submit: (event) => { event.preventDefault(); submit(); } } },
    make("fieldset", {}, legend, body, ...above), ...below,
  );
}

/**
 * Show an item. With `secret` it is a self-check with a button that marks and explains, and `rate`, a habit, asks how sure one is;
 * without, answers are only taken. Each goes to `onAnswer(response or undefined, sureness or null)` as it is given, each
 * outcome to `onMark(outcome, response, sureness)`. `adorn(element)` may turn named facts into links.
 *
 * Returns `element`; `read()`, the response; `renumber(variant)`, which shows other numbers and takes the answer to the
 * old ones away; `put({response, sure, marked})`, which shows an answer that was kept, as it was marked if it was; and
 * `say(words, label, act)`, which says something above the field.
 */
export function showItem({
  item, numbers = {}, variant = 0, response, secret = null, rate = null, onAnswer, onMark, adorn = () => {},
}) {
  let shown = variant;
  const readVariant = () => shown;
  const fillPublic = fillFrom(numbers, { adorn, readVariant });
  const note = makeNote();
  const field = makeField(item, response, { changed, fill: fillPublic, adorn, readVariant });
  const sure = rate && secret && !kindOf(item).isCompared ? makeSure({ changed, habit: rate }) : null;
  const standing = makeStanding(field, changed);
  const marking = secret
    ? makeMarking(item, secret, { field, sure, standing, readVariant, fillSecret: fillFrom(secret.numbers || {}, { adorn, readVariant }) })
    : null;
  const form = makeForm(item, {
    fillPublic, above: [note.element, field.element],
    below: marking ? [sure?.element, ...marking.elements] : [standing ? make("div", { class: "cb-actions" }, standing.button) : null], submit: () => marking && submit(),
  });
  standing?.update();

  function clear() {
    marking?.clear();
    form.classList.remove("is-marked");
  }

  function changed() {
    if (marking?.isMarked()) sure?.put(null);
    clear();
    onAnswer?.(field.read(), sure?.read() ?? null);
    standing?.update();
  }

  function check() {
    const outcome = marking.check();
    form.classList.toggle("is-marked", marking.isMarked());
    if (marking.isMarked()) note.say(null);
    return outcome;
  }

  function submit() {
    const outcome = holdInPlace(form, field, check);
    if (sure && isTaken(outcome)) rate.note(sure.read(), form);
    onMark?.(outcome, field.read(), sure?.read() ?? null);
  }

  function put({ response: kept, sure: step = null, marked = false }) {
    clear();
    field.put(kept);
    sure?.put(step);
    if (marking && marked && fitResponse(item, kept) !== undefined) check();
    standing?.update();
  }

  function renumber(next) {
    shown = next;
    put({});
    fillNumbers(form, numbers, shown);
  }

  return { element: form, read: () => field.read(), renumber, put, say: note.say };
}
