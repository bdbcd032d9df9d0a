// The page Today: a few minutes of questions that are due, one after the other, and what became of them.

import { make } from "../dom.js";
import { loadCases } from "../exam/load.js";
import { lookForScrollers } from "../page/frame.js";
import { mountFacts } from "../page/fact.js";
import { measureDue } from "../reader/review/due.js";
import { measureCourse } from "../reader/progress.js";
import { sayDay } from "../reader/record.js";
import { AGAIN } from "../reader/review/log.js";
import { howLong, onChange } from "../reader/storage.js";
import { addressOf, markToday } from "../reader/tracker.js";
import { keepReview, recallReview, refreshKept } from "./keeper.js";
import { showMissing, showQuestion, showRemembered } from "./question.js";
import { takeMinutes, tellReviews } from "./told.js";
import { sayAhead, sayCounted, sayDone, sayLater, sayMonth, sayPlan, sayWaiting } from "./words.js";

const MINUTES = 6;

const NOWHERE = "This browser keeps nothing for this course: its storage is full or switched off, as in some private windows. What you answer here is forgotten when you leave the page.";
const NOTHING = "You have not answered a self-check yet, or this browser has forgotten. Today asks again what you have answered in the chapters, a little before you would forget it.";

const paragraphs = (...texts) => texts.filter(Boolean).map((text) => make("p", {}, text));

/** A link to where the course goes on. */
function makeOnward(course, kept, quiet = false) {
  const { next, begun } = measureCourse(course, kept);
  if (!next) return null;
  return make("a", { class: quiet ? "cb-button is-quiet" : "cb-button", href: addressOf(next.page) }, begun ? "Go on with " : "Begin with ", next.title);
}

function listToday(reviews) {
  if (!reviews.length) return null;
  const row = ({ item, rating }) => make("li", {},
    make("a", { href: addressOf(item.page.page, `item-${item.id}`) }, item.card.title), " ", showRemembered(rating > AGAIN));
  return make("ul", { class: "my-items today-list" }, ...reviews.map(row));
}

/** Where nothing is asked: what was done, what comes next, and where to go on. */
function showRest({ measured, told, kept, course, day, more }) {
  const { due, known, waiting, later, ahead } = measured;
  const title = make("h2", { class: "today-title", tabindex: "-1" },
    !known.length ? "Nothing to review yet" : told.done.asked ? "Done for now" : "Nothing is due today");
  const words = known.length
    ? paragraphs(told.done.asked ? sayDone(told.done) : "", sayMonth(told.month), due.length ? "" : sayLater(later, day), sayWaiting(waiting), sayAhead(ahead))
    : paragraphs(NOTHING);
  const button = due.length ? make("button", { type: "button", class: "cb-button", on: { click: more } }, "A few minutes more") : null;
  const onward = makeOnward(course, kept, due.length > 0);
  const element = make("section", { class: "today-rest" }, title, ...words, listToday(told.today), make("p", { class: "my-buttons" }, ...[button, onward].filter(Boolean)));
  return { element, title };
}

/** The steps of this review, as a picture: done, here, to come. */
function showSteps(total, at) {
  const step = (index) => make("span", { class: index === at ? "is-here" : "", "data-stand": index < at ? "done" : "" });
  return make("p", { class: "site-steps", "aria-hidden": "true" }, ...Array.from({ length: total }, (_, index) => step(index)));
}

/** The review itself: asks for `plan` one by one inside `place`, the first with the focus if `moving`, then calls `finish`. `tools`: {model, today, say, load, count, adorn}. */
function makeRound(place, { plan, lead, moving: first, tools, finish }) {
  let at = 0;

  function makeNext() {
    const last = at + 1 >= plan.length;
    const click = () => {
      at += 1;
      if (at < plan.length) show(true);
      else finish();
    };
    return make("button", { type: "button", class: "cb-button", on: { click } }, last ? "Finish" : "Next question");
  }

  function settle(shown, one, given) {
    const day = tools.today();
    const { review, rating, kept } = keepReview(one, { ...given, day, model: tools.model });
    tools.say(kept ? "" : NOWHERE);
    tools.count();
    const words = make("p", { role: "status" });
    shown.element.append(make("div", { class: "today-counted" }, words, makeNext()));
    words.textContent = sayCounted({ rating, due: review.due, today: day });
  }

  async function show(moving) {
    const one = plan[at];
    const head = [make("p", { class: "today-lead" }, at ? `Question ${at + 1} of ${plan.length}` : lead), plan.length > 1 ? showSteps(plan.length, at) : ""];
    if (!moving) place.replaceChildren(...head);
    const data = await tools.load(one);
    const shown = showQuestion(one, { data, kept: recallReview(one), adorn: tools.adorn, onMark: (given) => settle(shown, one, given) }) ?? showMissing(one);
    if (!shown.element.classList.contains("is-live")) shown.element.append(make("div", { class: "today-counted" }, makeNext()));
    place.replaceChildren(...head, shown.element);
    lookForScrollers();
    if (moving) {
      place.scrollIntoView({ block: "start" });
      shown.title.focus({ preventScroll: true });
    }
    if (plan[at + 1]) tools.load(plan[at + 1]);
  }

  show(first);
}

/** What a review needs of the page around it: see `makeRound`. */
function makeTools(course, { model, now, memo, count }) {
  const facts = {};
  let adornFacts = null;
  return {
    model, count,
    today: () => sayDay(now()),
    say: (words) => (memo.textContent = words),
    /** Load the questions of a question's chapter; null where they don't come. */
    async load({ page }) {
      const data = await loadCases(course, page.chapter).catch(() => null);
      Object.assign(facts, data?.facts);
      adornFacts ??= data ? mountFacts({ register: data.register, facts }) : null;
      return data;
    },
    adorn(element) {
      adornFacts(element);
      lookForScrollers();
    },
  };
}

/** Make the page Today inside `root`. `model` is that of `schedule.js`, `now` the clock. */
export function mountToday(root, course, { model, now = () => new Date() }) {
  const memo = make("p", { class: "cb-memo", role: "status" });
  const place = make("div", { class: "today-place" });
  const tools = makeTools(course, { model, now, memo, count: () => markToday(look().measured.due.length) });
  let asking = false;

  function look() {
    const day = tools.today();
    const kept = refreshKept(course, model);
    const measured = measureDue(course, kept, day);
    return { day, kept, measured, told: tellReviews(measured.known, model, day) };
  }

  function rest(moving, found = look()) {
    asking = false;
    const { element, title } = showRest({ ...found, course, more: () => begin(true) });
    place.replaceChildren(element);
    if (!moving) return;
    root.scrollIntoView({ block: "start" });
    title.focus({ preventScroll: true });
  }

  function begin(again) {
    const found = look();
    const { due } = found.measured;
    const done = found.told.today.reduce((sum, { item }) => sum + Math.max(1, item.minutes), 0);
    const plan = again ? takeMinutes(due, MINUTES) : takeMinutes(due, MINUTES - done, done ? 0 : 1);
    asking = plan.length > 0;
    if (asking) makeRound(place, { plan, lead: sayPlan(plan, { due: due.length, again }), moving: again, tools, finish: () => rest(true) });
    else rest(false, found);
  }

  root.replaceChildren(memo, place);
  if (howLong() === "page") tools.say(NOWHERE);
  begin(false);
  // What another tab answers changes what is due; a question that stands here already stays.
  onChange((name) => {
    if (!asking && (name === null || /^(?:answer|review):/.test(name))) rest(false);
  });
}
