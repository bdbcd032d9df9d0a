// A year of invented reviews for the tests, through the page's own modules in two tabs of one browser. Each tab runs modules
// of its own, joined into one file, and shares a store that can be full. Reads {folder, script, course, seed, days}; prints
// what the tabs did and what is kept.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { folder, script, course, seed, days } = JSON.parse(readFileSync(0, "utf8"));
const library = createRequire(import.meta.url)(`${folder}/library/ts-fsrs/index.umd.js`);

let state = seed;
/** The next of a row of numbers below `most` that looks like chance and is the same every time. */
function draw(most) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * most);
}

/** A store as browsers have it, whose names are its own keys; while it is full it refuses what would make it longer. */
class Store {
  static full = false;
  getItem(name) {
    return Object.hasOwn(this, name) ? this[name] : null;
  }
  setItem(name, value) {
    if (Store.full && String(value).length > (this.getItem(name)?.length ?? 0)) throw new Error("QuotaExceededError");
    Object.defineProperty(this, name, { value: String(value), enumerable: true, configurable: true, writable: true });
  }
  removeItem(name) {
    delete this[name];
  }
}

const local = new Store();
globalThis.window = { localStorage: local, sessionStorage: new Store(), addEventListener() {} };
globalThis.BroadcastChannel = class {
  postMessage() {}
};

let opened = 0;
/** Open a tab, or load it anew: the modules run once more, and nothing that they held outlives it. */
async function openTab() {
  opened += 1;
  const { default: modules } = await import(`${pathToFileURL(script)}?tab=${opened}`);
  return { ...modules, model: modules.makeModel(library) };
}

const items = course.pages.flatMap((page) => page.cards).filter((card) => card.kind === "case").flatMap((card) => card.items);
const shift = (day, by) => new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
const given = {};
const trouble = { refused: 0, faults: [], siblings: 0, repeats: 0 };
const outcomeOf = (rating) => (rating === 1 ? { status: "wrong", points: 0, outOf: 2 } : { status: "right", points: 2, outOf: 2 });
const sureOf = (rating) => ({ 1: null, 2: 0, 3: 2, 4: 3 })[rating];

/** Answer a question on a day; what the browser said it would remember is noted, the first of each day. */
function answer(tab, item, day) {
  const rating = [1, 1, 2, 3, 3, 3, 4][draw(7)];
  const { kept } = tab.keepReview(item, { outcome: outcomeOf(rating), response: "iced", sure: sureOf(rating), variant: draw(24), day, model: tab.model });
  given[item.id] ??= {};
  // What the browser said it would not remember may be forgotten.
  if (kept) given[item.id][day] ??= rating;
  else trouble.refused += 1;
}

const saved = [];
let tabs = [await openTab(), await openTab()];
for (let index = 0; index < days; index += 1) {
  const right = shift("2026-01-01", index);
  // For a week the clock stands two years back, as after an empty battery.
  const day = index >= 150 && index < 157 ? shift(right, -730) : right;
  Store.full = index >= 80 && index < 84;
  if (index % 5 === 0) tabs = [await openTab(), await openTab()];
  for (let turn = 0; turn < 2; turn += 1) {
    const tab = tabs[(index + turn) % 2];
    const measured = tab.measureDue(course, tab.refreshKept(course, tab.model), day);
    const asked = measured.due.slice(0, 3);
    if (turn && asked.some((item) => given[item.id]?.[day])) trouble.repeats += 1;
    const cases = asked.map((item) => item.card.id);
    if (new Set(cases).size < cases.length) trouble.siblings += 1;
    for (const item of asked) {
      answer(tab, item, day);
    }
    // Something new now and then, and some days off.
    const [id, fingerprint] = items[draw(items.length)];
    if (draw(3) === 0 && !given[id]) answer(tab, { id, fingerprint }, day);
  }
  if (index === 60 || index === 200) saved.push(tabs[0].writeBackup(Object.fromEntries(tabs[0].listKept().map((name) => [name, tabs[0].recall(name)])), course.title));
  if (index === 300) {
    // An older file comes back: nothing that was kept since may go.
    const { fault, entries } = tabs[0].readBackup(saved[0], course.title);
    if (fault) trouble.faults.push(fault);
    const here = Object.fromEntries(tabs[0].listKept().map((name) => [name, tabs[0].recall(name)]));
    for (const [name, value] of tabs[0].mergeBackup(here, entries)) tabs[0].keep(name, value);
  }
}

const [last] = tabs;
const kept = last.refreshKept(course, last.model);
const measured = last.measureDue(course, kept, shift("2026-01-01", days));
process.stdout.write(JSON.stringify({
  given, trouble, opened, reviews: kept.reviews, tries: Object.fromEntries(Object.entries(kept.answers).map(([id, { tries }]) => [id, tries])),
  known: measured.known.length, size: Object.keys(local).reduce((sum, name) => sum + name.length + local[name].length, 0), saved,
}));
