// Whose an exercise is: asked before it begins, said above it, and erased on request.

import { count, make, makeId } from "../dom.js";
import { foldLearner, sameLearner } from "../learner.js";
import { ask } from "../question.js";
import { eraseName, recallName } from "../reader/given.js";
import { LONGEST_NAME } from "../reader/record.js";
import { isShared, setShared } from "../reader/storage.js";

/** Call `start(learner)`, once it is settled what becomes of answers that somebody of another name left here. */
function settleAnswers(work, learner, { place, from, start }) {
  const there = work.countKept();
  if (!there || sameLearner(learner, work.learner())) {
    start(learner);
    return;
  }
  const whose = work.learner() ? `given as ${work.learner()}` : "given under a name that was erased";
  ask(place, {
    words: `This browser holds ${count(there, "answer")} to this exercise, ${whose}. Are they yours?`,
    from,
    choices: [
      ["Yes, keep them", () => start(learner)],
      ["No, erase them", () => { work.erase(); start(learner); }],
      ["Go back", null],
    ],
  });
}

/**
 * The form that asks for a name: `element` and its `input`. `said` stands in it at first; `start(learner)` goes on; `drawn`
 * is whether learners have numbers of their own.
 */
export function makeGate(work, { said, start, drawn }) {
  const error = make("p", { class: "cb-status", role: "status", id: makeId("gate") }, said);
  const place = make("div", { class: "cb-question-place" });
  const input = make("input", {
    type: "text", class: "cb-name", autocomplete: "username", maxlength: LONGEST_NAME, value: work.learner() || recallName(),
    "aria-describedby": error.id, spellcheck: "false",
  });
  const shared = make("input", { type: "checkbox", checked: isShared(), on: { change: () => setShared(shared.checked) } });
  const submit = (event) => {
    event.preventDefault();
    const learner = input.value.normalize("NFC").trim();
    const named = foldLearner(learner) !== "";
    error.classList.toggle("is-refused", !named);
    error.textContent = named ? "" : "Write your name or number first.";
    if (named) settleAnswers(work, learner, { place, from: input, start });
    else input.focus();
  };
  const element = make(
    "form", { class: "cb-gate", novalidate: true, on: { submit } },
    make("label", {}, make("span", { class: "cb-label" }, "Your name or number, as your course knows you"), input),
    make("label", { class: "cb-tick" }, shared, make("span", {}, "This is a shared computer: forget everything when I close this tab")),
    make("div", { class: "cb-actions" }, make("button", { type: "submit", class: "cb-button" }, "Start")),
    error, place,
    make("p", { class: "cb-hint" }, drawn ? "Your numbers are drawn from it, so use the same one every time. " : "",
      "It stays in this browser and in the file you hand in."),
  );
  return { element, input };
}

/** The line that says who answers, as elements; `leave(said)` goes back to the gate, with what is said there. */
export function makeWho(work, { leave, onKept }) {
  const place = make("div", { class: "cb-question-place" });
  const button = (words, click) => make("button", { type: "button", class: "cb-link-button", on: { click } }, words);
  const forgetName = () => {
    eraseName();
    work.readWork();
    onKept();
    leave("Your name is erased from this browser.");
  };
  const eraseAll = () => {
    work.erase();
    eraseName();
    work.readWork();
    onKept();
    leave("Your name and your answers are erased from this browser.");
  };
  const erase = button("Erase everything", () => ask(place, {
    words: "Erase your name and all your answers to this exercise from this browser? They can\u2019t be brought back.",
    from: erase,
    choices: [["Erase", eraseAll], ["Keep them", null]],
  }));
  return [
    make("p", { class: "cb-who", tabindex: "-1" }, "Answering as ", make("strong", {}, work.learner()), ". ",
      button("Change", () => leave("")), " ", button("Erase my name", forgetName), " ", erase),
    place,
  ];
}
