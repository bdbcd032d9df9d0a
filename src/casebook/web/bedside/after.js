// The debrief as it is shown: first the learner's own words, then what happened, what counted, step by step, and where to read on.

import { countMarks, icon, make } from "../dom.js";
import { drawSign } from "./chart.js";
import { listLimits, planDebrief } from "./debrief.js";
import { wordsAt } from "./told.js";
import { makeDrawing, makeFold, makeTable, plain, write } from "./view.js";

const CURVES = { alone: "bed-other", best: "bed-best" };

const GRAVE = 2; // the place of the first state that asks for an act, among those of the rule

const sign = (earned, of) => (earned >= of ? "right" : earned > 0 ? "partly" : "wrong");

const minutes = (number) => `${number}\u00a0min`;

/** When the patient came to a grave state, when the screen first showed it, and when the treatment was changed after that. */
function listMarks(plan, levels) {
  const grave = plan.crossings.filter(({ level }) => level >= GRAVE);
  const found = grave.flatMap(({ level, there, shown }) => [
    { minute: there, words: `${levels[level]}: the patient had come to it` },
    ...(shown === null ? [] : [{ minute: shown, words: `${levels[level]}: first on the screen` }]),
  ]);
  const { changes, devices } = plan.last.treated;
  const changed = grave.length ? [...changes.map(([at]) => at), ...devices].find((at) => at >= grave[0].there) : undefined;
  const all = changed === undefined ? found : [...found, { minute: changed, words: "you changed the treatment" }];
  return all.sort((one, other) => one.minute - other.minute).map((each, index) => ({ ...each, sign: String(index + 1) }));
}

function showCourse(world, plan, { level }) {
  const { levels } = world.data.secret;
  const marks = listMarks(plan, levels);
  const most = Math.max(...[plan.curve, ...plan.others.map(({ points }) => points)].flat().map(({ systolic }) => systolic));
  const limits = listLimits(world).filter(({ value }) => value <= most + 20).map(({ value, level: of }) => ({ value, words: levels[of] }));
  const others = plan.others.map(({ name, points }) => ({ points, style: CURVES[name] }));
  const high = plan.curve.reduce((one, other) => (other.systolic > one.systolic ? other : one));
  const words = `The pressure as it was: from ${plan.curve[0].systolic} over ${plan.curve[0].diastolic} to ${high.systolic} over ${high.diastolic} at minute ${high.minute}, and ${plan.curve.at(-1).systolic} over ${plan.curve.at(-1).diastolic} at the end. The table below has it all.`;
  const until = Math.max(60, Math.ceil(Math.max(plan.curve.length, ...plan.others.map(({ points }) => points.length)) / 30) * 30);
  const drawing = makeDrawing(() => ({ until, readings: plan.readings, curves: [...others, { points: plan.curve, style: "bed-true" }], limits, marks, drug: plan.drug, words }));
  const key = [
    ["bed-true", "what the pressure was, minute by minute"], ["bed-dot", "what the cuff showed"],
    ...plan.others.map(({ name }) => (name === "alone" ? ["bed-other", "the same patient, had nothing been changed once it ran"] : ["bed-best", "the same patient, on a way that earns every mark"])),
  ];
  return [
    make(`h${level}`, { class: "bed-title" }, "What happened, and what you could see"), drawing.element,
    make("ul", { class: "bed-key" }, ...key.map(([style, said]) => make("li", {}, make("span", { class: `bed-swatch is-${style}`, "aria-hidden": "true" }), said))),
    marks.length ? make("ol", { class: "bed-marks" }, ...marks.map(({ minute, words: said }) => make("li", {}, `${minutes(minute)}: ${said}`))) : null,
    makeFold("The same as a table", showTable(plan)), ...showMoved(plan, until),
  ];
}

/** A drawing for each other sign that moved. */
const showMoved = ({ moved }, until) => moved.flatMap(({ sign: shown, points }) => {
  const low = points.reduce((one, other) => (other.value < one.value ? other : one));
  const high = points.reduce((one, other) => (other.value > one.value ? other : one));
  const words = `${shown.label}: ${points[0].value} at first, lowest ${low.value} at minute ${low.minute}, highest ${high.value} at minute ${high.minute}, ${points.at(-1).value} at the end.`;
  return [make("p", { class: "bed-trend-title" }, `${shown.label}, ${shown.unit}${shown.written ? " (written)" : ""}`), makeDrawing(() => ({ until, points, words }), drawSign).element];
});

function showTable(plan) {
  const shown = new Set(plan.readings.map(({ minute }) => minute));
  const rows = plan.curve.filter(({ minute }) => minute % 5 === 0 || shown.has(minute)).map(({ minute, systolic, diastolic }) => [
    String(minute), `${systolic}/${diastolic}`, shown.has(minute) ? "yes" : "",
    ...plan.others.map(({ points }) => (points[minute] ? `${points[minute].systolic}/${points[minute].diastolic}` : "")),
  ]);
  return makeTable(["Minute", "Pressure, mmHg", "On the screen", ...plan.others.map(({ name }) => (name === "alone" ? "Left alone" : "Every mark"))], rows);
}

function showStands(world, plan, { level }) {
  const { levels } = world.data.secret;
  const rows = plan.stands.map(({ from, to, level: of, why }) => [from === to ? minutes(from) : `${from} to ${minutes(to)}`, levels[of], why]);
  return [make(`h${level}`, { class: "bed-title" }, "Where the rule stood"), makeTable(["When", "State", "Why"], rows)];
}

function showHarm(plan, { level, words, adorn }) {
  if (!plan.harms.length) return [];
  return [make("div", { class: "bed-harm" }, make(`h${level}`, { class: "bed-title" }, plan.harms.length > 1 ? "What was dangerous" : "One thing was dangerous"),
    ...plan.harms.map((line) => make("div", {}, write("p", { class: "bed-line" }, `${line.text}.`, words, adorn), write("div", {}, line.reason, words, adorn))),
    make("p", { class: "bed-hint" }, `Whatever else was done well, it leaves at most ${countMarks(Math.min(...plan.harms.map(({ cap }) => cap)))}. Careful people do this too, under pressure. Here nobody was hurt.`))];
}

function showFeature({ earned, of, line, best }, { words, adorn }) {
  const told = line ?? best;
  const status = sign(earned, of);
  return make("li", { class: `bed-feature is-${status}` },
    make("p", { class: "bed-line" }, icon(status), write("span", {}, told.text, words, adorn), make("span", { class: "bed-points" }, `${earned} of ${of}`)),
    line ? null : make("p", { class: "bed-hint" }, "Not done, or not in its time."), write("div", { class: "bed-why" }, told.reason, words, adorn),
    status === "partly" ? write("p", { class: "bed-hint" }, `Full marks: ${best.text}.`, words, adorn) : null,
    status === "partly" ? write("div", { class: "bed-why" }, best.reason, words, adorn) : null);
}

function showCounted(plan, tools) {
  const { marks, total, caps } = plan.mark;
  const sum = plan.features.reduce((all, { earned }) => all + earned, 0);
  return [make(`h${tools.level}`, { class: "bed-title" }, `What counted: ${marks} of ${total}`),
    caps.length && sum > marks ? make("p", { class: "bed-hint" }, `You had earned ${sum}; the dangerous act leaves ${marks}.`) : null,
    make("ul", { class: "bed-features" }, ...plan.features.map((feature) => showFeature(feature, tools)))];
}

/** Steps with their reasons; `measured` are the minutes at which the screen showed something, and `goBack` leads back to before one. */
function listSteps(world, steps, { adorn, goBack, measured = [] }) {
  const { levels } = world.data.secret;
  return make("ol", { class: "bed-steps" }, ...steps.map((step, index) => {
    const words = wordsAt(world, step.place);
    return make("li", { class: step.harmful ? "is-harmful" : "" },
      make("p", { class: "bed-line" }, make("span", { class: "bed-when" }, minutes(step.minute)), write("span", {}, step.text, words, adorn)),
      step.level && measured.includes(world.findRead(step.place)) ? make("p", { class: "bed-level" }, `The screen said: ${levels[step.level]}`) : null,
      step.reason ? write("div", { class: "bed-why" }, step.reason, words, adorn) : null,
      goBack && step.isAct ? make("button", { type: "button", class: "cb-link-button", "aria-label": `Go back to here, minute ${step.minute}: ${plain(step.text, words)}`, on: { click: () => goBack(index) } }, "Go back to here") : null);
  }));
}

function showWritten(world) {
  const { written, body } = world.data;
  const why = [...new Set(Object.values(written).map((each) => each.why))];
  return makeFold("What was computed, and what was written", make("p", {}, body.said), make("ul", {}, ...why.map((words) => make("li", {}, words))), make("p", { class: "bed-hint" }, body.label));
}

/** The debrief of a way that has ended, as elements; `goBack(index)` goes back to before a choice. */
export function showDebrief(world, marker, way, { level, adorn, goBack }) {
  const plan = planDebrief(world, marker, way);
  const tools = { level, adorn, words: wordsAt(world, plan.last) };
  const { read = [] } = world.data;
  return [
    ...showHarm(plan, tools), ...showCourse(world, plan, tools), ...showCounted(plan, tools), ...showStands(world, plan, tools),
    make(`h${level}`, { class: "bed-title" }, "Step by step"), listSteps(world, plan.steps, { adorn, goBack, measured: plan.readings.map(({ minute }) => minute) }),
    plan.best ? makeFold("One way that earns every mark", listSteps(world, plan.best, { adorn })) : null,
    read.length ? make(`h${level}`, { class: "bed-title" }, "Read next") : null,
    read.length ? make("ul", { class: "bed-next" }, ...read.map(([href, title]) => make("li", {}, make("a", { href }, title)))) : null,
    showWritten(world),
  ].filter(Boolean);
}
