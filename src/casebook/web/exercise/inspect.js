// A response file before it is sent: whole or not, whose, for which exercise, and what is answered in it. Takes and
// refuses what casebook/mark/response.py takes and refuses; a test runs both over one table.

import { isMap, parseJson } from "../file.js";
import { isEmpty } from "../item/answer.js";
import { isUnreadable } from "../item/mark.js";
import { chooseVariants, listItems, SCHEMA } from "./response.js";

export const LARGEST = 1_000_000;

const LONGEST_TEXT = 100_000;
const LONGEST_NAME = 500;
const MOST_ITEMS = 500;
const AGAIN = "download it again from the exercise\u2019s page";

// Python counts characters, a browser halves of some.
const isText = (value, longest) => typeof value === "string" && (value.length <= longest || [...value].length <= longest);
const isEntries = (value) => isMap(value) && Object.keys(value).length <= MOST_ITEMS && Object.keys(value).every((key) => /^[a-z0-9-]{1,200}$/.test(key));

// An entry that is left out is as good as empty; one that holds nothing is a fault.
const entry = (file, name, none) => (Object.hasOwn(file, name) ? file[name] : none);

function findFault(file, exercise) {
  if (!isMap(file) || file.kind !== "casebook-response") return "This is not a response file of this course.";
  if (!Number.isInteger(file.schema) || file.schema < 1) return `The file does not say its version; ${AGAIN}.`;
  if (file.schema > SCHEMA) return "The file was made by a newer edition of the course than this page; reload the page and try again.";
  if (!isText(entry(file, "exercise", ""), LONGEST_NAME)) return `The file does not name its exercise; ${AGAIN}.`;
  if (entry(file, "exercise", "") !== exercise.id) return `The file is for the exercise \u201c${file.exercise || "without a name"}\u201d, not for this one.`;
  const texts = [["learner", LONGEST_NAME], ["host", 20], ["started", 40], ["saved", 40]];
  for (const [name, longest] of texts) if (!isText(entry(file, name, ""), longest)) return `Its entry \u201c${name}\u201d is broken; ${AGAIN}.`;
  for (const name of ["variants", "fingerprints", "responses"]) {
    if (!isEntries(entry(file, name, {}))) return `Its entry \u201c${name}\u201d is broken; ${AGAIN}.`;
  }
  const values = (name) => Object.values(file[name] ?? {});
  if (!values("variants").every((index) => Number.isInteger(index) && index >= 0 && index < 1000)) return `Its entry \u201cvariants\u201d is broken; ${AGAIN}.`;
  if (!values("fingerprints").every((text) => isText(text, 64))) return `Its entry \u201cfingerprints\u201d is broken; ${AGAIN}.`;
  for (const [item, value] of Object.entries(file.responses ?? {})) {
    const members = Array.isArray(value) ? value : [value];
    if (members.length > MOST_ITEMS || !members.every((member) => isText(member, LONGEST_TEXT))) return `The answer to \u201c${item}\u201d is broken; ${AGAIN}.`;
  }
  return "";
}

const refuse = (fault) => ({ fault });

/**
 * What a file holds, given its text and the exercise of this page: {fault}, or {learner, saved, answered, total, open, unreadable,
 * changed, unknown, otherNumbers}; open, unreadable (which are open too) and changed are items.
 */
export function inspectFile(text, exercise) {
  const file = parseJson(text);
  if (file === undefined) return refuse(`The file is damaged or cut off; ${AGAIN}.`);
  const fault = findFault(file, exercise);
  if (fault) return refuse(fault);
  const items = listItems(exercise);
  const responses = new Map(Object.entries(file.responses ?? {}));
  const prints = new Map(Object.entries(file.fingerprints ?? {}));
  const variants = new Map(Object.entries(file.variants ?? {}));
  const unreadable = items.filter((item) => isUnreadable(item, responses.get(item.id)));
  const isOpen = (item) => isEmpty(responses.get(item.id)) || unreadable.includes(item);
  const known = new Set(items.map((item) => item.id));
  const own = chooseVariants(exercise, file.learner ?? "");
  return {
    fault: "", learner: file.learner ?? "", saved: file.saved ?? "", total: items.length,
    answered: items.filter((item) => !isOpen(item)).length,
    open: items.filter(isOpen), unreadable,
    changed: items.filter((item) => !isOpen(item) && ![item.fingerprint ?? "", ...(item.was ?? [])].includes(prints.get(item.id))),
    unknown: [...responses.keys()].filter((id) => !known.has(id)).length,
    otherNumbers: exercise.parts.some((part) => (part.variants || 1) > 1 && variants.get(part.id) !== own[part.id]),
  };
}
