// The foot of a page for a reader who follows a plan: Next goes on with the plan, and the book's order is one link away.

import { make } from "../dom.js";
import { addressOf } from "../reader/tracker.js";
import { followPlan } from "./plan.js";

const fillTurn = (link, word, title, href) => {
  link.querySelector(".site-turn-word").textContent = word;
  link.querySelector(".site-turn-title").textContent = title;
  link.href = href;
};

/** What shows the foot: `show(way)`, with null where no plan is followed. `leave()` is called to leave the plan. */
export function mountFoot(name, leave) {
  const place = document.querySelector(".site-way");
  const link = document.querySelector(".site-next");
  if (!place || !link) return () => {};
  const book = { title: link.querySelector(".site-turn-title").textContent, href: link.href };

  const sayBook = (words) =>
    (book.href === link.href ? [words] : [`${words} In the book\u2019s order `, make("a", { href: book.href }, book.title), " comes next."]);

  function sayWithin(way, { number, next }) {
    const words = `Page ${number} of ${way.total} of your plan, ${way.title}.`;
    return next ? sayBook(words) : [`${words} That was its last.`];
  }

  const sayOutside = (way) =>
    (way.next ? sayBook(`This page is not in your plan, ${way.title}.`) : [`Your plan, ${way.title}, is done.`]);

  const click = () => {
    leave();
    link.focus();
  };

  return (way) => {
    const step = way && followPlan(way, name);
    const next = step ? step.next : way?.next;
    if (next) fillTurn(link, "Next in your plan", next.title, addressOf(next.page));
    else fillTurn(link, "Next", book.title, book.href);
    if (!way) return place.replaceChildren();
    const words = step ? sayWithin(way, step) : sayOutside(way);
    return place.replaceChildren(make("p", {}, ...words, " ",
      make("button", { type: "button", class: "cb-link-button", on: { click } }, "Leave the plan")));
  };
}
