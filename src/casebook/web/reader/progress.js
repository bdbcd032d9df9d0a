// How far a reader is: the course as it is now, against what was kept of each question. Pure functions.
//
// `course` is what the build wrote: {title, chapters: [{page, title}], pages: [{page, title, chapter, minutes, cards}]}, and
// each card {kind, id, title, items: [[id, fingerprint, points, kind, unit, was], ...]}, `was` only where there is one. `kept` is {answers, read,
// given, saved, plan}: records by item, pages the reader ticked off, answers of graded exercises by "exercise:item", exercises whose
// file was saved, the plan they follow.

import { countMarks } from "../dom.js";
import { isUnreadable } from "../item/mark.js";
import { renew } from "./record.js";

/** Where an item stands: "new", "begun", "right", "partly", "wrong", "compared" or "changed". */
export function standOf(answer, fingerprint) {
  if (!answer || (!answer.tries && answer.response === undefined)) return "new";
  if (answer.fingerprint !== fingerprint) return answer.tries ? "changed" : "new";
  if (!answer.tries) return "begun";
  return answer.last.status === "waits" ? "compared" : answer.last.status;
}

const ANSWERED = new Set(["right", "partly", "wrong", "compared"]);

/** How a self-check stands: its questions, marks earned of marks possible so far, and the day of its latest mark. */
export function measureCase(card, answers) {
  const items = card.items.map(([id, fingerprint, points, kind, , was]) => {
    const answer = renew(answers[id], fingerprint, was);
    return { id, points, kind, stand: standOf(answer, fingerprint), answer };
  });
  const answered = items.filter((item) => ANSWERED.has(item.stand));
  const marked = answered.filter((item) => item.stand !== "compared");
  const days = answered.map((item) => item.answer.last.day).sort();
  return {
    card, items, total: items.length, answered: answered.length,
    changed: items.filter((item) => item.stand === "changed").length,
    begun: items.some((item) => item.stand !== "new"),
    points: marked.reduce((sum, item) => sum + item.answer.last.points, 0),
    of: marked.reduce((sum, item) => sum + item.answer.last.of, 0),
    day: days.at(-1) ?? "",
  };
}

/** How a self-check stands, in words. */
export function sayScore(score) {
  if (!score.answered) return "";
  const marks = score.of ? `${Number(score.points.toFixed(2))} of ${countMarks(score.of)}` : "";
  const questions = score.answered === score.total ? "all questions answered" : `${score.answered} of ${score.total} questions answered`;
  return [marks, questions].filter(Boolean).join(", ");
}

/** How a graded exercise stands: how many of its items hold an answer to the question as it is now. */
export function measureExercise(card, given, saved) {
  const stands = card.items.map(([id, fingerprint, , kind, unit, was]) => {
    const one = renew(given[`${card.id}:${id}`], fingerprint, was);
    if (!one) return "new";
    if (one.fingerprint !== fingerprint) return "changed";
    return isUnreadable({ kind, unit }, one.response) ? "unreadable" : "answered";
  });
  const begun = stands.some((stand) => stand !== "new");
  const count = (word) => stands.filter((stand) => stand === word).length;
  const answered = count("answered");
  return {
    card, total: stands.length, answered, changed: count("changed"), begun, saved: begun && Boolean(saved[card.id]),
  };
}

function measurePage(page, kept) {
  const cases = page.cards.filter((card) => card.kind === "case").map((card) => measureCase(card, kept.answers));
  const exercises = page.cards.filter((card) => card.kind === "exercise")
    .map((card) => measureExercise(card, kept.given, kept.saved));
  // Asked a second time: work on this page, and no questions of the course more.
  const again = page.cards.filter((card) => card.kind === "again").map((card) => measureCase(card, kept.answers));
  const cards = [...cases, ...exercises, ...again];
  const finished = cards.length > 0 && [...cases, ...again].every((one) => one.answered === one.total) && exercises.every((one) => one.saved && one.answered === one.total);
  const ticked = Boolean(kept.read[page.page]);
  return {
    ...page, cases, exercises, again, ticked, finished, done: ticked || finished,
    begun: cards.some((one) => one.begun),
    answered: cards.reduce((sum, one) => sum + one.answered, 0),
    total: cards.reduce((sum, one) => sum + one.total, 0),
    changed: cards.reduce((sum, one) => sum + one.changed, 0),
  };
}

const sum = (list, read) => list.reduce((total, one) => total + read(one), 0);

/** What a plan made from one's own answers is called. */
export const OWN = "own";

/** The plan that is followed - {id, title, pages} - or null where none is, or the course has no such plan any more; `kept` is as `readPlan` returns it. */
export function findPlan(course, kept) {
  if (!kept) return null;
  if (kept.id === OWN) return kept.pages.length ? { id: OWN, title: "from your pre-test", pages: kept.pages } : null;
  return (course.plans ?? []).find((plan) => plan.id === kept.id) ?? null;
}

/** The whole course: each page and chapter, what to go on with, what to try again, what changed or is gone. */
export function measureCourse(course, kept) {
  const pages = course.pages.map((page) => measurePage(page, kept));
  const cases = pages.flatMap((page) => page.cases.map((one) => ({ ...one, page })));
  const known = new Set([...cases, ...pages.flatMap((page) => page.again)].flatMap((one) => one.items.map((item) => item.id)));
  const pick = (wanted) =>
    cases.flatMap((one) => one.items.filter((item) => wanted(item.stand)).map((item) => ({ ...item, page: one.page, title: one.card.title })));
  const last = pages.map((page) => page.done || page.begun).lastIndexOf(true);
  const left = pages.filter((page) => !page.done);
  // What their plan holds next; else where the reader was working, then what comes after it, then what was left out before.
  const planned = findPlan(course, kept.plan)?.pages.map((name) => left.find((page) => page.page === name)).find(Boolean);
  const next = planned ?? pages.slice(Math.max(last, 0)).find((page) => !page.done) ?? left[0] ?? null;
  return {
    pages,
    chapters: course.chapters.map((chapter, index) => {
      const own = pages.filter((page) => page.chapter === index + 1);
      return { ...chapter, number: index + 1, pages: own, done: own.filter((page) => page.done).length };
    }),
    next,
    begun: pages.some((page) => page.done || page.begun),
    done: pages.length - left.length,
    minutes: sum(left, (page) => page.minutes),
    questions: { answered: sum(cases, (one) => one.answered), total: sum(cases, (one) => one.total) },
    points: sum(cases, (one) => one.points),
    of: sum(cases, (one) => one.of),
    missed: pick((stand) => stand === "wrong" || stand === "partly"),
    changed: pick((stand) => stand === "changed"),
    removed: Object.keys(kept.answers).filter((id) => kept.answers[id].tries && !known.has(id)).length,
    answers: cases.flatMap((one) => one.items.filter((item) => ANSWERED.has(item.stand)).map((item) => item.answer)),
  };
}

/** Minutes in words: "about 20 min", "about 5 h 15 min". */
export function sayMinutes(minutes) {
  if (minutes < 55) return `about ${Math.max(5, Math.round(minutes / 5) * 5)} min`;
  const quarters = Math.round(minutes / 15);
  return `about ${Math.floor(quarters / 4)} h${quarters % 4 ? ` ${15 * (quarters % 4)} min` : ""}`;
}
