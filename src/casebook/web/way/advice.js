// From the answers of the first test to the pages that are worth reading. Pure functions.

const ANSWERED = new Set(["right", "partly", "wrong"]);
const UNSURE = 1; // "unsure", the second of the steps in item/sure.js

/** Every self-check item of a measured course that has been answered, as {id: its first mark}. */
export function listFirst(measured) {
  const items = measured.pages.flatMap((page) => [...page.cases, ...page.again].flatMap((one) => one.items));
  return Object.fromEntries(items.filter((item) => ANSWERED.has(item.stand) && item.answer.first).map((item) => [item.id, item.answer.first]));
}

/** Why an item is worth a page: "missed", "unsure" where it was right by a guess, or nothing. */
export function judgeFirst(first) {
  if (first.status !== "right") return "missed";
  return first.sure !== null && first.sure !== undefined && first.sure <= UNSURE ? "unsure" : "";
}

/**
 * The plan that answers make. `advice` is [[item, about, pages], ...], `firsts` first marks by item, `pages` the measured
 * pages in the book's order. Returns {answered, total, right, rows: [{page, missed, unsure}], minutes}.
 */
export function adviseFrom(advice, firsts, pages) {
  const given = advice.filter(([item]) => Object.hasOwn(firsts, item));
  const found = new Map();
  for (const [item, about, names] of given) {
    const why = judgeFirst(firsts[item]);
    for (const name of why ? names : []) {
      const row = found.get(name) ?? { missed: [], unsure: [] };
      row[why].push(about);
      found.set(name, row);
    }
  }
  const rows = pages.filter((page) => found.has(page.page)).map((page) => ({ page, ...found.get(page.page) }));
  return {
    answered: given.length, total: advice.length, rows,
    right: given.filter(([item]) => firsts[item].status === "right").length,
    minutes: rows.reduce((sum, row) => sum + row.page.minutes, 0),
  };
}
