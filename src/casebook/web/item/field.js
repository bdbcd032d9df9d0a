// How an item is answered, whatever its kind: native inputs only. Every field has
//
// - `element`, what is shown;
// - `read()`, what the response file holds - an option id, a list of ids, a text - or undefined for nothing;
// - `put(response)`, which shows a response, or none.
//
// Where options have reasons beside them a field also has `hideReasons()`; where an answer can be right as it stands, and
// so has to be said to be meant, `standing`: {words, accept(), isAccepted()}.

import { kindOf } from "./kind.js";

/** A response if it can answer this item; undefined for what an earlier edition, or a hand in the store, left behind. */
export const fitResponse = (item, response) => kindOf(item).fit(item, response);

/** The field for an item's kind, holding a response if there is one that fits it. */
export function makeField(item, response, tools) {
  const field = kindOf(item).makeField(item, fitResponse(item, response), tools);
  return { ...field, put: (answer) => field.put(fitResponse(item, answer)) };
}
