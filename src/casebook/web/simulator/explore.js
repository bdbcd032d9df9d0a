// What one setting of a simulator gives, from plain data alone. The subject derived the data in Python; here curves are
// added up, formulas worked out and rows picked. A test holds every simulator beside the subject's own `evaluate`.

/** A node of the data: where it hangs on a choice, the branch that this setting takes. */
export function pick(node, values) {
  let found = node;
  while (found && found.by !== undefined) found = found.of[String(values[found.by])];
  return found;
}

const OPERATIONS = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<=": (a, b) => a <= b,
};

/** A formula's value: a number, the name of one, or an operation with its two sides. */
export function compute(formula, values) {
  if (Array.isArray(formula)) {
    const [name, ...sides] = formula;
    return OPERATIONS[name](...sides.map((side) => compute(side, values)));
  }
  return typeof formula === "string" ? Number(values[formula]) : formula;
}

/** The sum of pulses so many hours after the start; kinetics.add_pulses says what a pulse is. */
function addPulses(pulses, values, hours) {
  let total = 0;
  for (const pulse of pulses) {
    const [amount, start, duration] = [pulse.amount, pulse.start, pulse.duration].map((each) => compute(each, values));
    const since = hours - start;
    if (since < 0) continue;
    const ratio = compute(pulse.ratio ?? 1, values);
    const [height, speed] = [ratio ** (pulse.coefficient_power ?? 0), ratio ** (pulse.rate_power ?? 0)];
    pulse.coefficients.forEach((each, index) => {
      const coefficient = each * height;
      const rate = pulse.rates[index] * speed;
      if (duration === 0) {
        total += amount * coefficient * Math.exp(-rate * since);
      } else {
        const risen = -Math.expm1(-rate * Math.min(since, duration));
        total += (amount / duration) * (coefficient / rate) * risen * Math.exp(-rate * Math.max(since - duration, 0));
      }
    });
  }
  // subtracting equal numbers may leave a rounding error below nothing
  return Math.max(total, 0);
}

/** A line's value at a time: its pulses, or what they do through a waning and one saturating curve. */
function readLine(line, data, values, minutes) {
  const effect = pick(line.effect, values);
  const add = (pulses) => data.scale * addPulses(pick(pulses, values), values, minutes / data.minutes_per_hour);
  if (!effect) return add(line.plasma);
  const felt = (effect.share * add(line.site)) / (1 + (effect.share * add(line.waning)) / effect.fade);
  const lifted = (felt / effect.half) ** effect.power;
  return effect.most * (lifted / (1 + lifted));
}

function findFall(at, { from, to, level, bisections }) {
  let [early, late] = [from, to];
  for (let halving = 0; halving < bisections; halving += 1) {
    const middle = (early + late) / 2;
    if (at(middle) > level) early = middle;
    else late = middle;
  }
  return (early + late) / 2;
}

function evaluateCurves(data, values) {
  const { x } = data;
  const at = Array.from({ length: Math.round((x.high - x.low) / x.step) + 1 }, (_, index) => x.low + index * x.step);
  const lines = data.lines.filter((line) => !data.shown || values[data.shown].includes(line.name)).map((line) => {
    const read = (minutes) => readLine(line, data, values, minutes);
    const y = at.map(read);
    const peak = Math.max(...y);
    return { ...line, read, y, peak, peak_time: at[y.indexOf(peak)] };
  });
  const numbers = { lines: lines.length > 1 ? "several" : String(lines.length) };
  const points = lines.map((line) => ({ x: line.peak_time, y: line.peak, words: data.shown ? "" : "peak {peak}" }));
  if (lines.length) {
    const [first] = lines;
    const last = first.y.at(-1);
    const end = data.few && last < data.few.below ? data.few.words : last;
    const ranked = [...lines].sort((one, other) => other.peak - one.peak);
    Object.assign(numbers, { peak: first.peak, peak_time: first.peak_time, end });
    Object.assign(numbers, { highest: ranked[0].label, most: ranked[0].peak, lowest: ranked.at(-1).label, least: ranked.at(-1).peak });
    if (data.bisections) {
      const search = { from: first.peak_time, to: x.high, level: first.peak / 2, bisections: data.bisections };
      numbers.half_time = findFall(first.read, search);
      points.push({ x: numbers.half_time, y: first.peak / 2, words: "half at {half_time} min" });
    }
  }
  const place = (point) => ({ ...point, x: compute(point.x, values), y: compute(point.y, values) });
  const chart = {
    x, y: pick(data.y, values), at, lines: lines.map(({ style, y, short }) => ({ style, y, words: data.shown ? short : "" })), zones: data.zones ?? [],
    points: data.points ? data.points.map(place) : points,
    moments: pick(data.moments, values).map((each) => ({ ...each, x: compute(each.x, values) })), band: pick(data.band, values) ?? null,
  };
  const result = { template: pick(data.sentence, { ...values, ...numbers }), numbers, chart };
  const { beyond } = data;
  if (beyond && values[beyond.of] > beyond.value) Object.assign(result, { template: `${result.template} ${beyond.words}`, tone: "mind" });
  if (data.head) {
    const rows = lines.map((line) => ({ cells: [line.label, line.peak, line.peak_time, line.words], line: line.style }));
    result.table = { head: data.head, rows };
  }
  // A band's name in the picture can't be opened: below it can.
  if (chart.zones.length) result.findings = chart.zones.map(({ lead, words, fact }) => ({ lead, text: words, fact }));
  return result;
}

function evaluateSum(data, values) {
  const known = { ...values };
  const rows = [];
  for (const { name, label, unit, formula } of data.steps) {
    known[name] = compute(pick(formula, values), known);
    if (label) rows.push({ cells: [label, known[name]], unit });
  }
  for (const { name, label, of, bands } of data.bands) {
    known[name] = bands.filter(([low]) => known[of] >= low).at(-1)[1];
    rows.push({ cells: [label, known[name]], unit: "" });
  }
  const { template, tone } = data.verdicts.find(({ when }) => when.every((each) => compute(each, known)));
  const numbers = Object.fromEntries([...data.steps, ...data.bands].map(({ name }) => [name, known[name]]));
  const bars = {
    label: data.bars.label, unit: data.bars.unit,
    marks: data.bars.marks.map(({ of, words }) => ({ at: known[of], words })),
    rows: data.bars.rows.map(({ of, words, toned }) => ({ words, value: Number(known[of]), tone: toned ? tone : "" })),
  };
  return { template, numbers, figures: data.figures, tone, bars, table: { head: data.head, rows } };
}

function evaluateFindings(data, values) {
  const chosen = (control, option) => [values[control]].flat().includes(option);
  const found = pick(data.findings, values)
    .map((finding, order) => ({ finding, order, hits: finding.when.filter((pair) => chosen(...pair)) }))
    .filter(({ hits }) => hits.length)
    .sort((one, other) =>
      data.levels.indexOf(other.finding.level) - data.levels.indexOf(one.finding.level)
      || (data.counted ? other.hits.length - one.hits.length : 0) || one.order - other.order)
    .map(({ finding: { when, ...rest }, hits }) => {
      const because = data.counted ? { because: hits.map(([, option]) => option).join(", ") } : {};
      return { ...rest, ...because, ...data.looks[rest.level] };
    });
  const level = found.length ? found[0].level : data.levels[0];
  const known = found.filter((finding) => !finding.missing);
  const numbers = {
    level, known: String(known.length), unknown: String(found.length - known.length), first: known.length ? known[0].text : "",
  };
  const verdict = known.length || !found.length ? level : `${level}-unknown`;
  return {
    template: data.sentence[verdict] ?? data.sentence[level], numbers, tone: data.looks[level].tone, findings: found,
    missing: data.missing,
  };
}

function evaluateForest(data, values) {
  const rows = pick(data.rows, values).filter((row) => data.shown.every((name) => values[name].includes(row[name])));
  const crossing = rows.filter((row) => row.low <= 0 && row.high >= 0).length;
  const numbers = { rows: String(rows.length), crossing: String(crossing), people: String(rows.reduce((sum, row) => sum + row.people, 0)) };
  return {
    template: rows.length ? data.sentence : data.empty, numbers,
    bars: { ...data.axis, marks: [{ at: 0, words: data.line }], rows },
    table: { head: data.head, rows: rows.map(({ cells }) => ({ cells })) },
  };
}

const KINDS = {
  curves: evaluateCurves,
  sum: evaluateSum,
  findings: evaluateFindings,
  forest: evaluateForest,
  lookup: (data, values) => pick(data.results, values),
};

/** What one setting gives, as the subject's own `evaluate` does. */
export function evaluate(explorer, values) {
  return KINDS[explorer.kind](explorer.data, values);
}
