// A graded exercise as a page: whose it is, every item, what is still open, and the file to hand in. Each answer is kept
// on its own as it is typed, so that neither a closed tab nor a second one loses any.

import { fill, make, makeId } from "../dom.js";
import { eraseName, eraseWork, judgeGiven, keepGiven, keepWork, listGiven, recallGiven, recallName, recallWork } from "../reader/given.js";
import { makeHandIn } from "./handin.js";
import { showItem } from "../item/item.js";
import { foldLearner, sameLearner } from "../learner.js";
import { ask } from "../question.js";
import { LONGEST_NAME } from "../reader/record.js";
import { chooseVariants, writeResponse } from "./response.js";
import { howLong, isShared, keep, onChange, setShared } from "../reader/storage.js";

const STALE = {
  changed: "This question has changed since you answered it. Look at your answer again.",
  renumbered: "Your numbers have changed since you answered this. Look at your answer again.",
};

const LASTING = {
  browser: "Your answers are kept in this browser.",
  tab: "A shared computer: your answers are kept until you close this tab.",
  page: "This browser keeps nothing: do not leave this page before you have your file.",
};

const countAnswers = (count) => `${count} ${count === 1 ? "answer" : "answers"}`;

/** Make the graded exercise inside `root`. `now` is the clock; `onKept` is called whenever something was kept. */
export function mountExercise(root, exercise, { adorn = () => {}, now = () => new Date(), onKept = () => {} } = {}) {
  let work = recallWork(exercise.id);
  // What is kept, in this page's own hands, so that it can be handed in even where nothing can be kept.
  const given = new Map();
  let views = new Map();
  let refresh = () => {};
  const memo = make("p", { class: "cb-hint", role: "status" });
  const sample = root.querySelector("noscript")?.textContent;
  const parts = new Map(exercise.parts.flatMap((part) => part.items.map((item) => [item.id, part])));

  function readAll() {
    given.clear();
    for (const part of exercise.parts) for (const item of part.items) given.set(item.id, recallGiven(exercise.id, item.id));
  }

  function note(kept = true) {
    memo.textContent = LASTING[kept ? howLong() : "page"];
    onKept();
  }

  /** Leave the questions to whoever prints before starting, as the page without scripts shows them. */
  function putOnPaper() {
    if (views.size || root.querySelector(".cb-on-paper")) return;
    const paper = make("div", { class: "cb-on-paper" });
    paper.innerHTML = sample;
    paper.querySelector(".cb-notice").textContent =
      "The questions, with one learner\u2019s numbers. Yours are drawn from the name you give when you start.";
    root.append(paper);
  }

  if (sample) {
    window.addEventListener("beforeprint", putOnPaper);
    window.addEventListener("afterprint", () => root.querySelector(".cb-on-paper")?.remove());
  }

  const saveWork = (changes) => {
    work = { ...work, ...changes };
    return keepWork(exercise.id, work);
  };

  const variants = () => chooseVariants(exercise, work.learner);
  const standOf = (item) => judgeGiven(item, parts.get(item.id), variants()[parts.get(item.id).id], given.get(item.id));

  /** The response document: only answers to the questions as they are, with the numbers shown, readable or not. */
  function write() {
    const items = exercise.parts.flatMap((part) => part.items).filter((item) => ["answered", "unreadable"].includes(standOf(item)));
    return writeResponse(exercise, {
      learner: work.learner, started: work.started, saved: now().toISOString(), host: "page",
      responses: Object.fromEntries(items.map((item) => [item.id, given.get(item.id).response])),
    });
  }

  function showGate(said = "") {
    views = new Map();
    const error = make("p", { class: "cb-status", role: "status", id: makeId("gate") }, said);
    const question = make("div", { class: "cb-question-place" });
    const input = make("input", {
      type: "text", class: "cb-name", autocomplete: "username", maxlength: LONGEST_NAME, value: work.learner || recallName(),
      "aria-describedby": error.id, spellcheck: "false",
    });
    const shared = make("input", { type: "checkbox", checked: isShared(), on: { change: () => setShared(shared.checked) } });
    const form = make(
      "form", { class: "cb-gate", novalidate: true, on: { submit: (event) => { event.preventDefault(); begin(input, error, question); } } },
      make("label", {}, make("span", { class: "cb-label" }, "Your name or number, as your course knows you"), input),
      make("label", { class: "cb-tick" }, shared, make("span", {}, "This is a shared computer: forget everything when I close this tab")),
      make("div", { class: "cb-actions" }, make("button", { type: "submit", class: "cb-button" }, "Start")),
      error, question,
      make("p", { class: "cb-hint" },
        "Your numbers are drawn from it, so use the same one every time. It stays in this browser and in the file you hand in."),
    );
    root.replaceChildren(form);
    return input;
  }

  function begin(input, error, question) {
    const learner = input.value.normalize("NFC").trim();
    error.classList.toggle("is-refused", !foldLearner(learner));
    error.textContent = foldLearner(learner) ? "" : "Write your name or number first.";
    if (!foldLearner(learner)) {
      input.focus();
      return;
    }
    const there = listGiven(exercise.id).length;
    if (!there || sameLearner(learner, work.learner)) {
      start(learner);
      return;
    }
    const whose = work.learner ? `given as ${work.learner}` : "given under a name that was erased";
    ask(question, {
      words: `This browser holds ${countAnswers(there)} to this exercise, ${whose}. Are they yours?`,
      from: input,
      choices: [
        ["Yes, keep them", () => start(learner)],
        ["No, erase them", () => { eraseWork(exercise.id); work = recallWork(exercise.id); start(learner); }],
        ["Go back", null],
      ],
    });
  }

  function start(learner) {
    keep("learner", learner);
    saveWork({ learner, started: work.started || now().toISOString() });
    showAll();
    root.querySelector(".cb-who")?.focus();
  }

  function showWho() {
    const question = make("div", { class: "cb-question-place" });
    const button = (words, click) => make("button", { type: "button", class: "cb-link-button", on: { click } }, words);
    const erase = button("Erase everything", () => ask(question, {
      words: "Erase your name and all your answers to this exercise from this browser? They can\u2019t be brought back.",
      from: erase,
      choices: [["Erase", eraseAll], ["Keep them", null]],
    }));
    const forgetName = () => {
      eraseName();
      work = recallWork(exercise.id);
      onKept();
      showGate("Your name is erased from this browser.").focus();
    };
    return [
      make("p", { class: "cb-who", tabindex: "-1" }, "Answering as ", make("strong", {}, work.learner), ". ",
        button("Change", () => showGate().focus()), " ", button("Erase my name", forgetName), " ", erase),
      question,
    ];
  }

  function eraseAll() {
    eraseWork(exercise.id);
    eraseName();
    work = recallWork(exercise.id);
    onKept();
    showGate("Your name and your answers are erased from this browser.").focus();
  }

  function keepAnswer(item, response) {
    const one = { fingerprint: item.fingerprint ?? "", variant: variants()[parts.get(item.id).id], response };
    given.set(item.id, response === undefined ? null : one);
    const kept = keepGiven(exercise.id, item.id, one);
    if (work.file === "saved") saveWork({ file: "changed" });
    sayStale(item);
    note(kept);
    refresh();
  }

  function sayStale(item) {
    const stand = standOf(item);
    const words = STALE[stand];
    const again = () => {
      const response = views.get(item.id).read();
      if (response === undefined) return;
      keepAnswer(item, response);
      views.get(item.id).element.querySelector("input, textarea, button")?.focus();
    };
    views.get(item.id).say(words ?? null, views.get(item.id).read() === undefined ? "" : "My answer still stands", again);
  }

  function showAll() {
    readAll();
    const shown = variants();
    views = new Map();
    const sections = exercise.parts.map((part) => {
      const intro = part.intro ? fill("div", { class: "cb-story" }, part.intro, part.numbers || {}, shown[part.id]) : null;
      if (intro) adorn(intro);
      const heading = make("h2", { class: "cb-part-title", id: makeId("part") }, part.title);
      const items = part.items.map((item) => {
        const view = showItem({
          item, numbers: part.numbers, variant: shown[part.id], response: given.get(item.id)?.response, adorn,
          onAnswer: (response) => keepAnswer(item, response),
        });
        view.element.id = `item-${item.id}`;
        views.set(item.id, view);
        return view.element;
      });
      return make("section", { class: "cb-part", "aria-labelledby": heading.id }, heading, intro, ...items);
    });
    const known = new Set(parts.keys());
    const removed = listGiven(exercise.id).filter((name) => !known.has(name.split(":").at(-1))).length;
    const handIn = makeHandIn(exercise, {
      write, standOf, variants, removed, memo, learner: () => work.learner, file: () => work.file,
      onSaved: () => { saveWork({ file: "saved" }); onKept(); },
    });
    refresh = handIn.update;
    root.replaceChildren(...showWho(), ...sections, handIn.element);
    for (const part of exercise.parts) part.items.forEach(sayStale);
    note(keepWork(exercise.id, work));
    refresh();
  }

  onChange((name) => {
    const before = work.learner;
    if (name === null || name === `exercise:${exercise.id}`) work = recallWork(exercise.id);
    if (work.learner !== before || (name === null && !views.size)) {
      if (work.learner) showAll();
      else showGate();
      return;
    }
    for (const [id, view] of views) {
      if (name !== null && name !== `given:${exercise.id}:${id}`) continue;
      given.set(id, recallGiven(exercise.id, id));
      view.put({ response: given.get(id)?.response });
      sayStale(parts.get(id).items.find((item) => item.id === id));
    }
    if (views.size) refresh();
  });

  if (work.learner) showAll();
  else showGate();
}
