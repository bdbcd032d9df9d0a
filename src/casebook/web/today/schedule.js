// When a question is asked again: the days of its record through FSRS, a published model of forgetting. Pure; the library is
// handed in, as only the page Today loads it.

import { countDays, shiftDay } from "../reader/review/log.js";

/**
 * How the model is asked: for nine in ten remembered, at most a year ahead, without chance, in whole days. `next_state` and
 * `next_interval` are asked and not `next`, which also keeps a day between the answers of four buttons: nobody presses any here.
 */
export const SETTINGS = {
  request_retention: 0.9, maximum_interval: 365, enable_fuzz: false, enable_short_term: true, learning_steps: [], relearning_steps: [],
};

/** The model as two functions on records of days. `library` is what ts-fsrs gives. */
export function makeModel(library) {
  const model = library.fsrs(SETTINGS);

  /**
   * Follow a log [[day, rating], ...]: `steps`, each with its day, its rating, when it had been `due` ("" at the first) and
   * the share of such questions that the model thought would be remembered, `recall`; then `memory` {stability, difficulty}
   * and when the question is `due` next.
   */
  function follow(log) {
    let memory = null;
    let last = "";
    let due = "";
    const steps = log.map(([day, rating]) => {
      const gap = last ? countDays(last, day) : 0;
      const step = { day, rating, due, recall: memory ? model.forgetting_curve(gap, memory.stability) : null };
      memory = model.next_state(memory, gap, rating);
      due = shiftDay(day, model.next_interval(memory.stability, gap));
      last = day;
      return step;
    });
    return { steps, memory, due };
  }

  return { follow };
}
