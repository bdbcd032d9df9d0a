// An invented patient's signs minute by minute, as casebook/bedside/body.py reckons them: pulses added up, a waning, one curve, and
// what is written. The order of the sums is part of the meaning. Pure functions.

const NEVER = 9999;

const isText = (value) => typeof value === "string";

/** A whole number near by, halves to the even one, as Python rounds. */
export function roundEven(value) {
  const low = Math.floor(value);
  const part = value - low;
  if (part === 0.5) return low % 2 === 0 ? low : low + 1;
  return part < 0.5 ? low : low + 1;
}

const ramp = (since, rises) => (rises ? Math.min(since / rises, 1) : 1);

/** How much of a happening's move is there at a minute, 0 to 1. */
function shareOf(written, begun, ended, minute) {
  const { rises, lasts } = written;
  if (ended !== null && minute > ended) return shareOf(written, begun, null, ended) * (1 - ramp(minute - ended, rises));
  const since = minute - begun - written.after;
  if (since < 0) return 0;
  const past = lasts === null ? -1 : since - rises - lasts;
  return past >= 0 ? ramp(since, rises) * (1 - ramp(past, rises)) : ramp(since, rises);
}

/** The response to a rate of one that began `since` hours ago and lasts `duration`. */
function pulse(coefficients, rates, since, duration) {
  const on = Math.min(since, duration);
  const off = Math.max(since - duration, 0);
  return coefficients.reduce((sum, height, place) => sum + (height / rates[place]) * -Math.expm1(-rates[place] * on) * Math.exp(-rates[place] * off), 0);
}

/** The pump's pieces as [start, end, share] until nothing is left. */
function listPieces(run, changes) {
  if (!run) return [];
  const pieces = [];
  let left = run.minutes;
  changes.forEach(([start, share], place) => {
    const following = place + 1 < changes.length ? changes[place + 1][0] : Infinity;
    const lasts = share ? Math.min(following - start, left / share) : 0;
    if (lasts > 0) {
      pieces.push([start, start + lasts, share]);
      left -= lasts * share;
    }
  });
  return pieces;
}

const COMPARE = {
  below: (value, limit) => value < limit,
  above: (value, limit) => value > limit,
  at_least: (value, limit) => value >= limit,
  at_most: (value, limit) => value <= limit,
};

const OPERATE = { "+": (one, other) => one + other, "-": (one, other) => one - other, "*": (one, other) => one * other, "/": (one, other) => one / other };

/** What is at the effect site of a body, by way of each of its two outputs. */
function addUp(data, which, { pieces, devices }, minute) {
  if (data.run) {
    const [coefficients, rates] = data.run.modes[which];
    return pieces.filter(([start]) => start < minute).reduce((sum, [start, end, share]) =>
      sum + data.run.rate * share * pulse(coefficients, rates, (minute - start) / data.hour, (end - start) / data.hour), 0);
  }
  let total = 0;
  devices.forEach((device, place) => {
    for (const [amount, start, duration, coefficients, rates] of data.give.modes[Math.min(place, 1)][which]) {
      const since = (minute - device) / data.hour - start;
      if (since < 0) continue;
      if (duration === 0) total += amount * coefficients.reduce((sum, height, index) => sum + height * Math.exp(-rates[index] * since), 0);
      else total += (amount / duration) * pulse(coefficients, rates, since, duration);
    }
  });
  return total;
}

/** The minutes of one treatment: {changes, devices, happenings}. */
class Timeline {
  constructor(body, treated) {
    this.body = body;
    this.treated = treated;
    this.pieces = listPieces(body.data.run, treated.changes);
    this.shown = new Map();
    this.levels = new Map();
  }

  /** The minute at which nothing is left to give; infinite where the pump does not run to its end. */
  get emptiesAt() {
    const { run, give } = this.body.data;
    const { devices } = this.treated;
    if (!run) return devices.length >= give.devices ? devices[give.devices - 1] : Infinity;
    const given = this.pieces.reduce((sum, [start, end, share]) => sum + (end - start) * share, 0);
    return this.pieces.length && given >= run.minutes ? this.pieces.at(-1)[1] : Infinity;
  }

  isRunning(minute) {
    return this.pieces.some(([start, end]) => start <= minute && minute < end);
  }

  /** The share of the pump's rate at which drug goes in just after a minute; 0 where none does. */
  findShare(minute) {
    return this.pieces.find(([start, end]) => start <= minute && minute < end)?.[2] ?? 0;
  }

  /** How much has gone in by a minute, in the dose's unit. */
  tellGiven(minute) {
    const { run, give, hour } = this.body.data;
    if (!run) return give ? give.mg * this.treated.devices.filter((each) => each <= minute).length : 0;
    const ran = this.pieces.filter(([start]) => start < minute).reduce((sum, [start, end, share]) => sum + (Math.min(end, minute) - start) * share, 0);
    return (run.rate * ran) / hour;
  }

  #feel(minute) {
    const { data } = this.body;
    const [site, waning] = [0, 1].map((which) => data.scale * Math.max(addUp(data, which, { pieces: this.pieces, devices: this.treated.devices }, minute), 0));
    return (data.share * site) / (1 + (data.share * waning) / data.fade);
  }

  #compute(minute) {
    const { data, written } = this.body;
    const felt = this.#feel(minute);
    return data.signs.map((name) => {
      let value = data.rest[name];
      if (data.curves[name]) {
        const [most, power, half] = data.curves[name];
        const lifted = (felt / half) ** power;
        value += most * (lifted / (1 + lifted));
      }
      for (const [happening, begun, ended] of this.treated.happenings) {
        const size = written[happening].moves[name];
        value += size ? size * shareOf(written[happening], begun, ended, minute) : 0;
      }
      const [low, high] = data.bounds[name];
      return [name, Math.min(Math.max(value, low), high)];
    });
  }

  /** Every sign at a minute as it is shown: whole numbers; signs that are seen are 1, those that are not 0. */
  show(minute) {
    if (!this.shown.has(minute)) {
      const { data, written } = this.body;
      const shown = Object.fromEntries(this.#compute(minute).map(([name, value]) => [name, roundEven(value)]));
      Object.assign(shown, data.seen);
      for (const [name, begun, ended] of this.treated.happenings) {
        if (begun + written[name].signs_after <= minute && (ended === null || minute < ended)) Object.assign(shown, written[name].signs);
      }
      this.shown.set(minute, shown);
    }
    return this.shown.get(minute);
  }

  /** The gravest level of the rule at a minute; with the cuff's signs as they were `read`, if that was earlier. */
  findLevel(minute, read = minute) {
    const key = `${minute} ${read}`;
    if (!this.levels.has(key)) this.levels.set(key, this.findRow(minute, read)?.level ?? 0);
    return this.levels.get(key);
  }

  /** The row of the rule that speaks loudest at a minute, or null; with the cuff's signs as they were `read`, if that was earlier. */
  findRow(minute, read = minute) {
    let now = this.show(minute);
    if (read !== minute) {
      const cuff = this.show(read);
      now = { ...now, ...Object.fromEntries(this.body.data.cuff.map((name) => [name, cuff[name]])) };
    }
    const rows = this.treated.happenings.length ? this.body.ranked : this.body.measured;
    return rows.find(({ when }) => this.#holds(when, now, minute)) ?? null;
  }

  /** The conditions for leaving that do not hold at a minute. */
  listUnmet(minute) {
    const now = this.show(minute);
    return this.body.leave.filter(({ when }) => !this.#holds(when, now, minute));
  }

  #holds(when, now, minute) {
    return when.every(([formula, how, limit]) => COMPARE[how](this.#reckon(formula, now, minute), limit));
  }

  #reckon(formula, now, minute) {
    if (typeof formula === "number") return formula;
    if (!isText(formula)) {
      const [sign, one, other] = formula;
      return OPERATE[sign](this.#reckon(one, now, minute), this.#reckon(other, now, minute));
    }
    if (Object.hasOwn(now, formula)) return now[formula];
    if (formula === "since") return this.#findSince(minute);
    if (formula.startsWith("rest.")) return this.body.data.rest[formula.slice("rest.".length)];
    const [name, back] = formula.split("@");
    return this.show(Math.max(minute - Number(back), 0))[name];
  }

  #findSince(minute) {
    const ends = [
      ...this.pieces.filter(([start]) => start < minute).map(([, end]) => Math.min(end, minute)),
      ...this.treated.devices.filter((each) => each <= minute),
    ];
    return ends.length ? minute - Math.max(...ends) : NEVER;
  }
}

/** One patient's data, and what is written of the story by name; `rule` and `leave` are the rows that are known here. */
export function makeBody(data, written, rule, leave) {
  const ranked = [...rule].sort((one, other) => other.level - one.level);
  const unseen = new Set(Object.keys(data.seen).filter((name) => !data.seen[name]));
  const measured = ranked.filter(({ when }) => !when.some(([formula]) => isText(formula) && unseen.has(formula)));
  const body = { data, written, ranked, measured, leave };
  const kept = new Map();
  body.follow = (treated) => {
    const key = JSON.stringify([treated.changes, treated.devices, treated.happenings]);
    if (!kept.has(key)) kept.set(key, new Timeline(body, treated));
    return kept.get(key);
  };
  return body;
}
