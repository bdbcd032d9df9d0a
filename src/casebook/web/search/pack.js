// The index of the search comes packed, one letter for each word: site/sphinx/after/pack.py packs it.

// The letter of the first word that has none of its own.
const FIRST = 0xa1;

/** The text that was packed. */
export function unpack({ letters, words, text }) {
  const known = [];
  let word = "";
  words.split("\n").forEach((line, at) => {
    word = word.slice(0, Number(line[0])) + line.slice(1);
    known[at < letters.length ? letters.charCodeAt(at) : FIRST + at - letters.length] = word;
  });
  return Array.from(text, (letter) => known[letter.charCodeAt(0)]).join("");
}
