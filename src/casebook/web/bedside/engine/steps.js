// A way as a response file holds it, each choice with the minute at which it was made: as casebook/bedside/mark.py has it.

import { replayWay } from "./play.js";

// What counts is not in the page.
const NOTHING = { begin: () => null, step: () => null };

/** The choices of an answer with their places, up to the first that this patient's session does not allow, or not at that minute. */
export function readSteps(world, steps) {
  const split = steps.map((step) => step.split("@"));
  const { places } = replayWay(world, NOTHING, split.map(([choice]) => choice));
  const wrong = split.findIndex(([, minute], index) => index >= places.length - 1 || Number(minute) !== places[index].minute);
  const way = split.slice(0, wrong < 0 ? split.length : wrong).map(([choice]) => choice);
  return { way, places: places.slice(0, way.length + 1) };
}

/** A way as an answer holds it. */
export const writeSteps = ({ way, places }) => way.map((choice, index) => `${choice}@${places[index].minute}`);
