// A simulator in a page: native sliders, a curve, a sentence. Python derived the model's modes; here they are only added.

import { drawChart } from "./chart.js";
import { make, makeId } from "./dom.js";
import { formatNumber } from "./number.js";

/** The value of an infusion's curve so many minutes after its start. */
export function readCurve(modes, values, minutes) {
  const ratio = values.weight / modes.reference_weight;
  const time = minutes / modes.minutes_per_hour;
  const duration = values.duration / modes.minutes_per_hour;
  const rate = (values.weight * values.dose) / duration;
  let total = 0;
  modes.coefficients.forEach((coefficient, index) => {
    const speed = modes.rates[index] * ratio ** modes.rate_exponent;
    const weight = coefficient * ratio ** modes.coefficient_exponent;
    const risen = -Math.expm1(-speed * Math.min(time, duration));
    total += (weight / speed) * risen * Math.exp(-speed * Math.max(time - duration, 0));
  });
  return modes.scale * rate * total;
}

function evaluateInfusion(explorer, values) {
  const { modes, x } = explorer;
  const at = (minutes) => readCurve(modes, values, minutes);
  const count = Math.round((x.high - x.low) / x.step);
  const minutes = Array.from({ length: count + 1 }, (_, index) => x.low + index * x.step);
  const peak = at(values.duration);
  let early = values.duration;
  let late = x.high;
  for (let halving = 0; halving < modes.bisections; halving += 1) {
    const middle = (early + late) / 2;
    if (at(middle) > peak / 2) early = middle;
    else late = middle;
  }
  return {
    x: minutes, y: minutes.map(at), peak, peak_time: values.duration, half_time: (early + late) / 2, end: at(x.high),
  };
}

const KINDS = { infusion: evaluateInfusion };

/** The curve and its landmarks for one setting of the sliders, as the subject's own `evaluate` gives them. */
export function evaluate(explorer, values) {
  return KINDS[explorer.modes.kind](explorer, values);
}

/** A result as prose shows it: whole from ten on, two figures below. */
export function showResult(value) {
  return value >= 10 ? String(Math.floor(value + 0.5)) : formatNumber(value, 2);
}

/** A slider's value with the decimals of its step and no more. */
export function showSetting(slider, value) {
  const decimals = (String(slider.step).split(".")[1] || "").length;
  return String(Number(value.toFixed(decimals)));
}

/** The explorer's sentence with its numbers in it. */
export function writeSentence(explorer, values, result) {
  const sliders = new Map(explorer.sliders.map((slider) => [slider.name, slider]));
  return explorer.sentence.replace(/\{(\w+)\}/g, (_, name) =>
    sliders.has(name) ? showSetting(sliders.get(name), values[name]) : showResult(result[name]));
}

/** What is marked on the curve: its top and where it is half of that. */
export function findPoints(result) {
  return [
    { x: result.peak_time, y: result.peak, text: `peak ${showResult(result.peak)}` },
    { x: result.half_time, y: result.peak / 2, text: `half at ${showResult(result.half_time)}` },
  ];
}

const startOf = (explorer) => Object.fromEntries(explorer.sliders.map((slider) => [slider.name, slider.value]));

/** The chart's data for one setting, beside the setting it started with. */
export function chartOf(explorer, values) {
  const start = startOf(explorer);
  const moved = explorer.sliders.some((slider) => values[slider.name] !== start[slider.name]);
  const result = evaluate(explorer, values);
  return {
    result,
    chart: {
      x: explorer.x, y: explorer.y, curve: result, start: moved ? evaluate(explorer, start) : null,
      points: findPoints(result), label: `${explorer.title}: ${explorer.y.label} against ${explorer.x.label.toLowerCase()}`,
    },
  };
}

const HUSH = 600;

/** Make the simulator inside `root` live. Its figure, sentence and table are there already, for the starting values. */
export function mountSimulator(root, explorer) {
  const values = startOf(explorer);
  const figure = root.querySelector(".cb-figure");
  const sentence = root.querySelector(".cb-sentence");
  const heard = make("p", { class: "cb-whisper", "aria-live": "polite" });
  let timer = 0;

  function draw() {
    const { chart, result } = chartOf(explorer, values);
    figure.innerHTML = drawChart(chart);
    sentence.textContent = writeSentence(explorer, values, result);
    clearTimeout(timer);
    timer = setTimeout(() => (heard.textContent = sentence.textContent), HUSH);
  }

  const rows = explorer.sliders.map((slider) => {
    const id = makeId(`${explorer.id}-${slider.name}`);
    const input = make("input", {
      id, type: "range", min: slider.low, max: slider.high, step: slider.step, name: slider.name,
      on: { input: () => set(Number(input.value)) },
    });
    const output = make("output", { for: id });
    const write = () => {
      const words = `${showSetting(slider, values[slider.name])}\u00a0${slider.unit}`;
      output.textContent = words;
      input.setAttribute("aria-valuetext", words);
    };
    const set = (value) => {
      values[slider.name] = value;
      write();
      draw();
    };
    const reset = () => {
      values[slider.name] = slider.value;
      input.value = slider.value;
      write();
    };
    reset();
    return { reset, element: make("div", { class: "cb-slider" }, make("label", { for: id }, slider.label), output, input) };
  });
  const again = make("button", {
    type: "button", class: "cb-link-button",
    on: { click: () => { rows.forEach((row) => row.reset()); draw(); } },
  }, "Back to where it started");
  const controls = make("div", { class: "cb-sliders" }, ...rows.map((row) => row.element), again);
  root.querySelector(".cb-controls").replaceChildren(controls);
  sentence.after(heard);
  root.classList.add("is-live");
}
