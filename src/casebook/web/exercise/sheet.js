// The questions of a graded exercise and, below them, the file to hand in. Each answer is kept on its own as it is typed,
// so that neither a closed tab nor a second one loses any.

import { fill, make, makeId } from "../dom.js";
import { showItem } from "../item/item.js";
import { howLong } from "../reader/storage.js";
import { makeHandIn } from "./handin.js";

const STALE = {
  changed: "This question has changed since you answered it. Look at your answer again.",
  renumbered: "Your numbers have changed since you answered this. Look at your answer again.",
};

const LASTING = {
  browser: "Your answers are kept in this browser.",
  tab: "A shared computer: your answers are kept until you close this tab.",
  page: "This browser keeps nothing: do not leave this page before you have your file.",
};

function makeSection(part, variant, { adorn, makeQuestion }) {
  const heading = make("h2", { class: "cb-part-title", id: makeId("part") }, part.title);
  const intro = part.intro ? fill("div", { class: "cb-story" }, part.intro, part.numbers || {}, variant) : null;
  if (intro) adorn(intro);
  const questions = part.items.map((item) => makeQuestion(item, part.numbers, variant));
  return make("section", { class: "cb-part", "aria-labelledby": heading.id }, heading, intro, ...questions);
}

/**
 * The sheet for whoever does this work: `elements`; `open()`, for when they are in the page, because a screen reader hears
 * only what comes into a status that is there already; and `follow(isConcerned)`, which takes over answers that another
 * tab has changed.
 */
export function makeSheet(exercise, work, { adorn, onKept }) {
  const memo = make("p", { class: "cb-hint", role: "status" });
  const views = new Map();

  function note(kept) {
    memo.textContent = LASTING[kept ? howLong() : "page"];
    onKept();
  }

  function keepAnswer(item, response) {
    const kept = work.answer(item, response);
    sayStale(item);
    note(kept);
    handIn.update();
  }

  function sayStale(item) {
    const view = views.get(item.id);
    const again = () => {
      const response = view.read();
      if (response === undefined) return;
      keepAnswer(item, response);
      view.element.querySelector("input, textarea, button")?.focus();
    };
    view.say(STALE[work.standOf(item)] ?? null, view.read() === undefined ? "" : "My answer still stands", again);
  }

  function makeQuestion(item, numbers, variant) {
    const view = showItem({
      item, numbers, variant, response: work.responseTo(item), adorn,
      onAnswer: (response) => keepAnswer(item, response),
    });
    view.element.id = `item-${item.id}`;
    views.set(item.id, view);
    return view.element;
  }

  function open() {
    work.items.forEach(sayStale);
    note(work.save());
    handIn.update();
  }

  function follow(isConcerned) {
    for (const item of work.items.filter(isConcerned)) {
      work.readAnswer(item);
      views.get(item.id).put({ response: work.responseTo(item) });
      sayStale(item);
    }
    handIn.update();
  }

  work.readAnswers();
  const shown = work.variants();
  const sections = exercise.parts.map((part) => makeSection(part, shown[part.id], { adorn, makeQuestion }));
  const handIn = makeHandIn(exercise, work, { memo, onKept });
  return { elements: [...sections, handIn.element], open, follow };
}
