// What a response is, before it is known which kind of question it answers: an option id, a list of ids, a text, or
// undefined for nothing. The port of what casebook's marking in Python asks of a response.

import { WHITE } from "../number.js";

const BLANK = new RegExp(`^[${WHITE}]*$`);

export const isText = (value) => typeof value === "string";

/** Whether nothing was answered: no entry, blank text, or no option ticked. */
export function isEmpty(response) {
  if (response === null || response === undefined) return true;
  return isText(response) ? BLANK.test(response) : Array.isArray(response) && response.length === 0;
}

/** A response, or undefined where it holds nothing. */
export const orNothing = (response) => (isEmpty(response) ? undefined : response);

/** A text in which something is written; undefined for anything else. */
export const fitText = (response) => (isText(response) ? orNothing(response) : undefined);

/** A response that lists known ids without repeats, or null. */
export function readIds(response, known) {
  if (!Array.isArray(response) || !response.every((id) => isText(id) && known.has(id))) return null;
  return new Set(response).size === response.length ? response : null;
}

/** The ids of an item's options, in the order shown. */
export const listIds = (item) => item.options.map((option) => option.id);
