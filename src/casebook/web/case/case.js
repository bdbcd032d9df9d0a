// A self-check in a page: the story, its items, reasons after each answer, new numbers on request. What is answered is
// kept as it is typed, and stands there again after a reload; what another tab answers appears here.

import { fill, fillNumbers, icon, make } from "../dom.js";
import { showItem } from "../item/item.js";
import { mountKey } from "../item/key.js";
import { isTaken } from "../item/outcome.js";
import { chooseVariant } from "../learner.js";
import { sureHabit } from "../reader/habit.js";
import { recallDays } from "../reader/kept.js";
import { measureCase, sayScore } from "../reader/progress.js";
import { answerQuestion, isAttempt, markQuestion, readAnswer, renew, sayDay } from "../reader/record.js";
import { findReview, noteRating, rateMark } from "../reader/review/log.js";
import { browserToken, forget, howLong, keep, onChange, recall } from "../reader/storage.js";

const CHANGED = "This question has changed since you answered it. Your earlier answer no longer counts.";
const FULL = "This browser can\u2019t keep your answers: its storage is full or switched off. They stay until you leave this page.";
const NOWHERE = "This browser keeps nothing: your answers stay until you leave this page.";

/** A question's record as it was kept; null when there is none that can be read. */
const recallAnswer = (item) => renew(readAnswer(recall(`answer:${item.id}`)), item.fingerprint, item.was);

/** Keep a question's record, or forget it where it says nothing; return whether the browser will remember. */
function keepRecord(item, answer) {
  if (answer.tries || answer.response !== undefined || answer.sure !== null) return keep(`answer:${item.id}`, answer);
  forget(`answer:${item.id}`);
  return true;
}

/** Note the day on which a question was answered, and how well: the page Today asks it again by that. */
function noteDay(item, day, rating) {
  if (!day || !rating) return;
  const known = findReview(item, recallDays(item.id), recallAnswer(item));
  keep(`review:${item.id}`, noteRating(known, { fingerprint: item.fingerprint, day, rating }));
}

/** Which of a case's sets of numbers this browser shows, and how it comes to another. */
function drawNumbers(part) {
  const recallAttempt = () => {
    const kept = recall(`attempt:${part.id}`, 0);
    return isAttempt(kept) ? kept : 0;
  };
  const choose = () => chooseVariant(`${browserToken()}-${attempt}`, part.id, part.variants || 1);
  let attempt = recallAttempt();
  let variant = choose();
  return {
    read: () => variant,
    /** Draw until the numbers are others than those shown. */
    renew() {
      const before = variant;
      do {
        attempt += 1;
        variant = choose();
      } while (variant === before);
      keep(`attempt:${part.id}`, attempt);
    },
    /** Take over what another tab has drawn; return whether these are other numbers. */
    follow() {
      const before = variant;
      attempt = recallAttempt();
      variant = choose();
      return variant !== before;
    },
  };
}

function sayStand(part) {
  const items = part.items.map((item) => [item.id, item.fingerprint, item.points, item.kind]);
  const answers = Object.fromEntries(part.items.map((item) => [item.id, recallAnswer(item)]));
  const words = sayScore(measureCase({ items }, answers));
  return words ? `Your latest here: ${words}.` : "";
}

/** The button below a case that has several sets of numbers. */
function makeAgain(renumber) {
  const heard = make("span", { class: "cb-hint", "aria-live": "polite" });
  const click = () => {
    renumber();
    heard.textContent = "New numbers. The answers were cleared.";
  };
  const button = make("button", { type: "button", class: "cb-button is-quiet", on: { click } }, icon("again"), "New numbers");
  return make("p", { class: "cb-again" }, button, heard);
}

/** The questions of a case by item, each with its record; `onChanged(kept)` hears of each that was kept, or could not be. */
function makeQuestions({ part, secrets }, { numbers, now, adorn, onChanged }) {
  const views = new Map();
  const put = (item, answer) => onChanged(keepRecord(item, answer));

  for (const item of part.items) {
    const given = (response, sure) => ({ fingerprint: item.fingerprint, variant: numbers.read(), response, sure });
    const view = showItem({
      item, numbers: part.numbers, variant: numbers.read(), secret: secrets[item.id], rate: sureHabit, adorn,
      onAnswer: (response, sure) => put(item, answerQuestion(recallAnswer(item), given(response, sure))),
      onMark: (outcome, response, sure) => {
        if (!isTaken(outcome)) return;
        const day = sayDay(now());
        noteDay(item, day, rateMark({ ...outcome, sure }));
        put(item, markQuestion(recallAnswer(item), given(response, sure), outcome, day));
      },
    });
    view.element.id = `item-${item.id}`;
    views.set(item.id, view);
  }

  return {
    elements: [...views.values()].map((view) => view.element),
    showKept(item) {
      const answer = recallAnswer(item);
      const same = answer?.fingerprint === item.fingerprint && (answer.variant === numbers.read() || (part.variants || 1) === 1);
      views.get(item.id).put(same ? answer : {});
      views.get(item.id).say(answer?.tries && answer.fingerprint !== item.fingerprint ? CHANGED : null);
    },
    renumber: () => views.forEach((view) => view.renumber(numbers.read())),
    /** Take away what was answered to the numbers before; what was earned with them stays. */
    clear() {
      for (const item of part.items) {
        const answer = recallAnswer(item);
        if (answer) put(item, answerQuestion(answer, { fingerprint: answer.fingerprint, variant: numbers.read() }));
      }
    },
  };
}

/** Turn a self-check's card into a live one. `data` holds the part and its secrets, `now` is the clock. */
export function mountCase(card, data, { adorn = () => {}, now = () => new Date(), onKept = () => {} } = {}) {
  const { part } = data;
  const numbers = drawNumbers(part);
  const story = part.intro ? fill("div", { class: "cb-story" }, part.intro, part.numbers, numbers.read()) : null;
  if (story) adorn(story);
  const score = make("p", { class: "cb-score" });
  const memo = make("p", { class: "cb-memo", role: "status" });
  const showScore = () => (score.textContent = sayStand(part));
  const questions = makeQuestions(data, {
    numbers, now, adorn,
    onChanged: (kept) => {
      memo.textContent = kept ? "" : FULL;
      showScore();
      onKept();
    },
  });

  function showNumbers() {
    if (story) fillNumbers(story, part.numbers, numbers.read());
    questions.renumber();
  }

  function renumber() {
    numbers.renew();
    showNumbers();
    questions.clear();
    card.scrollIntoView({ block: "nearest" });
  }

  part.items.forEach(questions.showKept);
  showScore();
  if (howLong() === "page") memo.textContent = NOWHERE;
  const again = part.variants > 1 ? makeAgain(renumber) : null;
  const parts = [story, ...questions.elements, again, score, memo].filter(Boolean);
  card.querySelector(".cb-card-body").replaceChildren(...parts);
  card.classList.add("is-live");
  mountKey(card, data, numbers.read);

  onChange((name) => {
    const renumbered = numbers.follow();
    if (renumbered) showNumbers();
    for (const item of part.items) {
      if (renumbered || name === null || name === `answer:${item.id}`) questions.showKept(item);
    }
    showScore();
  });
}
