// Marking: from a response to a mark, naming the predicted mistake. Each kind of question marks its own (see kind.js);
// together they are the page's port of casebook's marking in Python, and a test runs both over one table.

import { isEmpty } from "./answer.js";
import { kindOf } from "./kind.js";
import { leaveOpen } from "./outcome.js";

/** Whether something was answered that can't be read as what was asked for. */
export const isUnreadable = (item, response) => !isEmpty(response) && !kindOf(item).canRead(item, response);

/** The mark a response to one item earns, given the item's secret half and the variant shown. */
export function mark(secret, response, variant) {
  const kind = kindOf(secret);
  return isEmpty(response) ? leaveOpen(secret.points) : kind.mark(secret, response, variant);
}
