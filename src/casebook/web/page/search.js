// The search page: every section, case and fact that holds all the words asked for, the best first.

import { make } from "../dom.js";
import { foldCase } from "../learner.js";

const MOST = 60;
const AROUND = 90;
// The register holds more facts than the book has pages: of no kind are more than these shown while others wait.
const OF_A_KIND = 20;
const KINDS = { page: "Page", section: "Section", fact: "Fact", "self-check": "Self-check", exercise: "Exercise", claim: "Claim from the web" };
const WEIGHTS = { page: 12, fact: 4, section: 3, "self-check": 2, exercise: 2, claim: 0 };

// Words that stand in every sentence say nothing of what is looked for, unless there are no others.
const SMALL = new Set(["a", "an", "and", "for", "in", "is", "of", "on", "the", "to"]);

const plain = (text) => foldCase(text.normalize("NFKD").replace(/[\u0300-\u036f]/g, ""));

/** The words of a text, without marks and case; a number is a word without its unit, and so is each half of one with a hyphen. */
export function splitWords(text) {
  const words = plain(text).replaceAll("\u2019", "'").match(/[\p{L}\p{N}][\p{L}\p{N}.']*/gu) || [];
  return words.flatMap((word) => word.replace(/[.']+$/, "").match(/^\d[\d.]*|.+/gu) || []);
}

/** For each word asked for, all the words and phrases that mean the same. */
export function expand(query, synonyms) {
  let left = ` ${splitWords(query).join(" ")} `;
  const asked = [];
  for (const group of synonyms) {
    const phrases = group.map((phrase) => splitWords(phrase).join(" "));
    const found = phrases.find((phrase) => left.includes(` ${phrase} `));
    if (found === undefined) continue;
    left = left.replace(` ${found} `, " ");
    asked.push(phrases);
  }
  const words = left.split(" ").filter(Boolean);
  const telling = words.filter((word) => !SMALL.has(word));
  const all = [...asked, ...telling.map((word) => [word])];
  return all.length ? all : words.map((word) => [word]);
}

function weigh(phrases, title, text) {
  let best = 0;
  for (const [index, phrase] of phrases.entries()) {
    const share = index && phrases.length > 1 ? 0.8 : 1;
    if (` ${title}`.includes(` ${phrase}`)) best = Math.max(best, 5 * share);
    const place = ` ${text}`.indexOf(` ${phrase}`);
    if (place >= 0) best = Math.max(best, (text.startsWith(`${phrase} `, place) || text.includes(` ${phrase} `) ? 2 : 1) * share);
  }
  return best;
}

/** The places that hold everything asked for, best first: [place, phrases]. */
export function find(query, { places, synonyms }) {
  const asked = expand(query, synonyms);
  if (!asked.length) return [];
  const found = [];
  for (const place of places) {
    const [kind, , , title, text] = place;
    const words = [splitWords(title).join(" "), splitWords(text).join(" ")];
    const weights = asked.map((phrases) => weigh(phrases, ...words));
    if (weights.every(Boolean)) {
      found.push([weights.reduce((sum, weight) => sum + weight, 0) * 4 + WEIGHTS[kind], place]);
    }
  }
  found.sort((a, b) => b[0] - a[0]);
  const counts = {};
  const [first, rest] = [[], []];
  for (const [, place] of found) {
    counts[place[0]] = (counts[place[0]] || 0) + 1;
    (counts[place[0]] > OF_A_KIND ? rest : first).push(place);
  }
  return [...first, ...rest];
}

function showContext(text, asked) {
  const low = plain(text);
  const same = low.length === text.length ? low : text.toLowerCase();
  const hits = asked.flat().map((phrase) => [same.indexOf(phrase), phrase.length]).filter(([place]) => place >= 0);
  const [place, length] = hits.sort((a, b) => a[0] - b[0])[0] || [0, 0];
  const start = Math.max(0, text.lastIndexOf(" ", Math.max(0, place - AROUND)) + 1);
  const end = text.indexOf(" ", place + length + AROUND);
  const until = end < 0 ? text.length : end;
  return make(
    "p", { class: "search-context" }, start ? "\u2026 " : "", text.slice(start, place),
    make("mark", {}, text.slice(place, place + length)), text.slice(place + length, until), until < text.length ? " \u2026" : "",
  );
}

/** Make the search page live: it answers while one types, and keeps the words in its address. */
export function mountSearch(root, data) {
  const field = root.querySelector("input[type=search]");
  const list = root.querySelector(".search-results");
  const status = root.querySelector(".search-status");
  const base = document.documentElement.dataset.content_root || "./";

  function show() {
    const query = field.value.trim();
    const asked = expand(query, data.synonyms);
    const found = query ? find(query, data) : [];
    list.replaceChildren(...found.slice(0, MOST).map((place) => {
      const [kind, address, page, title, text] = place;
      return make(
        "li", {}, make("a", { href: base + address }, title || page),
        make("p", { class: "search-kind" }, kind === "page" ? KINDS[kind] : `${KINDS[kind]} in ${page}`),
        kind === "fact" ? null : showContext(text, asked),
      );
    }));
    const more = found.length > MOST ? `; the first ${MOST} are shown` : "";
    if (!query) status.textContent = "";
    else if (!found.length) status.textContent = "Nothing holds all of these words. Try fewer, or another spelling.";
    else status.textContent = `${found.length} ${found.length === 1 ? "place" : "places"} found${more}.`;
  }

  function keepWords() {
    try {
      history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
    } catch {
      // a page opened as a file may not change its address
    }
  }

  field.value = new URLSearchParams(window.location.search).get("q") || "";
  field.addEventListener("input", show);
  // Whoever comes back from a place finds the search as it was left.
  list.addEventListener("click", keepWords);
  root.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    show();
    keepWords();
  });
  show();
  field.focus();
}
