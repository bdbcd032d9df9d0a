// The response file, as casebook/mark/response.py writes it: same entries, same bytes.

import { isEmpty } from "../item/answer.js";
import { chooseVariant, nameFolder } from "../learner.js";

/** The version of the document this page writes. */
export const SCHEMA = 1;

const sorted = (entries) => Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/** Every item of an exercise, in order. */
export function listItems(exercise) {
  return exercise.parts.flatMap((part) => part.items);
}

/** The variant of every part for a learner. */
export function chooseVariants(exercise, learner) {
  return Object.fromEntries(
    exercise.parts.map((part) => [part.id, chooseVariant(learner, part.id, part.variants || 1)]),
  );
}

/** The response document as text. */
export function writeResponse(exercise, { learner, started, saved, responses, host }) {
  const items = listItems(exercise);
  const answered = items.filter((item) => !isEmpty(responses[item.id]));
  const document = {
    kind: "casebook-response",
    schema: SCHEMA,
    exercise: exercise.id,
    learner,
    host,
    started,
    saved,
    variants: sorted(Object.entries(chooseVariants(exercise, learner))),
    fingerprints: sorted(items.map((item) => [item.id, item.fingerprint ?? ""])),
    responses: sorted(answered.map((item) => [item.id, responses[item.id]])),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** What the file is called when it is handed in: whose it is shows in the name. */
export function nameResponse(exercise, learner) {
  return `${exercise.id}-${nameFolder(learner)}.json`;
}
