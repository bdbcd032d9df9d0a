// What is said after a session, as plain data: the course as it was, what could be seen when, what was done when, where the rule stood,
// the same patient had one done otherwise, and each thing that counted. Pure functions.

import { replayWay } from "./engine/play.js";
import { listReadings } from "./told.js";

const MOVED = 5; // by so much a sign has to move to be worth a drawing of its own
const PAST = 30; // minutes of a curve beyond the end of the way, where the other one is longer

const pressureAt = (timeline, minute) => {
  const { systolic, diastolic } = timeline.show(minute);
  return { minute, systolic, diastolic };
};

const range = (until) => Array.from({ length: until + 1 }, (_, minute) => minute);

/** The treatment had it been left alone once it was begun; null where nothing was begun. What the story itself began stays. */
function leaveAlone(world, { treated }) {
  const { run, give } = world.body.data;
  const first = run ? treated.changes[0]?.[0] : treated.devices[0];
  if (first === undefined) return null;
  const happenings = treated.happenings.filter(([, begun]) => begun <= first).map(([name, begun]) => [name, begun, null]);
  if (run) return { changes: [[first, 1]], devices: [], happenings };
  return { changes: [], devices: give.planned.map((minute) => first + minute - give.planned[0]), happenings };
}

/** Where the rule stood, from minute to minute: [{from, to, level, why}], true to the patient and not to the screen. */
function listStands(world, place, until) {
  const timeline = world.follow(place);
  const stands = [];
  for (const minute of range(until)) {
    const level = timeline.findLevel(minute);
    if (stands.at(-1)?.level === level) stands.at(-1).to = minute;
    else stands.push({ from: minute, to: minute, level, why: timeline.findRow(minute)?.why ?? "" });
  }
  return stands;
}

/** When a level was first there, and when it was first on the screen: {level, there, shown}; only those that came. */
function findCrossings(world, places) {
  const last = places.at(-1);
  const timeline = world.follow(last);
  const find = (minutes, read, wanted) => minutes.find((minute) => timeline.findLevel(minute, read(minute)) >= wanted);
  const shownAt = (minute) => world.findRead(places.find((place) => place.minute >= minute) ?? last, minute);
  const highest = Math.max(...range(last.minute).map((minute) => timeline.findLevel(minute)));
  return range(highest).slice(1).map((level) => ({
    level, there: find(range(last.minute), (minute) => minute, level), shown: find(range(last.minute), shownAt, level) ?? null,
  }));
}

/** Of each feature what was earned, of how much, by which line, and which line would have earned most. */
function listFeatures(marker, mark) {
  const features = new Map();
  marker.lines.forEach((line, index) => {
    if (line.cap !== undefined || !marker.asked[index]) return;
    const known = features.get(line.feature) ?? { earned: 0, of: 0, line: null, best: null };
    if (mark.met.includes(index)) Object.assign(known, { earned: line.marks, line });
    if (line.marks > known.of) Object.assign(known, { of: line.marks, best: line });
    features.set(line.feature, known);
  });
  return [...features.values()];
}

/** What of a choice is to be said: its words, when, what the rule said to what the screen showed, and the reason that fits. */
function tellStep(world, place, choice, secret) {
  const [, name] = choice.split("/");
  const { looks, acts } = world.moments[place.moment];
  const isAct = acts.some(({ id }) => id === name);
  const reasons = secret.reasons[choice] ?? {};
  const level = world.follow(place).findLevel(place.minute, world.findRead(place));
  return {
    choice, place, isAct, minute: place.minute, level, text: [...looks, ...acts].find(({ id }) => id === name).text,
    harmful: secret.harmful.includes(choice), reason: (reasons[""] ?? "") + (reasons[secret.levels[level]] ?? ""),
  };
}

/** One way that earns every mark, where this patient has it: its places and its steps. */
function findBest(world, marker, secret) {
  const way = secret.best ?? [];
  const { places, progress, refused } = replayWay(world, marker, way);
  const { marks, total } = marker.score(progress);
  if (refused || marks < total || !world.isEnd(places.at(-1))) return null;
  return { places, steps: way.map((choice, index) => tellStep(world, places[index], choice, secret)) };
}

const traceOf = (timeline, until) => range(until).map((minute) => pressureAt(timeline, minute));

const same = (one, other) => one.every(({ systolic }, minute) => systolic === other[minute]?.systolic);

/** The other signs that moved on the way, minute by minute: [{sign, points}]. */
const listMoved = (world, timeline, until) => world.data.monitor.filter(({ parts }) => parts.length === 1).map((sign) => ({
  sign, points: range(until).map((minute) => ({ minute, value: timeline.show(minute)[sign.parts[0]] })),
})).filter(({ points }) => {
  const values = points.map(({ value }) => value);
  return Math.max(...values) - Math.min(...values) >= MOVED;
});

/** The whole of what is said after a way that has come to its end. */
export function planDebrief(world, marker, way) {
  const { secret } = world.data;
  const { places, progress } = replayWay(world, marker, way);
  const last = places.at(-1);
  const timeline = world.follow(last);
  const mark = marker.score(progress);
  const alone = leaveAlone(world, last);
  const best = findBest(world, marker, secret);
  const most = world.body.data.last;
  const until = Math.min(last.minute + PAST, most);
  const trueCurve = traceOf(timeline, last.minute);
  const others = [
    alone && { name: "alone", points: traceOf(world.body.follow(alone), until) },
    best && { name: "best", points: traceOf(world.follow(best.places.at(-1)), Math.min(best.places.at(-1).minute, until)) },
  ].filter((each) => each && !same(trueCurve, each.points));
  return {
    mark, last, best: best?.steps ?? null, alone: Boolean(alone) && others.some(({ name }) => name === "alone"),
    curve: trueCurve, others, until,
    moved: listMoved(world, timeline, last.minute),
    readings: listReadings(world, places, way).map((minute) => pressureAt(timeline, minute)),
    stands: listStands(world, last, last.minute), crossings: findCrossings(world, places),
    features: listFeatures(marker, mark), harms: mark.caps.map((index) => marker.lines[index]),
    steps: way.map((choice, index) => tellStep(world, places[index], choice, secret)),
    drug: { pieces: timeline.pieces.filter(([start]) => start <= last.minute).map(([start, end, share]) => [start, Math.min(end, last.minute), share]), devices: last.treated.devices },
  };
}

/** The lines that a rule draws for a systolic pressure and nothing else: [{value, level}], the lowest of each level. */
export function listLimits(world) {
  const found = new Map();
  for (const { level, when } of world.body.ranked) {
    const [[formula, how, value]] = when;
    if (when.length !== 1 || formula !== "systolic" || (how !== "at_least" && how !== "above")) continue;
    found.set(level, Math.min(found.get(level) ?? Infinity, value));
  }
  return [...found].map(([level, value]) => ({ level, value })).sort((one, other) => one.value - other.value);
}
