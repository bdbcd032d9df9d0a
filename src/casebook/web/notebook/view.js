// The same views in a notebook. Python holds the answers and the file; this shows them and says what was answered.

import { fill, make } from "../dom.js";
import { showItem } from "../item/item.js";
import { kindOf } from "../item/kind.js";

const PAUSE = 300;

function showHead(part, numbers, variant) {
  if (!part) return [];
  return [
    make("div", { class: "cb-card-head" }, make("strong", { class: "cb-card-title" }, part.title)),
    part.intro ? fill("div", { class: "cb-story" }, part.intro, numbers, variant) : null,
  ];
}

function renderItem(model, root) {
  const { item, part, numbers, variant } = model.get("data");
  if (variant === null) {
    root.replaceChildren(make("div", { class: "cb-card" }, make("p", { class: "cb-hint" }, "Write your name or number in the first box of this notebook; then this question appears.")));
    return;
  }
  let timer = 0;
  const send = (response) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      model.set("response", response ?? null);
      model.save_changes();
    }, kindOf(item).isTyped ? PAUSE : 0);
  };
  const view = showItem({ item, numbers, variant, response: model.get("response") ?? undefined, onAnswer: send });
  root.replaceChildren(make("div", { class: "cb-card" }, ...showHead(part, numbers, variant), view.element));
}

function renderCode(model, root) {
  const { part, note } = model.get("data");
  root.replaceChildren(make("div", { class: "cb-card" }, ...showHead(part, {}, 0), make("p", { class: "cb-hint" }, note)));
}

function renderLearner(model, root) {
  const { title, learner, note, drawn } = model.get("data");
  const status = make("p", { class: "cb-status", role: "status" }, note || "");
  const input = make("input", { type: "text", class: "cb-name", maxlength: 200, value: learner, autocomplete: "username", spellcheck: "false" });
  const form = make(
    "form", { novalidate: true, on: { submit: (event) => {
      event.preventDefault();
      const name = input.value.normalize("NFC").trim();
      if (!name) {
        status.textContent = "Write your name or number first.";
        return;
      }
      model.send({ kind: "learner", learner: name });
    } } },
    make("label", {}, make("span", { class: "cb-label" }, "Your name or number, as your course knows you"), input),
    make("div", { class: "cb-actions" }, make("button", { type: "submit", class: "cb-button" }, learner ? "Change" : "Start")),
    status,
    drawn ? make("p", { class: "cb-hint" }, "Your numbers are drawn from it, so use the same one every time.") : null,
  );
  root.replaceChildren(make("div", { class: "cb-card" }, make("div", { class: "cb-card-head" }, make("strong", { class: "cb-card-title" }, title)), form));
}

function renderSummary(model, root) {
  const { learner, missing, total, saved } = model.get("data");
  const lines = [];
  if (!learner) lines.push(make("p", {}, "Your name or number is still missing: write it in the first box of this notebook."));
  if (missing.length) {
    lines.push(make("p", {}, `${total - missing.length} of ${total} items are answered. Still open:`));
    lines.push(make("ul", {}, ...missing.map((words) => make("li", { html: words }))));
  } else {
    lines.push(make("p", { class: "cb-done" }, `All ${total} items are answered.`));
  }
  lines.push(make("p", { role: "status" }, saved));
  root.replaceChildren(make("div", { class: "cb-card" }, make("div", { class: "cb-card-head" }, make("strong", { class: "cb-card-title" }, "Hand in")), ...lines));
}

function renderFigure(model, root) {
  const { svg, sentence, notice, body, tone } = model.get("data");
  if (!root.querySelector(".cb-figure")) {
    root.replaceChildren(make(
      "div", { class: "cb-card cb-simulator" }, make("div", { class: "cb-figure" }),
      make("p", { class: "cb-sentence", "aria-live": "polite" }), make("div", { class: "cb-result" }),
      make("p", { class: "cb-notice" }, notice),
    ));
  }
  root.querySelector(".cb-figure").innerHTML = svg;
  root.querySelector(".cb-sentence").textContent = sentence;
  root.querySelector(".cb-sentence").className = `cb-sentence${tone ? ` is-${tone}` : ""}`;
  root.querySelector(".cb-result").innerHTML = body;
}

const KINDS = { item: renderItem, code: renderCode, learner: renderLearner, summary: renderSummary, figure: renderFigure };

// JupyterLab takes the arrows, Enter, letters and line breaks inside a cell for commands of its own, whatever they are
// typed into. What is typed here stays here, but for Escape, which leaves, and keys held with Ctrl, Alt or the like.
function keepKeys(root) {
  root.addEventListener("keydown", (event) => {
    const held = event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key === "Enter");
    if (!held && event.key !== "Escape") event.stopPropagation();
  });
  root.addEventListener("beforeinput", (event) => event.stopPropagation(), true);
}

/** Draw what a model holds into an element; returns what stops it, as anywidget asks. */
export function render({ model, el }) {
  const root = make("div", { class: "cb-widget", "data-lm-suppress-shortcuts": "true" });
  keepKeys(root);
  el.append(root);
  const draw = () => KINDS[model.get("kind")](model, root);
  model.on("change:data", draw);
  draw();
  model.send({ kind: "hello" });
  return () => model.off("change:data", draw);
}
