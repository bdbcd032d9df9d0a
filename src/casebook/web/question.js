// A question that must be answered before something is done, in the page and not in a window over it.

import { make, makeId } from "./dom.js";

/**
 * Ask inside `place`. `choices` are [words, what to do]; the last one does no harm. Focus goes to the question, and comes
 * back to `from` when the harmless one is chosen. Escape chooses it too.
 */
export function ask(place, { words, choices, from = null }) {
  const text = make("p", { id: makeId("ask"), class: "cb-ask-words" }, words);
  const close = (act) => {
    place.replaceChildren();
    act?.();
  };
  const back = choices.at(-1)[1];
  const leave = () => close(() => {
    back?.();
    from?.focus();
  });
  const buttons = choices.map(([label, act], index) => {
    const last = index === choices.length - 1;
    return make("button", {
      type: "button", class: index ? "cb-button is-quiet" : "cb-button", on: { click: last ? leave : () => close(act) },
    }, label);
  });
  const box = make(
    "div", { class: "cb-ask", role: "group", "aria-labelledby": text.id, tabindex: "-1",
      on: { keydown: (event) => { if (event.key === "Escape") leave(); } } },
    text, make("div", { class: "cb-ask-choices" }, ...buttons),
  );
  place.replaceChildren(box);
  box.focus();
}
