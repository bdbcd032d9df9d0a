// Whether this reader cares to say how sure they are. Asked under every question, it is one row of buttons too many for those
// who never do: skipped twice in a row it folds away, and whoever opens it and says something is asked openly again.

import { isCount } from "./record.js";
import { keep, recall } from "./storage.js";

const NAME = "unsure";
const ENOUGH = 2;
const MOST = 1000;

const listeners = new Set();
const readSkips = () => {
  const kept = recall(NAME, 0);
  return isCount(kept, MOST) ? kept : 0;
};

/** What `showItem` asks as `rate`: whether to fold, and what it says of each answer that was marked. */
export const sureHabit = {
  isFolded: () => readSkips() >= ENOUGH,
  /** Note an answer that was marked under an element; the questions after it fold when enough were skipped. */
  note(step, element) {
    const before = readSkips();
    const skips = step === null ? Math.min(before + 1, MOST) : 0;
    if (skips !== before) keep(NAME, skips);
    if (skips !== ENOUGH) return;
    // Those before stay as they are: nothing may move above what is being read.
    for (const { place, fold } of listeners) {
      if (element.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING) fold();
    }
  },
  listen: (place, fold) => listeners.add({ place, fold }),
};
