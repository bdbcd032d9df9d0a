// A study record as data: what was read, answered and examined, with the answers, so that anybody can mark it again. Pure
// functions. casebook/study/record.py reads what is written here.

import { hashText } from "../learner.js";
import { measureCourse } from "../reader/progress.js";

const SCHEMA = 1;
const ANSWERED = new Set(["right", "partly", "wrong", "compared"]);

/** What names a set of questions: the same items with the same fingerprints, the same eight letters. */
export function nameEdition(course) {
  const cards = course.pages.flatMap((page) => page.cards.filter((card) => card.kind === "case"));
  const lines = cards.flatMap((card) => card.items.map(([id, fingerprint]) => `${id} ${fingerprint}`));
  return hashText(lines.sort().join("\n")).toString(16).padStart(8, "0");
}

/** A day, unless it is later than the record: the clock was set back, and it says nothing. */
const settleDay = (day, made) => (day > made ? "" : day);

function writeAnswer({ id, answer }, made) {
  const { last, first, tries, fingerprint, marked } = answer;
  const own = last.response === undefined && marked ? answer : last;
  return {
    item: id, fingerprint, variant: own.variant ?? 0, response: own.response ?? null, status: last.status, points: last.points, of: last.of,
    day: settleDay(last.day, made), tries,
    first: { status: first.status, points: first.points, of: first.of, day: settleDay(first.day, made) },
  };
}

function writeExam(exam) {
  const { seed, title, started, ended, seconds, items } = exam;
  const answers = items.map(({ item, fingerprint, variant, response, status, points, of }) =>
    ({ item, fingerprint, variant, response: status === "unanswered" ? null : response ?? null, status, points, of }));
  return { title, seed, started, ended, minutes: Math.round(seconds / 60), answers };
}

const sum = (list, read) => list.reduce((total, one) => total + read(one), 0);
const isAnswered = (item) => ANSWERED.has(item.stand);
const listItems = (page) => page.cases.flatMap((one) => one.items.filter(isAnswered));

/**
 * The record as it is saved. `kept` is what `readKept` gives, `exams` all that were handed in, `token` and `attempts` what draws the
 * reader's numbers; `made` is the day.
 */
export function makeRecord(course, kept, { name, token, attempts, exams, made, release }) {
  const measured = measureCourse(course, kept);
  const answers = measured.pages.flatMap(listItems).map((item) => writeAnswer(item, made));
  const marked = answers.filter((one) => one.status !== "waits");
  const pages = measured.pages.filter((page) => page.done);
  const own = exams.filter((exam) => exam.ended && exam.ended <= made);
  return {
    kind: "casebook-study-record", schema: SCHEMA, course: course.title, release, edition: nameEdition(course), made, name, token, attempts,
    pages: pages.map((page) => ({ page: page.page, title: page.title, done: page.finished ? "answered" : "ticked" })),
    minutes: { pages: sum(pages, (page) => page.minutes), exams: sum(own, (exam) => Math.round(exam.seconds / 60)) },
    sums: { answers: answers.length, points: sum(marked, (one) => one.points), of: sum(marked, (one) => one.of) },
    answers, exams: own.map(writeExam),
  };
}

/** The same in numbers, chapter by chapter, for the sheet; the first row is of the whole. */
export function summariseRecord(course, kept) {
  const measured = measureCourse(course, kept);
  const row = (title, pages) => {
    const items = pages.flatMap(listItems);
    const marked = items.filter((item) => item.stand !== "compared");
    const days = items.flatMap(({ answer }) => [answer.first.day, answer.last.day]).filter(Boolean).sort();
    return {
      title, pages: pages.length, done: pages.filter((page) => page.done).length,
      questions: sum(pages, (page) => sum(page.cases, (one) => one.total)), answered: items.length,
      points: sum(marked, ({ answer }) => answer.last.points), of: sum(marked, ({ answer }) => answer.last.of),
      first: sum(marked, ({ answer }) => answer.first.points), firstOf: sum(marked, ({ answer }) => answer.first.of),
      minutes: sum(pages.filter((page) => page.done), (page) => page.minutes), from: days[0] ?? "", until: days.at(-1) ?? "",
    };
  };
  return [row("The whole course", measured.pages), ...measured.chapters.map((chapter) => row(`${chapter.number}. ${chapter.title}`, chapter.pages))];
}
