// The questions of the chapters, which come as scripts: a page opened from a folder of files can fetch nothing.

import { make } from "../dom.js";

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = make("script", { src: address, on: { load: () => resolve(), error: () => { script.remove(); reject(new Error(address)); } } });
    document.head.append(script);
  });
}

/** Load the questions of chapters by number, 0 for all: {cases, objectives, facts}. Rejects where a script doesn't come. */
export async function loadCases(course, chapter) {
  const root = document.documentElement.dataset.content_root || "./";
  const numbers = course.chapters.map((_, index) => index + 1).filter((number) => course.chapters[number - 1].cases && (!chapter || number === chapter));
  const missing = numbers.filter((number) => !window.casebookCases?.[number]);
  await Promise.all(missing.map((number) => loadScript(`${root}_static/${course.chapters[number - 1].cases}`)));
  const loaded = numbers.map((number) => window.casebookCases[number]);
  return {
    cases: loaded.flatMap((one) => one.cases),
    objectives: Object.assign({}, ...loaded.map((one) => one.objectives)),
    facts: Object.assign({}, ...loaded.map((one) => one.facts)),
  };
}
