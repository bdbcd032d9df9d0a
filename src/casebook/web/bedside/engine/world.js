// Going through a session, as casebook/bedside/world.py does: where the learner is, what is open there, and where each act leads. The
// clock moves with acts alone. Pure functions on the page's data; a place is never changed, a new one is made.

import { makeBody } from "./body.js";

const TURNS = 8;

const NOTHING = { changes: [], devices: [], happenings: [] };

const goesOn = (name, { treated }) => treated.happenings.some(([each, , ended]) => each === name && ended === null);

/** The treatment after an act is begun: its words change the pump or give a device, its happenings begin or end. */
function treat(act, { treated, minute }) {
  let { changes, devices, happenings } = treated;
  for (const word of act.treatment ?? []) {
    if (Object.hasOwn(word, "share")) {
      const before = changes.filter(([at]) => at < minute);
      const last = before.length ? before.at(-1)[1] : 0;
      changes = word.share === last ? before : [...before, [minute, word.share]];
    } else if (word.give) devices = [...devices, minute];
  }
  for (const name of act.ends ?? []) {
    happenings = happenings.map(([each, begun, ended]) => (each === name && ended === null ? [each, begun, minute] : [each, begun, ended]));
  }
  for (const name of act.begins ?? []) {
    if (!happenings.some(([each, , ended]) => each === name && ended === null)) happenings = [...happenings, [name, minute, null]];
  }
  return { changes, devices, happenings };
}

/** What an act's minutes and its bounds make of it: the minute after it and the moment it leads to; null past the model's end. */
function lead(act, place, body) {
  const treated = treat(act, place);
  const timeline = body.follow(treated);
  const minute = act.minutes === null ? Math.max(place.minute, Math.ceil(timeline.emptiesAt)) : place.minute + act.minutes;
  if (!(minute <= body.data.last)) return null;
  const bounded = (act.until !== undefined && minute >= act.until) || (act.empty && timeline.emptiesAt <= minute);
  return { minute, treated, to: bounded ? act.then : act.to };
}

/** One session and one of its patients; `data` holds both halves. */
export class World {
  #every;
  #needed;

  constructor(data, patient = 0) {
    const known = data.secret ?? data;
    const cuff = data.monitor.filter((each) => each.cuff).flatMap((each) => each.parts);
    this.data = data;
    this.patient = patient;
    this.moments = data.moments;
    this.body = makeBody({ ...data.body, ...data.patients[patient], cuff }, data.written, known.rule, known.leave);
    this.#every = data.cuff;
    this.#needed = new Set(Object.values(data.moments).flatMap((moment) => moment.acts.flatMap((act) => act.needs ?? [])));
  }

  /** The patient's minutes as they are known at a place. */
  follow(place) {
    return this.body.follow(place.treated);
  }

  /** Where every way begins. */
  start() {
    return this.#arrive({ moment: this.data.start, minute: 0, treated: NOTHING, once: [], done: [], read: null, visit: [] });
  }

  isEnd(place) {
    return this.moments[place.moment].end !== undefined;
  }

  /** The minute of the cuff's reading that is on the screen at the place, or was at an earlier minute. */
  findRead(place, minute = place.minute) {
    const own = Math.floor(minute / this.#every) * this.#every;
    return place.read !== null && place.read <= minute ? Math.max(own, place.read) : own;
  }

  listLooks(place) {
    const { looks, allowed } = this.moments[place.moment];
    if (allowed !== undefined && place.visit.length >= allowed) return [];
    return looks.filter(({ id }) => !place.visit.includes(id));
  }

  listActs(place) {
    return this.moments[place.moment].acts.filter((act) => this.#isOpen(act, place));
  }

  look(place, id) {
    const full = `${place.moment}/${id}`;
    const done = this.#needed.has(full) && !place.done.includes(full) ? [...place.done, full] : place.done;
    const { reads = false } = this.moments[place.moment].looks.find((each) => each.id === id);
    return this.#read({ ...place, done, visit: [...place.visit, id] }, reads);
  }

  /** The place that an act leads to; null past the model's last minute. */
  act(place, id) {
    const act = this.moments[place.moment].acts.find((each) => each.id === id);
    const after = lead(act, place, this.body);
    if (!after) return null;
    const once = act.once ? [...place.once, `${place.moment}/${id}`] : place.once;
    return this.#arrive({ moment: after.to, minute: after.minute, treated: after.treated, once, done: place.done, read: place.read, visit: [] });
  }

  #read(place, reads) {
    if (reads && place.minute % this.#every) return { ...place, read: place.minute };
    if (place.read !== null && Math.floor(place.minute / this.#every) * this.#every >= place.read) return { ...place, read: null };
    return place;
  }

  #turn([level, minutes, to], place) {
    const timeline = this.follow(place);
    if (level === null) return timeline.listUnmet(place.minute).length ? to : null;
    const first = place.minute - minutes;
    if (first < 0) return null;
    for (let each = first; each <= place.minute; each += 1) if (timeline.findLevel(each) < level) return null;
    return to;
  }

  #begin(place) {
    const begun = (this.moments[place.moment].begins ?? []).filter((name) => !goesOn(name, place)).map((name) => [name, place.minute, null]);
    return begun.length ? { ...place, treated: { ...place.treated, happenings: [...place.treated.happenings, ...begun] } } : place;
  }

  #arrive(from) {
    let place = from;
    for (let round = 0; round < TURNS; round += 1) {
      const here = this.#begin(place);
      const { turns = [], reads = false } = this.moments[here.moment];
      const to = turns.map((each) => this.#turn(each, here)).find((each) => each !== null);
      if (to === undefined) return this.#read(here, reads);
      place = { ...here, moment: to };
    }
    return place;
  }

  #isOpen(act, place) {
    if (act.once && place.once.includes(`${place.moment}/${act.id}`)) return false;
    if (!(act.needs ?? []).every((name) => place.done.includes(name))) return false;
    const timeline = this.follow(place);
    if (act.when !== undefined && timeline.isRunning(place.minute) !== act.when) return false;
    return act.minutes !== null || timeline.emptiesAt < Infinity || this.body.follow(treat(act, place)).emptiesAt < Infinity;
  }
}
