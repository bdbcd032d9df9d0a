// Runs histories through the vendored ts-fsrs for the tests: reads {folder, histories: [[[day, rating], ...], ...]} and prints
// for each what follows by our settings, and what the library's own `next` says with the same settings.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { folder, histories } = JSON.parse(readFileSync(0, "utf8"));
// The library brings its file as one for browsers; in a folder without package.json node takes it for CommonJS.
const library = createRequire(import.meta.url)(`${folder}/library/ts-fsrs/index.umd.js`);
const { SETTINGS, makeModel } = await import(pathToFileURL(`${folder}/today/schedule.js`));
const model = makeModel(library);
const whole = library.fsrs(SETTINGS);

/** After each day: what our model holds, and what the library's own card does, each step from what ours held before. */
function run(log) {
  let card = library.createEmptyCard(new Date(`${log[0][0]}T00:00:00Z`));
  return log.map(([day, rating], index) => {
    const { memory, due, steps } = model.follow(log.slice(0, index + 1));
    card = whole.next(card, new Date(`${day}T00:00:00Z`), rating).card;
    return {
      memory, due, recall: steps.at(-1).recall,
      card: { stability: card.stability, difficulty: card.difficulty, state: library.State[card.state], due: card.due.toISOString().slice(0, 10) },
    };
  });
}

process.stdout.write(JSON.stringify({ version: library.FSRSVersion, settings: SETTINGS, runs: histories.map(run) }));
