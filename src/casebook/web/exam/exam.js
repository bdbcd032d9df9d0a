// The page "Exam": chosen, sat, handed in and looked at again. What is answered is kept as it is given.

import { count, make } from "../dom.js";
import { mountFacts } from "../page/fact.js";
import { lookForScrollers } from "../page/frame.js";
import { readExam } from "../reader/exam.js";
import { sayDay } from "../reader/record.js";
import { forget, howLong, keep, listKept, onChange, recall } from "../reader/storage.js";
import { drawExam, followEdits, indexQuestions, markExam } from "./draw.js";
import { loadCases } from "./load.js";
import { showResult } from "./result.js";
import { showSetup } from "./setup.js";
import { showSitting } from "./sitting.js";

const NOT_LOADED = "The questions could not be loaded. Look whether you are connected, and reload the page.";
const FULL = "This browser keeps nothing: your answers, and the result, last until you leave this page.";

const makeSeed = () => [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const nameExam = (exam) => `exam:${exam.started}-${exam.seed}`;

/** Keep an exam; return whether the browser will remember. */
const keepExam = (exam) => keep(nameExam(exam), exam) && howLong() !== "page";

function listExams() {
  const all = listKept("exam:").map((name) => ({ name, exam: readExam(recall(name)) })).filter(({ exam }) => exam);
  return { left: all.find(({ exam }) => !exam.ended) ?? null, done: all.filter(({ exam }) => exam.ended).reverse() };
}

/** What loads the questions of a chapter, 0 for all, with their facts: {data, questions}, or null, and `say` hears why. */
function makeLoader(course, say) {
  const facts = {};
  let adorn = null;
  return async (chapter) => {
    say("");
    try {
      const data = await loadCases(course, chapter);
      Object.assign(facts, data.facts);
      adorn ??= mountFacts({ facts });
      return { data, questions: indexQuestions(data.cases), adorn };
    } catch {
      say(NOT_LOADED);
      return null;
    }
  };
}

function beginExam(course, { data }, { chapter, wanted, limit }, day) {
  const seed = makeSeed();
  const items = drawExam(data.cases, wanted, seed);
  const whole = chapter ? course.chapters[chapter - 1].title : "the whole course";
  return { seed, title: `Exam on ${whole}, ${count(items.length, "question")}`.slice(0, 200), chapter, started: day, ended: "", seconds: 0, limit, items };
}

function mountExam(root, course, now) {
  const heard = make("p", { class: "cb-status", role: "status" });
  const place = make("div", {});
  root.replaceChildren(heard, place);
  const say = (words) => (heard.textContent = words);
  const load = makeLoader(course, say);
  let stop = () => {};
  let sitting = "";

  function show({ element, title }) {
    stop();
    [stop, sitting] = [() => {}, ""];
    place.replaceChildren(element);
    lookForScrollers();
    title?.focus();
  }

  function choose({ focus = false } = {}) {
    const { left, done } = listExams();
    const element = showSetup(course, {
      chosen: Number(window.location.hash.match(/^#chapter-([0-9]{1,2})$/)?.[1] ?? 0), left: left?.exam, done, show: ({ exam }) => look(exam),
      start: async (wish) => {
        const loaded = await load(wish.chapter);
        if (loaded) sit(beginExam(course, loaded, wish, sayDay(now())));
      },
      resume: () => sit(left.exam), drop: () => { forget(left.name); choose({ focus: true }); },
    });
    show({ element, title: focus ? element.querySelector(".exam-title") : null });
  }

  async function sit(exam) {
    const loaded = await load(exam.chapter);
    if (!loaded) return;
    const begun = followEdits(exam, loaded.questions);
    const put = (changed) => say(keepExam(changed) ? "" : FULL);
    const view = showSitting(begun, loaded.questions, { adorn: loaded.adorn, keep: put, end: (given) => {
      const marked = markExam(given, loaded.questions, sayDay(now()));
      put(marked);
      look(marked);
    } });
    put(begun);
    show(view);
    ({ stop } = view);
    sitting = nameExam(begun);
  }

  async function look(exam) {
    const loaded = await load(exam.chapter);
    if (loaded) show(showResult(exam, loaded.questions, { ...loaded, course, again: () => choose({ focus: true }) }));
  }

  choose();
  // Another tab may hand in, throw away or erase what is sat here.
  onChange((name) => {
    if (!sitting || (name !== sitting && name !== null)) return;
    const exam = readExam(recall(sitting));
    if (!exam) choose();
    else if (exam.ended) look(exam);
  });
}

const root = document.querySelector(".exam-page");
if (root && window.casebookCourse) mountExam(root, window.casebookCourse, () => new Date());
