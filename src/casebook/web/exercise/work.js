// What one learner has done of a graded exercise: whose it is, the answers, and the file they make. It is kept in the
// browser and held here besides, so that it can be handed in even where nothing can be kept.

import { eraseWork, judgeGiven, keepGiven, keepWork, listGiven, recallGiven, recallWork } from "../reader/given.js";
import { chooseVariants, listItems, writeResponse } from "./response.js";

/** The work on an exercise, as it was kept. `now` is the clock. */
export function openWork(exercise, { now }) {
  let work = recallWork(exercise.id);
  const items = listItems(exercise);
  const given = new Map();
  const parts = new Map(exercise.parts.flatMap((part) => part.items.map((item) => [item.id, part])));
  const variants = () => chooseVariants(exercise, work.learner);
  const variantOf = (item) => variants()[parts.get(item.id).id];
  const standOf = (item) => judgeGiven(item, parts.get(item.id), variantOf(item), given.get(item.id));

  const readWork = () => (work = recallWork(exercise.id));
  const readAnswer = (item) => given.set(item.id, recallGiven(exercise.id, item.id));

  /** Keep what has changed of the work as a whole; return whether the browser will remember. */
  function save(changes = {}) {
    work = { ...work, ...changes };
    return keepWork(exercise.id, work);
  }

  /** Keep an answer, or that there is none; return whether the browser will remember. */
  function answer(item, response) {
    const one = { fingerprint: item.fingerprint ?? "", variant: variantOf(item), response };
    given.set(item.id, response === undefined ? null : one);
    const kept = keepGiven(exercise.id, item.id, one);
    if (work.file === "saved") save({ file: "changed" });
    return kept;
  }

  /** The response document: only answers to the questions as they are, with the numbers shown, readable or not. */
  function write() {
    const sound = items.filter((item) => ["answered", "unreadable"].includes(standOf(item)));
    return writeResponse(exercise, {
      learner: work.learner, started: work.started, saved: now().toISOString(), host: "page",
      responses: Object.fromEntries(sound.map((item) => [item.id, given.get(item.id).response])),
    });
  }

  return {
    items, variants, standOf, readWork, readAnswer, save, answer, write,
    learner: () => work.learner,
    file: () => work.file,
    responseTo: (item) => given.get(item.id)?.response,
    begin: (learner) => save({ learner, started: work.started || now().toISOString() }),
    readAnswers: () => items.forEach(readAnswer),
    countKept: () => listGiven(exercise.id).length,
    /** How many answers are kept to questions that the exercise no longer has. */
    countGone: () => listGiven(exercise.id).filter((name) => !parts.has(name.split(":").at(-1))).length,
    erase() {
      eraseWork(exercise.id);
      readWork();
    },
  };
}
