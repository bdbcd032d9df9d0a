// A graded exercise as a page: first whose it is, then the questions and the file to hand in.

import { make } from "../dom.js";
import { onPaper } from "../paper.js";
import { keep, onChange } from "../reader/storage.js";
import { makeGate, makeWho } from "./gate.js";
import { makeSheet } from "./sheet.js";
import { openWork } from "./work.js";

/** The questions as the page without scripts shows them, for whoever prints before starting. */
function putOnPaper(root, sample, drawn) {
  const paper = make("div", { class: "cb-on-paper", html: sample });
  const notice = paper.querySelector(".cb-notice");
  if (drawn) notice.textContent = "The questions, with one learner\u2019s numbers. Yours are drawn from the name you give when you start.";
  else notice.remove();
  root.append(paper);
  return paper;
}

/** Make the graded exercise inside `root`. `now` is the clock; `onKept` is called whenever something was kept. */
export function mountExercise(root, exercise, { adorn = () => {}, now = () => new Date(), onKept = () => {} } = {}) {
  const work = openWork(exercise, { now });
  const drawn = exercise.parts.some((part) => part.variants > 1);
  // None as long as it is not known whose it is.
  let sheet = null;

  function showGate(said = "") {
    sheet = null;
    const gate = makeGate(work, { said, start, drawn });
    root.replaceChildren(gate.element);
    return gate.input;
  }

  function start(learner) {
    keep("learner", learner);
    work.begin(learner);
    showSheet();
    root.querySelector(".cb-who")?.focus();
  }

  function showSheet() {
    sheet = makeSheet(exercise, work, { adorn, onKept });
    root.replaceChildren(...makeWho(work, { leave: (said) => showGate(said).focus(), onKept }), ...sheet.elements);
    sheet.open();
  }

  function show() {
    if (work.learner()) showSheet();
    else showGate();
  }

  const sample = root.querySelector("noscript")?.textContent;
  if (sample) onPaper(() => (sheet ? null : putOnPaper(root, sample, drawn)));
  onChange((name) => {
    const before = work.learner();
    if (name === null || name === `exercise:${exercise.id}`) work.readWork();
    if (work.learner() !== before || (name === null && !sheet)) show();
    else sheet?.follow((item) => name === null || name === `given:${exercise.id}:${item.id}`);
  });
  show();
}
