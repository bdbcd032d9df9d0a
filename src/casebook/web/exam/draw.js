// Which questions an exam asks, in which order and with which numbers, and how it is marked. Pure functions: a seed, the same exam.

import { kindOf } from "../item/kind.js";
import { isUnreadable, mark } from "../item/mark.js";
import { isEmpty } from "../item/answer.js";
import { chooseVariant, shuffleIds } from "../learner.js";

const seedOf = (seed) => `exam-${seed}`;

/** Which of a case's sets of numbers an exam shows. */
export const drawVariant = (seed, part) => chooseVariant(seedOf(seed), part.id, part.variants || 1);

/**
 * An exam's questions, as they are kept: the cases in an order that hangs on the seed alone, the questions of each together
 * under its story and in their own order, until there are as many as wanted. What only a person can mark is left out, and what
 * leans on the page it stands on.
 */
export function drawExam(cases, wanted, seed) {
  const byId = new Map(cases.filter((one) => !one.leans).map((one) => [one.part.id, one]));
  const all = shuffleIds([...byId.keys()], seedOf(seed)).flatMap((id) => {
    const { part } = byId.get(id);
    const variant = drawVariant(seed, part);
    return part.items.filter((item) => !kindOf(item).isCompared).map((item) => ({ item: item.id, fingerprint: item.fingerprint, variant }));
  });
  return all.slice(0, wanted);
}

/** How many questions an exam can ask, for how many marks and minutes, by chapter; the first is of the whole course. */
export function countQuestions(course) {
  const numbers = course.chapters.map(({ asks = 0, marks = 0, minutes = 0 }) => ({ asks, marks, minutes }));
  const add = (name) => numbers.reduce((sum, each) => sum + each[name], 0);
  return [{ asks: add("asks"), marks: add("marks"), minutes: add("minutes") }, ...numbers];
}

/** What so many of some questions come to on average, in whole marks and minutes: which are drawn is not known before. */
export function foretellExam({ asks, marks, minutes }, wanted) {
  const share = asks ? Math.min(wanted, asks) / asks : 0;
  return { marks: Math.round(marks * share), minutes: Math.max(1, Math.round(minutes * share)), isWhole: wanted >= asks };
}

/** The questions of loaded cases by item: {item, secret, part, page, objectives}. */
export function indexQuestions(cases) {
  return new Map(cases.flatMap(({ part, secrets, page, objectives }) =>
    part.items.map((item) => [item.id, { item, secret: secrets[item.id], part, page, objectives: objectives[item.id] ?? [] }])));
}

/** Whether an entry of an exam is answered in a way that can be marked. */
export const isAnswered = (entry, question) => !isEmpty(entry.response) && !isUnreadable(question.item, entry.response);

/** The exam with a mark on every question that is as it was; one edited since is left out of it. */
export function markExam(exam, questions, day) {
  const items = exam.items.filter((entry) => questions.get(entry.item)?.item.fingerprint === entry.fingerprint).map((entry) => {
    const outcome = mark(questions.get(entry.item).secret, entry.response, entry.variant);
    return { ...entry, status: outcome.status, points: outcome.points, of: outcome.outOf };
  });
  return { ...exam, items, ended: day };
}

/** Marks by a name of each question, those that lost most first: [{name, points, of}]. */
export function sumBy(exam, questions, readNames) {
  const sums = new Map();
  for (const entry of exam.items) {
    for (const name of questions.has(entry.item) ? readNames(questions.get(entry.item)) : []) {
      const sum = sums.get(name) ?? { name, points: 0, of: 0 };
      sums.set(name, { name, points: sum.points + entry.points, of: sum.of + entry.of });
    }
  }
  return [...sums.values()].sort((a, b) => b.of - b.points - (a.of - a.points) || (a.name < b.name ? -1 : 1));
}

/** What is kept about questions edited since an exam began: the new ones take their place, unanswered. */
export function followEdits(exam, questions) {
  const items = exam.items.filter((entry) => questions.has(entry.item)).map((entry) => {
    const { fingerprint } = questions.get(entry.item).item;
    return fingerprint === entry.fingerprint ? entry : { item: entry.item, fingerprint, variant: drawVariant(exam.seed, questions.get(entry.item).part) };
  });
  return { ...exam, items };
}
