// One item, wherever it is shown: in a page's self-check, in a graded exercise, in a notebook.

import { countMarks, fill, fillNumbers, icon, make } from "../dom.js";
import { explain, hideReasons, sayMark } from "./explain.js";
import { fitResponse, makeField } from "./field.js";
import { mark } from "./mark.js";
import { makeSure, saySure } from "./sure.js";

/**
 * Show an item. With `secret` it is a self-check with a button that marks and explains, and `rate` asks how sure one is;
 * without, answers are only taken. Each goes to `onAnswer(response or undefined, sureness or null)` as it is given, each
 * mark to `onMark(result, response, sureness)`. `adorn(element)` may turn named facts into links.
 */
export function showItem({
  item, numbers = {}, variant = 0, response, secret = null, rate = false, onAnswer, onMark, adorn = () => {},
}) {
  let shown = variant;
  const fillPublic = (tag, attributes, html) => adorned(fill(tag, attributes, html, numbers, shown));
  const fillSecret = (tag, attributes, html) => adorned(fill(tag, attributes, html, secret.numbers || {}, shown));
  const adorned = (element) => {
    adorn(element);
    return element;
  };

  const status = make("div", { class: "cb-status", role: "status" });
  const explanation = make("div", { class: "cb-explanation" });
  const note = make("div", { class: "cb-note", hidden: true });
  const said = make("p", { class: "cb-hint cb-sure-said", hidden: true });
  let marked = false;

  function changed() {
    if (marked) sure?.put(null);
    forget();
    onAnswer?.(field.read(), sure?.read() ?? null);
    showOpen();
  }

  const field = makeField(item, response, { changed, fill: fillPublic });
  const sure = rate && secret && !secret.rubric ? makeSure({ changed }) : null;

  function forget() {
    marked = false;
    if (sure) sure.element.hidden = false;
    said.hidden = true;
    hideReasons(field);
    explanation.replaceChildren();
    status.replaceChildren();
    status.className = "cb-status";
    form.classList.remove("is-marked");
  }

  function check(tell = onMark) {
    field.confirm?.();
    const result = mark(secret, field.read(), shown);
    forget();
    const words = sayMark(result);
    const sign = ["right", "partly", "wrong"].includes(result.status) ? icon(result.status) : "";
    status.classList.add(`is-${result.status}`);
    status.append(sign, make("span", {}, words));
    const more = explain(item, secret, result, { field, variant: shown, fill: fillSecret });
    if (more) explanation.append(more);
    marked = !["unanswered", "refused"].includes(result.status);
    form.classList.toggle("is-marked", marked);
    if (marked && sure) {
      sure.element.hidden = true;
      said.hidden = sure.read() === null;
      said.textContent = said.hidden ? "" : saySure(sure.read());
    }
    if (marked) view.say(null);
    tell?.(result, field.read(), sure?.read() ?? null);
  }

  // An order that is right as it stands still has to be said to be meant.
  const confirm = !secret && item.kind === "order"
    ? make("button", {
        type: "button", class: "cb-button is-quiet",
        on: { click: () => { field.confirm(); changed(); } },
      }, "Keep this order")
    : null;

  function showOpen() {
    if (confirm) confirm.hidden = field.isTouched();
  }

  const legend = make(
    "legend", { class: "cb-question" },
    fillPublic("span", {}, item.question), " ",
    make("span", { class: "cb-points" }, countMarks(item.points)),
  );
  const actions = secret
    ? make("div", { class: "cb-actions" }, make("button", { type: "submit", class: "cb-button" }, secret.rubric ? "Compare" : "Check"))
    : confirm ? make("div", { class: "cb-actions" }, confirm) : null;
  const form = make(
    "form",
    { class: "cb-item", "data-item": item.id, "data-kind": item.kind, novalidate: true,
      on: { submit: (event) => { event.preventDefault(); if (secret) check(); } } },
    make(
      "fieldset", {}, legend,
      item.body ? fillPublic("div", { class: "cb-body" }, item.body) : null,
      note, field.element,
    ),
    sure?.element, actions, secret ? status : null, sure ? said : null, secret ? explanation : null,
  );
  showOpen();

  const view = {
    element: form,
    read: () => field.read(),
    isMarked: () => marked,
    /** Show other numbers; what was answered to the old ones is taken away. */
    renumber(next) {
      shown = next;
      view.put({});
      fillNumbers(form, numbers, shown);
    },
    /** Show an answer that was kept: as it was marked, if it was. */
    put({ response: kept, sure: step = null, marked: wasMarked = false }) {
      forget();
      field.put(kept);
      sure?.put(step);
      if (secret && wasMarked && fitResponse(item, kept) !== undefined) check(null);
      showOpen();
    },
    /** Say something about this item above its field, with a button if something can be done; null takes it away. */
    say(words, label, act) {
      note.hidden = !words;
      const button = label ? make("button", { type: "button", class: "cb-link-button", on: { click: act } }, label) : null;
      note.replaceChildren(...(words ? [make("p", {}, words, " ", button)] : []));
    },
  };
  return view;
}
