// What is found for some words: every place that holds all of them, or words that mean the same, the best first. A word
// that stands nowhere is taken for a slip of the nearest one that does, and that is said.

import { foldCase } from "../learner.js";

const TITLE = 6;
const PAGE = 2;
const SAME = 0.55;
// What the whole book is for comes before what is looked up; what stands outside of the chapters comes last.
const KINDS = { term: 1.5, page: 1.8, card: 2, section: 1, fact: 1, "self-check": 1, exercise: 1, claim: 0.6 };
const ASIDE = 0.3;
const APART = 0.3;
const NAMED = 3; // a page or a card that is called what is asked for
const BEGUN = 2; // and one whose name begins with it
const SHORT = 4;

// Words that stand in every sentence say nothing of what is looked for, unless there are no others.
const SMALL = new Set([
  "a", "an", "and", "do", "for", "how", "in", "is", "of", "on", "the", "to", "what", "when",
  "after", "can", "i", "may", "my", "patient", "patients", "session", "sessions", "should", "with",
]);

// Nearly all of a book's text needs none of the care that other scripts do, and there are a quarter of a million words.
const SIMPLE = /^[\u0000-\u007f]*$/;

const plain = (text) => foldCase(text.normalize("NFKD").replace(/[\u0300-\u036f]/g, ""));

/** The words of a text, without marks and case; a number is a word without its unit, and so is each half of one with a hyphen. */
export function splitWords(written) {
  const text = written.replace(/[\u2018\u2019]/g, "'").replace(/[\u00a0\u2013\u2014\u2026\u201c\u201d]/g, " ");
  const words = SIMPLE.test(text)
    ? text.toLowerCase().match(/[a-z0-9][a-z0-9.']*/g) || []
    : plain(text).match(/[\p{L}\p{N}][\p{L}\p{N}.']*/gu) || [];
  return words.flatMap((word) => {
    const bare = word.replace(/[.']+$/, "");
    return /^\d/.test(bare) ? bare.match(/^\d[\d.]*|.+/gu) : bare;
  });
}

/**
 * For each word asked for, all the words and phrases that mean the same, the one that was asked for first. Of "high blood
 * pressure" and "blood pressure", which mean the same, the longer is only another way to ask for the shorter.
 */
export function expand(query, synonyms) {
  let left = ` ${splitWords(query).join(" ")} `;
  const asked = [];
  for (const group of synonyms) {
    const phrases = group.map((phrase) => splitWords(phrase).join(" "));
    const holds = (text) => (phrase) => ` ${text} `.includes(` ${phrase} `);
    const [found] = phrases.filter(holds(left)).sort((one, other) => other.length - one.length);
    if (found === undefined) continue;
    left = left.replace(` ${found} `, " ");
    const short = phrases.filter((phrase) => !phrases.some((other) => other !== phrase && holds(phrase)(other)));
    const first = short.find(holds(found));
    asked.push([first, ...short.filter((phrase) => phrase !== first)]);
  }
  const words = left.split(" ").filter(Boolean);
  const telling = words.filter((word) => !SMALL.has(word));
  const all = [...asked, ...telling.map((word) => [word])];
  return all.length ? all : words.map((word) => [word]);
}

/** How many letters have to be changed, put in, left out, or swapped with their neighbour, to make one word of another. */
export function countSlips(one, other) {
  const rows = [Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let at = 1; at <= one.length; at += 1) {
    const row = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const same = one[at - 1] === other[to - 1] ? 0 : 1;
      row[to] = Math.min(rows[at - 1][to] + 1, row[to - 1] + 1, rows[at - 1][to - 1] + same);
      const swapped = at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1];
      if (swapped) row[to] = Math.min(row[to], rows[at - 2][to - 2] + 1);
    }
    rows.push(row);
  }
  return rows[one.length][other.length];
}

/** The places' words in an index of the library's, and how often each word stands there. */
async function readPlaces(MiniSearch, places) {
  const counts = new Map();
  const note = (text) => {
    const words = splitWords(text);
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return words;
  };
  const index = new MiniSearch({
    fields: ["title", "page", "words"], tokenize: note, processTerm: (word) => word, searchOptions: { tokenize: splitWords },
  });
  // A card is found under that name too.
  const nameOf = (kind, page) => (kind === "fact" || kind === "term" ? "" : kind === "card" ? `${page} card` : page);
  const documents = places.map(([kind, , page, title, words], id) => ({ id, title: title || page, page: nameOf(kind, page), words }));
  // In portions, so that the page answers to a finger meanwhile.
  await index.addAllAsync(documents, { chunkSize: 60 });
  return { index, counts };
}

/** What finds the word that somebody meant who wrote one that stands nowhere; null where none is near. */
function makeMender({ index, counts }) {
  const vocabulary = [...counts.keys()];
  return (word) => {
    if (counts.has(word) || vocabulary.some((other) => other.startsWith(word))) return word;
    if (word.length < SHORT) return null;
    const near = new Set(index.search(word, { fuzzy: 2, prefix: false }).flatMap(({ terms }) => terms));
    const most = word.length > SHORT + 1 ? 2 : 1;
    const fit = [...near].map((other) => [countSlips(word, other), -counts.get(other), other])
      .filter(([slips, , other]) => slips <= (other[0] === word[0] ? most : 1) && /^\D/.test(other));
    return fit.sort((one, other) => one[0] - other[0] || one[1] - other[1])[0]?.[2] ?? null;
  };
}

/** What lists the places that hold every phrase asked for, or one that means the same, the best first. */
function makeRanker({ index, counts }, places, aside) {
  const outside = places.map(([kind, address]) => kind !== "card" && aside.some((page) => address.startsWith(`${page}.html`)));
  const flat = new Map();
  const flatten = (id) => {
    if (!flat.has(id)) flat.set(id, ` ${splitWords(`${places[id][3]} ${places[id][4]}`).join(" ")}`);
    return flat.get(id);
  };
  const ask = (phrase, share) => ({
    combineWith: "AND", queries: [phrase], fields: ["title", "page", "words"],
    prefix: (word) => word.length >= SHORT || !counts.has(word),
    boost: { title: TITLE * share, page: PAGE * share, words: share },
  });
  const weigh = (id) => KINDS[places[id][0]] * (outside[id] ? ASIDE : 1);
  return (asked) => {
    const queries = asked.map((phrases) => ({ combineWith: "OR", queries: phrases.map((phrase, at) => ask(phrase, at ? SAME : 1)) }));
    const found = index.search({ combineWith: "AND", queries }, { boostDocument: weigh });
    // A phrase whose words stand apart says something else, mostly.
    const phrases = asked.filter(([first]) => first.includes(" "));
    const isApart = (id) => (group) => !group.some((phrase) => flatten(id).includes(` ${phrase}`));
    const name = (id) => {
      const [kind, , , title] = places[id];
      if (kind !== "page" && kind !== "card") return 1;
      const words = splitWords(title).join(" ");
      const isBegun = asked.some((group) => group.some((phrase) => words.startsWith(`${phrase} `)));
      return asked.some((group) => group.includes(words)) ? NAMED : isBegun ? BEGUN : 1;
    };
    // A list of sources holds the words of every title in it: it comes after all that says something.
    return found.map(({ id, score }) => [places[id][3] === "Sources" ? 1 : 0, score * name(id) * APART ** phrases.filter(isApart(id)).length, places[id]])
      .sort((one, other) => one[0] - other[0] || other[1] - one[1]).map(([, , place]) => place);
  };
}

/** A search through the places of a book, once all are read: `MiniSearch` is the library that holds their words. */
export async function makeSearch(MiniSearch, { places, synonyms, readings = [], aside = [] }) {
  const index = await readPlaces(MiniSearch, places);
  const mend = makeMender(index);
  const rank = makeRanker(index, places, aside);
  const known = new Set(synonyms.flat().flatMap(splitWords));
  const patterns = readings.map(([pattern, words]) => [new RegExp(pattern, "g"), words]);

  /**
   * What is found: `places`, `asked` (the phrases looked for), `read` (pairs of a reading and what it is one of), `mended` (pairs
   * of a slip and what was taken for it) and `unknown` (words that nothing is near to). Nothing is left out in silence: with an unknown word nothing is found.
   */
  return function find(written) {
    const read = patterns.flatMap(([pattern, words]) => [...written.matchAll(pattern)].map(([reading]) => [reading, words]));
    const query = read.reduce((text, [reading, words]) => text.replace(reading, ` ${words} `), written);
    const words = splitWords(query).filter((word) => !SMALL.has(word));
    const pairs = words.map((word) => [word, known.has(word) ? word : mend(word)]);
    const mended = pairs.filter(([word, other]) => other && other !== word);
    const unknown = pairs.filter(([, other]) => !other).map(([word]) => word);
    const meant = mended.reduce((text, [word, other]) => ` ${text} `.replace(` ${word} `, ` ${other} `).trim(), splitWords(query).join(" "));
    const asked = expand(meant, synonyms);
    const rest = pairs.filter(([, other]) => other).map(([, other]) => other);
    return { asked, read, mended, unknown, rest, meant, places: asked.length && !unknown.length ? rank(asked) : [] };
  };
}
