// People out of a hundred, as SVG text. casebook/simulator/people.py draws the same, letter by letter.

import { splitWords } from "./place.js";
import { escapeText, showTenth } from "./words.js";

const TEXT = 17;
const WIDE = { name: "cb-wide", width: 640, row: 25, left: 20, step: 24, line: 22, size: 7.5, letters: 70, lines: 1 };
const NARROW = { name: "cb-narrow", width: 320, row: 20, left: 12, step: 15.5, line: 15.5, size: 5.5, letters: 35, lines: 2 };

/** Groups of people as SVG text for a page's width and for a phone's, one dot a person, the first `count` of each group full. */
export const drawPeople = (people, label) => [WIDE, NARROW].map((layout) => drawGroups(people, label, layout)).join("");

function drawGroups({ total, groups }, label, layout) {
  const { name, width, row, left, step, line, size } = layout;
  const above = 17 + TEXT * layout.lines;
  const block = above + Math.ceil(total / row) * line + 14;
  const height = showTenth(block * groups.length);
  const parts = [`<svg class="cb-chart ${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(label)}">`];
  groups.forEach((group, index) => {
    const top = index * block;
    const lines = splitWords(group.words, layout.letters);
    lines.forEach((words, place) => {
      const y = showTenth(top + above - 16 - TEXT * (lines.length - 1 - place));
      parts.push(`<text class="cb-row-text" x="${left - 8}" y="${y}">${escapeText(words)}</text>`);
    });
    for (let person = 0; person < total; person += 1) {
      const shape = person < group.count ? "cb-person is-full" : "cb-person";
      const across = showTenth(left + (person % row) * step);
      const down = showTenth(top + above + Math.floor(person / row) * line + 6);
      parts.push(`<circle class="${shape}" cx="${across}" cy="${down}" r="${size}"/>`);
    }
  });
  parts.push("</svg>");
  return parts.join("");
}
