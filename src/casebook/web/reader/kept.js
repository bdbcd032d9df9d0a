// Everything that is kept of the reader's way through the course, read at once and trusted only as far as it can be.

import { recallWork } from "./given.js";
import { isId, isPage, readAnswer, readGiven } from "./record.js";
import { forget, keep, listKept, recall } from "./storage.js";

const tail = (name) => name.slice(name.indexOf(":") + 1);

/** What was kept, for `measureCourse`: records by item, pages ticked off, answers of exercises, files saved. */
export function readKept() {
  const kept = { answers: {}, read: {}, given: {}, saved: {} };
  for (const name of listKept("answer:")) {
    const answer = isId(tail(name)) && readAnswer(recall(name));
    if (answer) kept.answers[tail(name)] = answer;
  }
  for (const name of listKept("read:")) if (isPage(tail(name)) && recall(name) === true) kept.read[tail(name)] = true;
  for (const name of listKept("given:")) {
    const given = tail(name).split(":").every(isId) && readGiven(recall(name));
    if (given) kept.given[tail(name)] = given;
  }
  for (const name of listKept("exercise:")) {
    if (isId(tail(name)) && recallWork(tail(name)).file === "saved") kept.saved[tail(name)] = true;
  }
  return kept;
}

/** Tick a page off, or take the tick away. */
export function tickPage(page, done) {
  if (done) keep(`read:${page}`, true);
  else forget(`read:${page}`);
}
