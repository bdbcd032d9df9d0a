// Numbers and settings in words, and text made safe for HTML: as casebook/simulator/words.py writes them.

import { formatNumber, settle } from "../number.js";

const UNSAFE = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };

/** Text that is safe inside HTML and inside a quoted attribute. */
export const escapeText = (text) => text.replace(/[&<>"']/g, (mark) => UNSAFE[mark]);

/** A number to one decimal at most, halves up. */
export const showTenth = (value) => String(Math.floor(settle(value) * 10 + 0.5) / 10);

/** A result as prose shows it: at so many figures, or whole from ten on and two figures below; words as they are. */
export function showResult(value, figures) {
  if (typeof value === "string") return value;
  if (figures) return formatNumber(value, figures);
  return value >= 10 ? String(Math.floor(settle(value) + 0.5)) : formatNumber(value, 2);
}

/** A number with its unit, a unit that is a word in the singular after 1: 1 point, 2 points, 1 s. */
export function addUnit(number, unit, space = " ") {
  const named = number === "1" ? unit.replace(/([a-z]{3})s$/, "$1") : unit;
  return named ? `${number}${space}${named}` : number;
}

/** A control's value in words: with the decimals of a slider's step, or the labels of what was chosen. */
export function showSetting(control, value) {
  if (control.kind === "slider") {
    const decimals = (String(control.step).split(".")[1] || "").length;
    return String(Number(value.toFixed(decimals)));
  }
  const labels = Object.fromEntries(control.options);
  return control.kind === "choice" ? labels[value] : value.map((each) => labels[each]).join(", ");
}

/** A template with results and settings in the places of their names; a result goes before a setting. */
export function fillWords(template, explorer, values, { numbers, figures }) {
  return template.replace(/\{(\w+)\}/g, (_, name) => {
    if (name in numbers) return showResult(numbers[name], figures);
    return showSetting(explorer.controls.find((control) => control.name === name), values[name]);
  });
}
