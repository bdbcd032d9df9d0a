// A bedside session that is played: the response is the way, each choice with the minute at which it was made. What it takes to play
// one comes with a script of its own (bedside/bedside.js), which a page without a session does not ask for.

import { make } from "../../dom.js";
import { isText } from "../answer.js";
import { refuse, waitForPerson } from "../outcome.js";

const STEP = /^m[0-9]{1,3}\/[al][0-9]{1,3}@[0-9]{1,4}$/;

let lent = null;
const waiting = [];

/** Lend what makes a session's screen: `makeScreen(item, {readVariant, changed, adorn})` gives {element, read(), put(steps)}. */
export function lendScreen(makeScreen) {
  lent = makeScreen;
  for (const show of waiting.splice(0)) show();
}

const isWay = (response) => Array.isArray(response) && response.length > 0 && response.every((step) => isText(step) && STEP.test(step));

/** The screen, as soon as its script is there; until then the answer is held as it was given. */
function makeField(item, response, tools) {
  const element = make("div", { class: "cb-session cb-way" }, make("p", { class: "cb-hint" }, "The bedside session is being loaded."));
  let held = response;
  let screen = null;
  const show = () => {
    screen = lent(item, tools);
    element.replaceChildren(screen.element);
    screen.put(held);
  };
  if (lent) show();
  else waiting.push(show);
  return {
    element,
    read: () => (screen ? screen.read() : held),
    put: (steps) => {
      held = steps;
      screen?.put(steps);
    },
  };
}

/** A session that is played. What counts in it is in no page, so a page never marks it. */
export const way = {
  isTyped: false,
  isCompared: false,
  hidesAnswer: false,
  isNamedByPart: true,
  fit: (item, response) => (isWay(response) ? response : undefined),
  canRead: (item, response) => isWay(response),
  mark: (secret, response) => (isWay(response) ? waitForPerson(response.join(" "), secret.points) : refuse(secret.points, "This is not a way through the session.")),
  makeField,
  explain: () => null,
  writeKey: () => [],
};
