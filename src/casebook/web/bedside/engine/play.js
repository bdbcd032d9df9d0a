// A whole way from a session's data and the choices on it: places, readings, levels, marks. Pure functions, without a page.

import { Marker } from "./mark.js";
import { World } from "./world.js";

/** Take one choice, `moment/look` or `moment/act`, from a place; null where it is not open there. */
export function takeChoice(world, place, choice) {
  const [moment, name] = String(choice).split("/");
  if (moment !== place.moment) return null;
  if (world.listLooks(place).some(({ id }) => id === name)) return { name, isAct: false, after: world.look(place, name) };
  if (!world.listActs(place).some(({ id }) => id === name)) return null;
  const after = world.act(place, name);
  return after && { name, isAct: true, after };
}

/**
 * Replay a way from a fresh start: {places, progress, refused}, one place more than choices taken. A choice that was not open ends it.
 */
export function replayWay(world, marker, way) {
  const places = [world.start()];
  let progress = marker.begin(world, places[0]);
  for (const choice of way) {
    const before = places.at(-1);
    const taken = takeChoice(world, before, choice);
    if (!taken) return { places, progress, refused: String(choice) };
    progress = marker.step(progress, world, { before, after: taken.after, name: taken.name, isAct: taken.isAct });
    places.push(taken.after);
  }
  return { places, progress, refused: "" };
}

/** What is at a place: the signs, what the rule says to them and to what the screen shows, what went in. */
export function readPlace(world, place) {
  const timeline = world.follow(place);
  const read = world.findRead(place);
  return {
    moment: place.moment, minute: place.minute, read, signs: timeline.show(place.minute),
    level: timeline.findLevel(place.minute), seen: timeline.findLevel(place.minute, read),
    ready: timeline.listUnmet(place.minute).length === 0,
    given: timeline.tellGiven(place.minute), running: timeline.isRunning(place.minute),
  };
}

/** Play a session: its data, the choices in their order, and which patient. Returns the readings of every place, and the marks. */
export function play(data, choices, patient = 0) {
  const world = new World(data, patient);
  const marker = new Marker(data.secret, patient);
  const { places, progress, refused } = replayWay(world, marker, choices);
  return {
    places: places.map((place) => readPlace(world, place)),
    mark: { ...marker.score(progress), finished: world.isEnd(places.at(-1)) && !refused, refused },
  };
}
