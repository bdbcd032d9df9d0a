// A self-check in a page: the story, its items, reasons after each answer, new numbers on request. What is answered is
// kept as it is typed, and stands there again after a reload; what another tab answers appears here.

import { fill, fillNumbers, icon, make } from "../dom.js";
import { showItem } from "../item/item.js";
import { mountKey } from "../item/key.js";
import { chooseVariant } from "../learner.js";
import { measureCase, sayScore } from "../reader/progress.js";
import { answerQuestion, isAttempt, markQuestion, readAnswer, sayDay } from "../reader/record.js";
import { browserToken, forget, howLong, keep, onChange, recall } from "../reader/storage.js";

const CHANGED = "This question has changed since you answered it. Your earlier answer no longer counts.";
const MARKED = new Set(["right", "partly", "wrong", "waits"]);

function attemptFor(part) {
  const attempt = recall(`attempt:${part.id}`, 0);
  return isAttempt(attempt) ? attempt : 0;
}

const variantOf = (part, attempt) => chooseVariant(`${browserToken()}-${attempt}`, part.id, part.variants || 1);

/** A question's record as it was kept; null when there is none that can be read. */
export const recallAnswer = (id) => readAnswer(recall(`answer:${id}`));

/** Turn a self-check's card into a live one. `data` holds the part and its secrets, `now` is the clock. */
export function mountCase(card, data, { adorn, now = () => new Date(), onKept = () => {} } = {}) {
  const { part, secrets } = data;
  let attempt = attemptFor(part);
  let variant = variantOf(part, attempt);
  const body = card.querySelector(".cb-card-body");
  const story = part.intro ? fill("div", { class: "cb-story" }, part.intro, part.numbers, variant) : null;
  if (story) adorn?.(story);
  const score = make("p", { class: "cb-score" });
  const memo = make("p", { class: "cb-memo", role: "status" });

  function keepAnswer(item, answer) {
    const empty = !answer.tries && answer.response === undefined && answer.sure === null;
    if (empty) forget(`answer:${item.id}`);
    const kept = empty || keep(`answer:${item.id}`, answer);
    memo.textContent = kept ? "" : "This browser can\u2019t keep your answers: its storage is full or switched off. They stay until you leave this page.";
    showScore();
    onKept();
  }

  const views = new Map(part.items.map((item) => {
    const given = (response, sure) => ({ fingerprint: item.fingerprint, variant, response, sure });
    return [item.id, showItem({
      item, numbers: part.numbers, variant, secret: secrets[item.id], rate: true, adorn,
      onAnswer: (response, sure) => keepAnswer(item, answerQuestion(recallAnswer(item.id), given(response, sure))),
      onMark: (result, response, sure) => {
        if (MARKED.has(result.status)) keepAnswer(item, markQuestion(recallAnswer(item.id), given(response, sure), result, sayDay(now())));
      },
    })];
  }));

  function showKept(item) {
    const answer = recallAnswer(item.id);
    const same = answer?.fingerprint === item.fingerprint && (answer.variant === variant || (part.variants || 1) === 1);
    views.get(item.id).put(same ? answer : {});
    views.get(item.id).say(answer?.tries && answer.fingerprint !== item.fingerprint ? CHANGED : null);
  }

  function showScore() {
    const items = part.items.map((item) => [item.id, item.fingerprint, item.points, item.kind]);
    const answers = Object.fromEntries(part.items.map((item) => [item.id, recallAnswer(item.id)]));
    const words = sayScore(measureCase({ items }, answers));
    score.textContent = words ? `Your latest here: ${words}.` : "";
  }

  function showNumbers() {
    if (story) fillNumbers(story, part.numbers, variant);
    for (const view of views.values()) view.renumber(variant);
  }

  function renumber() {
    const before = variant;
    do {
      attempt += 1;
      variant = variantOf(part, attempt);
    } while (variant === before);
    keep(`attempt:${part.id}`, attempt);
    showNumbers();
    for (const item of part.items) {
      const answer = recallAnswer(item.id);
      if (answer) keepAnswer(item, answerQuestion(answer, { fingerprint: answer.fingerprint, variant }));
    }
    heard.textContent = "New numbers. The answers were cleared.";
    card.scrollIntoView({ block: "nearest" });
  }

  const heard = make("span", { class: "cb-hint", "aria-live": "polite" });
  const again = part.variants > 1
    ? make("p", { class: "cb-again" },
        make("button", { type: "button", class: "cb-button is-quiet", on: { click: renumber } }, icon("again"), "New numbers"),
        heard)
    : null;
  for (const item of part.items) {
    views.get(item.id).element.id = `item-${item.id}`;
    showKept(item);
  }
  showScore();
  if (howLong() === "page") memo.textContent = "This browser keeps nothing: your answers stay until you leave this page.";
  body.replaceChildren(...[story, ...[...views.values()].map((view) => view.element), again, score, memo].filter(Boolean));
  card.classList.add("is-live");
  mountKey(card, data, () => variant);

  onChange((name) => {
    const attemptNow = attemptFor(part);
    const variantNow = variantOf(part, attemptNow);
    const renumbered = variantNow !== variant;
    [attempt, variant] = [attemptNow, variantNow];
    if (renumbered) showNumbers();
    for (const item of part.items) {
      if (renumbered || name === null || name === `answer:${item.id}`) showKept(item);
    }
    showScore();
  });
}
