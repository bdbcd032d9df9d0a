// While an exam is sat: every question with its field and no verdict, and a bar that says how many are answered.

import { count, fill, make } from "../dom.js";
import { showItem } from "../item/item.js";
import { ask } from "../question.js";
import { isAnswered } from "./draw.js";

const SAVE_EVERY = 5;
const SOON = 60;

/** The entries of an exam in runs that belong to one case. */
export function groupByCase(items, questions) {
  const groups = [];
  for (const entry of items) {
    const { part } = questions.get(entry.item);
    if (groups.at(-1)?.part !== part) groups.push({ part, entries: [] });
    groups.at(-1).entries.push(entry);
  }
  return groups;
}

/** The card of one case: its title, its story and the elements of its questions. */
export function showGroup({ part, entries }, elements, adorn) {
  const story = part.intro ? fill("div", { class: "cb-story" }, part.intro, part.numbers, entries[0].variant) : null;
  if (story) adorn(story);
  return make("section", { class: "cb-card cb-case is-live", "aria-label": part.title },
    make("div", { class: "cb-card-head" }, make("h2", { class: "cb-card-title" }, part.title)),
    make("div", { class: "cb-card-body" }, story, ...elements));
}

function sayTime(seconds) {
  if (seconds > SOON) return `${Math.ceil(seconds / 60)} min left`;
  return `${Math.max(0, seconds)} s left`;
}

/** A clock that counts only while the page is in view; `tick(seconds)` hears each second. Returns what stops it. */
function startClock(seconds, tick) {
  let now = seconds;
  const timer = setInterval(() => {
    if (document.visibilityState === "visible") tick((now += 1));
  }, 1000);
  return () => clearInterval(timer);
}

function answerEntry({ item, fingerprint, variant }, response) {
  return { item, fingerprint, variant, ...(response === undefined ? {} : { response }) };
}

function showOpen(form) {
  form.scrollIntoView({ block: "start" });
  form.querySelector("input, select, textarea, button")?.focus({ preventScroll: true });
}

function makeBar({ finish, next }) {
  const stand = make("span", { class: "exam-stand" });
  const time = make("span", { class: "exam-time" });
  const heard = make("span", { class: "cb-whisper", role: "status" });
  const place = make("div", { class: "cb-question-place" });
  const open = make("button", { type: "button", class: "cb-link-button", on: { click: next } }, "Next open question");
  const button = make("button", { type: "button", class: "cb-button", on: { click: () => finish(place, button) } }, "Hand in");
  return {
    element: make("div", { class: "exam-bar", role: "group", "aria-label": "This exam" }, place, make("div", { class: "exam-bar-row" }, stand, time, open, button, heard)),
    say(answered, total) {
      stand.textContent = `${answered} of ${total} answered`;
      open.hidden = answered === total;
    },
    sayTime(left) {
      time.textContent = sayTime(left);
      if (left === SOON || left === 5 * SOON) heard.textContent = `${count(left / SOON, "minute")} left.`;
    },
    /** Let the clock be switched off; `act` hears of it. */
    offerOff(act) {
      const off = make("button", { type: "button", class: "cb-link-button", on: { click: () => {
        time.textContent = "";
        off.remove();
        act();
      } } }, "Switch the clock off");
      time.after(off);
    },
  };
}

/**
 * Sit an exam. `keep(exam)` keeps it after every answer, `end(exam)` marks it. Returns {element, stop()}; with a clock, the exam
 * is handed in when its time is over, and the reader may switch the clock off.
 */
export function showSitting(exam, questions, { adorn, keep, end }) {
  let now = exam;
  let limit = exam.limit * 60;
  const forms = new Map();
  const isOpen = (entry) => !isAnswered(entry, questions.get(entry.item));
  const listOpen = () => now.items.filter(isOpen);
  const change = (changes) => {
    now = { ...now, ...changes };
    keep(now);
  };
  const hand = () => {
    stop();
    end(now);
  };
  const bar = makeBar({
    next: () => showOpen(forms.get(listOpen()[0].item)),
    finish: (place, from) => {
      const open = listOpen().length;
      ask(place, {
        words: open ? `${count(open, "question")} ${open === 1 ? "is" : "are"} open, or can\u2019t be read as an answer. Hand in all the same?` : "Hand in? Answers can\u2019t be changed after it.",
        from, choices: [["Yes, hand in", hand], ["Go on answering", null]],
      });
    },
  });
  const sayStand = () => bar.say(now.items.length - listOpen().length, now.items.length);
  const answer = (id, response) => {
    change({ items: now.items.map((entry) => (entry.item === id ? answerEntry(entry, response) : entry)) });
    sayStand();
  };
  const makeForm = (entry) => {
    const { item, part } = questions.get(entry.item);
    const view = showItem({ item, numbers: part.numbers, variant: entry.variant, response: entry.response, adorn, onAnswer: (response) => answer(entry.item, response) });
    forms.set(entry.item, view.element);
    return view.element;
  };
  const cards = groupByCase(now.items, questions).map((group) => showGroup(group, group.entries.map(makeForm), adorn));
  const stop = startClock(now.seconds, (seconds) => {
    now = { ...now, seconds };
    if (seconds % SAVE_EVERY === 0) keep(now);
    if (!limit) return;
    bar.sayTime(limit - seconds);
    if (seconds >= limit) hand();
  });
  if (limit) {
    bar.sayTime(limit - now.seconds);
    bar.offerOff(() => {
      limit = 0;
      change({ limit: 0 });
    });
  }
  sayStand();
  const title = make("p", { class: "exam-title", tabindex: "-1" }, `${now.title}. Answers are kept as you give them.${now.limit ? " The clock runs while this page is in view." : ""}`);
  return { element: make("div", { class: "exam-sitting" }, title, ...cards, bar.element), title, stop };
}
