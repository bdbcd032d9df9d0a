// One item, wherever it is shown: in a page's self-check, in a graded exercise, in a notebook.

import { countMarks, fill, fillNumbers, icon, make } from "./dom.js";
import { explain, hideReasons, sayMark } from "./explain.js";
import { makeField } from "./field.js";
import { mark } from "./mark.js";

/**
 * Show an item. With `secret` it is a self-check with a button that marks and explains; without, answers go to
 * `onAnswer(response or undefined)` as they are given. `adorn(element)` may turn named facts into links.
 */
export function showItem({ item, numbers = {}, variant = 0, response, secret = null, onAnswer, onMark, adorn = () => {} }) {
  let shown = variant;
  const fillPublic = (tag, attributes, html) => adorned(fill(tag, attributes, html, numbers, shown));
  const fillSecret = (tag, attributes, html) => adorned(fill(tag, attributes, html, secret.numbers || {}, shown));
  const adorned = (element) => {
    adorn(element);
    return element;
  };

  const status = make("div", { class: "cb-status", role: "status" });
  const explanation = make("div", { class: "cb-explanation" });
  let marked = false;

  function changed() {
    if (marked) forget();
    onAnswer?.(field.read());
    showOpen();
  }

  const field = makeField(item, response, { changed, fill: fillPublic });

  function forget() {
    marked = false;
    hideReasons(field);
    explanation.replaceChildren();
    status.replaceChildren();
    status.className = "cb-status";
    form.classList.remove("is-marked");
  }

  function check() {
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
    onMark?.(result);
  }

  // An order that is right as it stands still has to be said to be meant.
  const confirm = !secret && item.kind === "order"
    ? make("button", {
        type: "button", class: "cb-button is-quiet",
        on: { click: () => { field.confirm(); onAnswer?.(field.read()); showOpen(); } },
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
      field.element,
    ),
    actions, secret ? status : null, secret ? explanation : null,
  );
  showOpen();

  return {
    element: form,
    read: () => field.read(),
    isMarked: () => marked,
    /** Show other numbers; what was answered to the old ones is taken away. */
    renumber(next) {
      shown = next;
      forget();
      field.clear();
      fillNumbers(form, numbers, shown);
      showOpen();
    },
  };
}
