// The kinds of question there are. A kind is one file in kind/ and one line here. It has every one of these:
//
// - `isTyped`: whether it is answered letter by letter, so that whoever listens waits until the typing rests;
// - `isCompared`: whether a person compares the answer with points to be found, and no mark is given in the page;
// - `isNamedByPart`: whether lists call it by its part's title, because its question is a page long;
// - `hidesAnswer`: whether the answer stays out of sight after a wrong one, so that another try makes sense;
// - `fit(item, response)`: the response if it can answer this item, or undefined;
// - `canRead(item, response)`: whether something answered can be read as what was asked for;
// - `mark(secret, response, variant)`: the outcome of an answer that is not empty (see outcome.js);
// - `makeField(item, response, {changed, fill, adorn, readVariant})`: its inputs (see field.js);
// - `explain(item, secret, {outcome, field, variant, fill})`: reasons after an answer: an element, or null where they
//   stand beside the options;
// - `writeKey(item, secret, {variant, write})`: the answer on paper, as a list of elements.
//
// Nothing here touches the document before a field is made: the tests mark with these modules where there is none.

import { all, best } from "./kind/choice.js";
import { code } from "./kind/code.js";
import { matching } from "./kind/matching.js";
import { number } from "./kind/number.js";
import { order } from "./kind/order.js";
import { way } from "./kind/way.js";
import { written } from "./kind/written.js";

export const KINDS = {
  best,
  all,
  number,
  order,
  matching,
  written,
  code,
  way,
};

/** What is known of an item's kind, from either half of the item. */
export function kindOf({ kind }) {
  if (!Object.hasOwn(KINDS, kind)) throw new Error(`There is no kind of question named \u201c${kind}\u201d.`);
  return KINDS[kind];
}
