// After the answer: how it was marked, in words, and the reason for everything on offer.

import { countMarks, icon, make } from "../dom.js";

const HEADLINES = { right: "Right.", partly: "Partly right.", wrong: "Not right yet." };

/** The line a screen reader hears and everybody sees: the outcome and the marks. */
export function sayMark(mark) {
  if (mark.status === "unanswered") return "Nothing is answered here yet.";
  if (mark.status === "refused") return mark.refusal;
  if (mark.status === "waits") return "Compare your answer with these points.";
  const earned = Number(mark.points.toFixed(2));
  return `${HEADLINES[mark.status]} ${earned} of ${countMarks(mark.outOf)}.`;
}

function leadWords(kind, isKey, isChosen) {
  if (isKey && isChosen) return ["right", "Right."];
  if (isKey) return ["right", kind === "best" ? "This is the answer." : "This belongs too."];
  return isChosen ? ["wrong", "No."] : ["", "Rightly left out."];
}

function explainChoice(item, secret, field, fill) {
  const keys = new Set(secret.keys);
  for (const { id, input, reason, row } of field.rows) {
    const [sign, words] = leadWords(item.kind, keys.has(id), input.checked);
    row.classList.toggle("is-key", keys.has(id));
    row.classList.toggle("is-wrong", !keys.has(id) && input.checked);
    row.classList.toggle("is-quiet", !keys.has(id) && !input.checked);
    reason.replaceChildren(
      make("strong", { class: "cb-lead" }, sign ? icon(sign) : "", words), " ",
      fill("div", { class: "cb-message" }, secret.messages[id]),
    );
    reason.hidden = false;
    input.setAttribute("aria-describedby", reason.id);
  }
  return null;
}

function explainNumber(secret, mark, variant, fill) {
  const found = secret.predictions.find((mistake) => mistake.name === mark.mistake);
  const shown = secret.shown[variant];
  const answer = () => [make("p", { class: "cb-answer" }, "The answer is ", make("strong", {}, shown), "."),
    fill("div", { class: "cb-message" }, secret.message)];
  if (mark.status === "right") return make("div", {}, ...answer());
  const why = found ? found.message : secret.otherwise;
  return make(
    "div", {},
    why ? fill("div", { class: "cb-message" }, why) : null,
    make("details", { class: "cb-details" }, make("summary", {}, "Show the answer"), ...answer()),
  );
}

function explainOrder(item, secret, fill) {
  const texts = new Map(item.options.map((option) => [option.id, option.text]));
  const steps = secret.order.map((id) =>
    make("li", {}, fill("strong", { class: "cb-solution-step" }, texts.get(id)),
      fill("div", { class: "cb-message" }, secret.messages[id])));
  return make("div", {}, make("p", { class: "cb-answer" }, "In this order:"), make("ol", { class: "cb-solution" }, ...steps));
}

function explainWritten(secret, fill) {
  const points = (secret.rubric || []).map((point) =>
    make("li", {}, fill("span", {}, point.text), make("span", { class: "cb-points" }, countMarks(point.marks))));
  return make("ul", { class: "cb-rubric" }, ...points);
}

/** Explain a marked answer: option reasons go beside the options, the rest is returned as an element (or null). */
export function explain(item, secret, mark, { field, variant, fill }) {
  if (mark.status === "unanswered" || mark.status === "refused") return null;
  if (item.kind === "best" || item.kind === "all") return explainChoice(item, secret, field, fill);
  if (item.kind === "number") return explainNumber(secret, mark, variant, fill);
  if (item.kind === "order") return explainOrder(item, secret, fill);
  return explainWritten(secret, fill);
}

/** Take the reasons beside the options away again. */
export function hideReasons(field) {
  for (const { input, reason, row } of field.rows || []) {
    reason.hidden = true;
    reason.replaceChildren();
    row.classList.remove("is-key", "is-wrong", "is-quiet");
    input.removeAttribute("aria-describedby");
  }
}
