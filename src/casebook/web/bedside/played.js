// A graded session: what follows from each act is shown, and nothing of what it is worth. The way only grows: there is no step back.

import { make } from "../dom.js";
import { makeMonitor } from "./monitor.js";
import { takeChoice } from "./engine/play.js";
import { readSteps, writeSteps } from "./engine/steps.js";
import { fillScene, showLog } from "./scene.js";
import { listReadings, sayAll } from "./told.js";
import { makeFold } from "./view.js";
import { World } from "./engine/world.js";

const LEVEL = 3;

const HOW = "The clock moves only when you act, and each act says by how much. Looking and asking costs no time, but some moments allow few looks. "
  + "What you have done can't be taken back, as at a bedside. Nothing is marked here: what counted comes with your feedback.";

const ENDED = "The session has ended. Your way is your answer.";

/** The screen of one graded session, for `lendScreen` of item/kind/way.js. */
export function makePlayed({ session }, { readVariant, changed, adorn }) {
  const worlds = new Map();
  const [scene, log] = [make("div", { class: "bed-scene" }), make("div", { class: "bed-log" })];
  const end = make("p", { class: "cb-hint" });
  const status = make("p", { class: "cb-whisper", role: "status" });
  const monitor = makeMonitor(null);
  let steps = [];
  // The session's screen puts in place what it gets back.
  const dress = (element) => {
    adorn(element);
    return element;
  };

  function open() {
    const patient = readVariant();
    if (!worlds.has(patient)) worlds.set(patient, new World(session, patient));
    const world = worlds.get(patient);
    const gone = readSteps(world, steps);
    return { world, ...gone, place: gone.places.at(-1), readings: listReadings(world, gone.places, gone.way) };
  }

  function show(found = null) {
    const now = open();
    monitor.show(now);
    const heading = fillScene(scene, now, { level: LEVEL, adorn: dress, choose, before: found });
    log.replaceChildren(now.way.length ? make("ol", { class: "bed-log-list" }, ...showLog(now)) : make("p", {}, "Nothing yet."));
    end.textContent = now.world.isEnd(now.place) ? ENDED : "";
    return { heading, now };
  }

  function choose(id) {
    const { world, place, way, places } = open();
    const taken = takeChoice(world, place, `${place.moment}/${id}`);
    if (!taken) return;
    steps = writeSteps({ way: [...way, `${place.moment}/${id}`], places: [...places, taken.after] });
    const act = world.moments[place.moment].acts.find((each) => each.id === id);
    const { heading, now } = show(taken.isAct ? act.found : null);
    const target = taken.isAct ? heading : scene.querySelector(`[data-look="${id}"]`);
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: taken.isAct ? "start" : "nearest" });
    if (taken.isAct) status.textContent = sayAll(now.world, now.place, now.readings);
    changed();
  }

  const side = make("div", { class: "bed-side" }, ...monitor.elements);
  const main = make("div", { class: "bed-main" }, scene, end, makeFold("What was done so far", log));
  return {
    element: make("div", {}, make("p", { class: "bed-hint" }, HOW), make("div", { class: "bed-room" }, side, main), status),
    read: () => {
      const taken = writeSteps(open());
      return taken.length ? taken : undefined;
    },
    put: (answer) => {
      steps = answer ?? [];
      show();
    },
  };
}
