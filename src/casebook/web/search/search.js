// The search page: an answer from the glossary, then pages and sections, cases, facts and claims, while one types.

import { count, make, makeId } from "../dom.js";
import { unpack } from "./pack.js";
import { makeSearch, splitWords } from "./query.js";

const AROUND = 90;
const NAMES = { page: "Page", card: "Card to print", section: "Section", term: "Word", fact: "Fact", "self-check": "Self-check", exercise: "Graded exercise", claim: "Claim from the web" };
// Each group shows its first few; the rest is one press away.
const GROUPS = [
  ["Pages and sections", ["page", "card", "section"], 8],
  ["Glossary", ["term"], 4],
  ["Cases and exercises", ["self-check", "exercise"], 5],
  ["Facts", ["fact"], 6],
  ["Claims from the web, judged", ["claim"], 4],
];

const fold = (text) => {
  const low = text.toLowerCase();
  return low.length === text.length ? low : text;
};

const escape = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What of a text is marked: the first phrase asked for, the longest if several begin there; a letter alone says nothing. */
function findMark(text, phrases) {
  const same = fold(text);
  const hits = phrases.filter((phrase) => phrase.length > 1).flatMap((phrase) => {
    const words = phrase.split(" ").map(escape).join("[^\\p{L}\\p{N}]+");
    const found = new RegExp(`(?<![\\p{L}\\p{N}])${words}`, "u").exec(same);
    return found ? [[found.index, found[0].length]] : [];
  });
  return hits.sort((a, b) => a[0] - b[0] || b[1] - a[1])[0] ?? [0, 0];
}

function showContext(text, phrases) {
  const [place, length] = findMark(text, phrases);
  const start = Math.max(0, text.lastIndexOf(" ", Math.max(0, place - AROUND)) + 1);
  const end = text.indexOf(" ", place + length + AROUND);
  const until = end < 0 ? text.length : end;
  return make(
    "p", { class: "search-context" }, start ? "\u2026 " : "", text.slice(start, place),
    make("mark", {}, text.slice(place, place + length)), text.slice(place + length, until), until < text.length ? " \u2026" : "",
  );
}

function showPlace([kind, address, page, title, text], phrases, base) {
  return make(
    "li", {}, make("a", { href: base + address }, title || page),
    make("p", { class: "search-kind" }, ["page", "card", "term"].includes(kind) ? NAMES[kind] : `${NAMES[kind]} in ${page}`),
    kind === "fact" || !text ? null : showContext(text, phrases),
  );
}

function showGroup([name, , first], places, show) {
  const heading = make("h2", { id: makeId("found") }, name, " ", make("span", { class: "search-count" }, String(places.length)));
  const list = make("ol", {}, ...places.slice(0, first).map(show));
  const all = places.length > first
    ? make("button", { type: "button", class: "cb-button is-quiet", on: { click: () => {
        const next = places.slice(first).map(show);
        list.append(...next);
        all.remove();
        next[0].querySelector("a").focus();
      } } }, `Show all ${places.length}`)
    : null;
  return make("section", { "aria-labelledby": heading.id }, heading, list, all);
}

/** The glossary's own words where somebody asked for one of its terms by name. */
function showAnswer([, address, , title, text], base) {
  return make("div", { class: "search-answer" }, make("p", { class: "search-term" }, title), make("p", {}, text),
    make("p", { class: "search-kind" }, make("a", { href: base + address }, "In the glossary")));
}

function sayFound(found, query) {
  const { places, read, mended, unknown } = found;
  const readings = read.map(([reading, words]) => `\u201c${reading}\u201d is taken for a reading; this is for \u201c${words}\u201d.`);
  const slips = [...readings, ...mended.map(([word, other]) => `Nothing holds \u201c${word}\u201d; this is for \u201c${other}\u201d.`)].join(" ");
  if (!query) return "";
  if (unknown.length) return `Nothing found for \u201c${unknown.join("\u201d, \u201c")}\u201d, and no word of the course is near it.`;
  if (!places.length) return "Nothing holds all of these words together. Did you mean one of them?";
  return `${count(places.length, "place")} found. ${slips}`.trim();
}

/** Make the search page live: it answers while one types, and keeps the words in its address. */
export function mountSearch(root, find) {
  const field = root.querySelector("input[type=search]");
  const list = root.querySelector(".search-results");
  const status = root.querySelector(".search-status");
  const base = document.documentElement.dataset.content_root || "./";

  const offer = (words) => make("li", {}, make("button", { type: "button", class: "cb-button is-quiet", on: { click: () => {
    field.value = words;
    show();
    field.focus();
  } } }, words));

  function show() {
    const query = field.value.trim();
    const found = query ? find(query) : { places: [], read: [], mended: [], unknown: [], rest: [], asked: [], meant: "" };
    const words = splitWords(found.meant).join(" ");
    const named = ([kind, , , title]) => {
      const name = splitWords(title).join(" ");
      return kind === "term" && (name === words || (!found.mended.length && found.asked.length === 1 && found.asked[0].includes(name)));
    };
    const answers = found.places.filter(named).slice(0, 2);
    const parts = answers.map((place) => showAnswer(place, base));
    for (const group of GROUPS) {
      const places = found.places.filter((place) => group[1].includes(place[0]) && !answers.includes(place));
      if (places.length) parts.push(showGroup(group, places, (place) => showPlace(place, [words, ...found.asked.flat()], base)));
    }
    if (query && !found.places.length && found.rest.length) parts.push(make("ul", { class: "search-offers" }, ...[...new Set(found.rest)].map(offer)));
    list.replaceChildren(...parts);
    status.textContent = sayFound(found, query);
  }

  function keepWords() {
    try {
      history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
    } catch {
      // a page opened as a file may not change its address
    }
  }

  // What was typed while the index was read is meant.
  field.value ||= new URLSearchParams(window.location.search).get("q") || "";
  field.addEventListener("input", show);
  // Whoever comes back from a place finds the search as it was left.
  list.addEventListener("click", keepWords);
  root.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    show();
    keepWords();
  });
  show();
  if (document.activeElement === document.body) field.focus();
}

const page = document.querySelector(".search-page");
if (page && window.casebookSearch) {
  page.querySelector(".search-status").textContent = "Reading the index.";
  makeSearch(window.MiniSearch, JSON.parse(unpack(window.casebookSearch))).then((find) => mountSearch(page, find));
}
