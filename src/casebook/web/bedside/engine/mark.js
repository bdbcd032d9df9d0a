// Marks of a way, as casebook/bedside/mark.py gives them: which lines of what counts were met, when, and what a dangerous act leaves.

const isMet = (line, done) => (line.together ? line.names.every((name) => done.includes(name)) : done.length > 0);

/** What counts in one session, for one of its patients. What is met is {met: names by line or null, first: minutes by level}. */
export class Marker {
  #levels;

  constructor(secret, patient = 0) {
    this.lines = secret.counts;
    this.asked = secret.asked?.[patient] ?? this.lines.map(() => true);
    this.#levels = [...new Set(this.lines.filter((line) => line.within !== undefined).map((line) => line.of))].sort((one, other) => one - other);
  }

  /** What is met before anything was done. */
  begin(world, place) {
    return this.#scan({ met: this.lines.map(() => []), first: this.#levels.map(() => null) }, world, place, 0);
  }

  /** What is met after `name` was done at a place, `before`, that led to `after`. */
  step(progress, world, { before, after, name, isAct }) {
    const noted = this.#note(progress, world, before, `${before.moment}/${name}`);
    return this.#scan(noted, world, after, isAct ? before.minute + 1 : after.minute);
  }

  /** What a way is worth that has met so much: {marks, total, met, caps}. */
  score(progress) {
    const [worth, best] = [new Map(), new Map()];
    const caps = [];
    this.lines.forEach((line, index) => {
      const done = progress.met[index];
      const met = done !== null && isMet(line, done);
      if (line.cap !== undefined) {
        if (met) caps.push(index);
      } else if (this.asked[index]) {
        worth.set(line.feature, Math.max(worth.get(line.feature) ?? 0, line.marks));
        if (met && line.marks > (best.get(line.feature)?.marks ?? 0)) best.set(line.feature, { marks: line.marks, index });
      }
    });
    const earned = [...best.values()].reduce((sum, { marks }) => sum + marks, 0);
    return {
      marks: Math.min(earned, ...caps.map((index) => this.lines[index].cap)),
      total: [...worth.values()].reduce((sum, each) => sum + each, 0),
      met: [...best.values()].map(({ index }) => index).sort((one, other) => one - other),
      caps,
    };
  }

  #counts(line, progress, world, place) {
    if (line.within !== undefined) {
      const first = progress.first[this.#levels.indexOf(line.of)];
      return first !== null && place.minute - first <= line.within;
    }
    if (line.ready) return world.follow(place).listUnmet(place.minute).length === 0;
    if (line.at) return line.at.includes(world.follow(place).findLevel(place.minute, world.findRead(place)));
    return true;
  }

  #note(progress, world, place, name) {
    const met = progress.met.map((done, index) => {
      const line = this.lines[index];
      if (done === null) return null;
      const now = line.names.includes(name) && !done.includes(name) && this.#counts(line, progress, world, place) ? [...done, name] : done;
      // What had to come before did not.
      return line.before === name && !isMet(line, now) ? null : now;
    });
    return { ...progress, met };
  }

  #scan(progress, world, place, from) {
    const first = [...progress.first];
    const timeline = world.follow(place);
    for (let minute = from; minute <= place.minute && first.includes(null); minute += 1) {
      const level = timeline.findLevel(minute, world.findRead(place, minute));
      this.#levels.forEach((wanted, index) => {
        if (first[index] === null && level >= wanted) first[index] = minute;
      });
    }
    return { ...progress, first };
  }
}
