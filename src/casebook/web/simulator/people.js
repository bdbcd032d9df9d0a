// People out of a hundred, as SVG text. casebook/simulator/people.py draws the same, letter by letter.

import { escapeText } from "./words.js";

const [WIDTH, ROW, STEP, LINE] = [640, 25, 24, 22];
const [LEFT, TOP] = [20, 34];

/** Groups of people as SVG text, one dot a person, the first `count` of each group full. */
export function drawPeople({ total, groups }, label) {
  const block = TOP + Math.ceil(total / ROW) * LINE + 14;
  const height = block * groups.length;
  const parts = [`<svg class="cb-chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeText(label)}">`];
  groups.forEach((group, index) => {
    const top = index * block;
    parts.push(`<text class="cb-row-text" x="${LEFT - 8}" y="${top + 18}">${escapeText(group.words)}</text>`);
    for (let person = 0; person < total; person += 1) {
      const shape = person < group.count ? "cb-person is-full" : "cb-person";
      const [across, down] = [LEFT + (person % ROW) * STEP, top + TOP + Math.floor(person / ROW) * LINE + 6];
      parts.push(`<circle class="${shape}" cx="${across}" cy="${down}" r="7.5"/>`);
    }
  });
  parts.push("</svg>");
  return parts.join("");
}
