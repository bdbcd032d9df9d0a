// Who a learner is, and which numbers they are shown. The page's port of casebook/mark/learner.py.

import { FOLDS, RUNS } from "./fold.js";

const SPACE = /[\t\n\v\f\r\x1c-\x1f \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/gu;

let folds = null;

function readFolds() {
  folds = new Map();
  for (const [first, last, step, shift] of RUNS) {
    for (let code = first; code <= last; code += step) folds.set(code, String.fromCodePoint(code + shift));
  }
  for (const [letters, folded] of FOLDS) folds.set(letters.codePointAt(0), folded);
  return folds;
}

/** A text with every letter in the one form that ignores case, as Python's casefold gives it. */
export function foldCase(text) {
  const known = folds || readFolds();
  let folded = "";
  for (const letter of text) folded += known.get(letter.codePointAt(0)) ?? letter;
  return folded;
}

/** The one spelling under which a learner is known. */
export function foldLearner(learner) {
  const text = learner.normalize("NFC").replace(SPACE, " ").replace(/^ +| +$/g, "");
  return foldCase(text).normalize("NFC");
}

/** Whether two spellings stand for one learner. */
export const sameLearner = (one, other) => foldLearner(one) === foldLearner(other);

function* encode(text) {
  for (const letter of text) {
    const code = letter.codePointAt(0);
    if (code < 0x80) {
      yield code;
    } else if (code < 0x800) {
      yield 0xc0 | (code >> 6);
      yield 0x80 | (code & 0x3f);
    } else {
      if (code < 0x10000) {
        yield 0xe0 | (code >> 12);
      } else {
        yield 0xf0 | (code >> 18);
        yield 0x80 | ((code >> 12) & 0x3f);
      }
      yield 0x80 | ((code >> 6) & 0x3f);
      yield 0x80 | (code & 0x3f);
    }
  }
}

/** A 32-bit hash of a text: FNV-1a over its UTF-8 bytes, then mixed so that near texts differ. */
export function hashText(text) {
  let value = 0x811c9dc5;
  for (const byte of encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  for (const [shift, factor] of [[16, 0x85ebca6b], [13, 0xc2b2ae35]]) {
    value = Math.imul(value ^ (value >>> shift), factor) >>> 0;
  }
  return (value ^ (value >>> 16)) >>> 0;
}

/** Which of a case's sets of numbers this learner sees: always the same one. */
export function chooseVariant(learner, caseId, count) {
  return hashText(`${foldLearner(learner)}\n${caseId}`) % count;
}

/** Ids in an order that depends on a token and not on the order given. */
export function shuffleIds(ids, token) {
  const places = ids.map((id) => [hashText(`${token}\n${id}`), id]);
  places.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
  return places.map(([, id]) => id);
}

/** A file-name part that stands for a learner: plain letters only, and a hash where more was dropped. */
export function nameFolder(learner) {
  const folded = foldLearner(learner);
  const plain = /^(?:[a-z0-9][a-z0-9._-]{0,62}[a-z0-9]|[a-z0-9])$/.test(folded) && !folded.includes("..");
  if (plain) return folded;
  const ascii = folded.normalize("NFKD").replace(/[^\x00-\x7f]/g, "");
  const trim = (text) => text.replace(/^-+|-+$/g, "");
  const stem = trim(trim(ascii.replace(/[^a-z0-9]+/g, "-")).slice(0, 40)) || "learner";
  return `${stem}-${hashText(folded).toString(16).padStart(8, "0")}`;
}
