// A sourced number opens where it stands: who it holds for, how certain it is, where it comes from. So does a word of the
// glossary, with what it means.

import { findNamed, make, makeId } from "../dom.js";
import { sayWhose } from "./country.js";

const DELAY = 180;
// Of a card, in pixels: its way from its link and from the edge of the window, and how low it may become.
const [GAP, EDGE, LEAST] = [6, 8, 128];

/** The register's anchor of a fact. */
export const anchorOf = (id) => `fact-${id.replaceAll(/[._]/g, "-")}`;

// By the reader's own clock: a page may have been kept for years.
const isStale = (review) => review < new Date().toISOString().slice(0, 10);
const STALE = "Past its date for review: look at the source before you lean on it.";

/** Mark the entries of the register whose date for review has passed. */
export function markStale() {
  for (const entry of document.querySelectorAll(".fact-entry[data-review]")) {
    if (isStale(entry.dataset.review)) entry.querySelector(".fact-statement").after(make("p", { class: "fact-stale" }, STALE));
  }
}

/** Whoever comes by an address of the time when all facts, or claims, stood on one page, is led on to where each stands now. */
export function followMoved() {
  const aim = findNamed(window.location.hash);
  if (aim?.matches("li.moved")) window.location.replace(aim.querySelector("a").href);
}

function describe(id, fact, href) {
  const row = (name, ...content) => [make("dt", {}, name), make("dd", {}, ...content)];
  const sources = fact.sources.map(({ citation, url, section }) =>
    make("li", {}, url ? make("a", { href: url, rel: "noreferrer" }, citation) : citation, section ? ` (${section})` : ""));
  return [
    make("p", { class: "cb-fact-statement" }, fact.statement),
    isStale(fact.review) ? make("p", { class: "fact-stale" }, STALE) : "",
    make(
      "dl", {},
      ...(fact.country ? row("Country", [fact.country, sayWhose(fact.regions)].filter(Boolean).join("; ")) : []),
      ...(fact.population ? row("Holds for", fact.population) : []),
      ...row("Certainty", fact.certainty),
      ...(fact.caveat ? row("Caution", fact.caveat) : []),
      ...row("Source", make("ul", {}, ...sources)),
      ...row("Checked", fact.checked),
    ),
    make("p", { class: "cb-fact-more" }, make("a", { href }, "Open in the register")),
  ];
}

function explain({ name, full, html }, href) {
  return [
    make("p", { class: "cb-term-name" }, make("strong", {}, name), full ? ` ${full}` : ""),
    make("p", { class: "cb-fact-statement", html }),
    make("p", { class: "cb-fact-more" }, make("a", { href }, "Open in the glossary")),
  ];
}

const linkOf = (event) => event.target.closest?.("a.fact[data-fact], a.term[data-term]");

// A number stays with its unit; reading/directive.py knows the same, for the texts of pages.
const UNIT = /(?<=\d) (?=(?:%|\u00b0C|(?:mg|g|kg|ng|mL|L|mmHg|min|h)\b))/gu;

function keepUnits(element) {
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) node.data = node.data.replace(UNIT, "\u00a0");
    else keepUnits(node);
  }
}

const isNarrow = () => window.matchMedia("(max-width: 40rem)").matches;

/**
 * Put a card below its link, or above it where it fits only there; on a narrow page it has the window's width, at its foot or
 * at its head. What does not fit is scrolled: a card over its link would take the click from under the pointer.
 */
function place({ link, card }) {
  const line = link.getClientRects()[0] || link.getBoundingClientRect();
  card.style.maxHeight = "";
  const { width, height } = card.getBoundingClientRect();
  const rooms = { above: line.top - EDGE - GAP, below: window.innerHeight - line.bottom - EDGE - GAP };
  const isBelow = height <= rooms.below || (height > rooms.above && rooms.below >= rooms.above);
  const shown = Math.min(height, Math.max(LEAST, isBelow ? rooms.below : rooms.above));
  if (shown < height) card.style.maxHeight = `${shown}px`;
  if (isNarrow()) {
    card.classList.toggle("is-above", !isBelow);
    return;
  }
  card.style.left = `${Math.max(EDGE, Math.min(line.left, document.documentElement.clientWidth - width - EDGE))}px`;
  const top = isBelow ? line.bottom + GAP : line.top - shown - GAP;
  // The card leaves the screen with its line, and only then.
  const isSeen = line.bottom > 0 && line.top < window.innerHeight;
  card.style.top = `${isSeen ? Math.max(EDGE, Math.min(top, window.innerHeight - shown - EDGE)) : top}px`;
}

/** Lay the card of a fact or a term into the page, beside its link. */
function layCard(link, { label, content }, close) {
  const card = make(
    "div", { class: "cb-fact-card", role: "dialog", id: makeId("fact-card"), "aria-label": label, tabindex: "-1" },
    make("button", { type: "button", class: "cb-close", on: { click: close } }, "Close"), ...content,
  );
  link.after(card);
  if (card.showPopover) {
    card.popover = "manual";
    card.showPopover();
  }
  link.setAttribute("aria-expanded", "true");
  return card;
}

/** The one card that may be open: shown by a click, and so pinned, or only as long as the pointer or the focus is there. */
function makeCards(tell) {
  let open = null;
  let timer = 0;
  // The link that gets the focus back from a card just closed: it must not open it again.
  let dismissed = null;

  function close({ refocus = false } = {}) {
    clearTimeout(timer);
    if (!open) return;
    const { link, card } = open;
    open = null;
    card.remove();
    link.removeAttribute("aria-expanded");
    if (!refocus) return;
    dismissed = link;
    link.focus();
    dismissed = null;
  }

  function show(link, pinned) {
    clearTimeout(timer);
    const told = tell(link);
    if (!told) return;
    if (open?.link === link) {
      open.pinned ||= pinned;
      return;
    }
    close();
    open = { link, card: layCard(link, told, () => close({ refocus: true })), pinned };
    place(open);
  }

  return {
    show, close,
    isOpen: () => open !== null,
    isPinned: (link = open?.link) => Boolean(open?.pinned) && open.link === link,
    isDismissed: (link) => link !== null && link === dismissed,
    holds: (node) => open !== null && node instanceof Node && (open.card.contains(node) || open.link.contains(node)),
    /** Follow the link as the page scrolls; on a narrow page a card stays where it is. */
    follow: () => open && !isNarrow() && place(open),
    /** Do something after a moment, unless something else happens before. */
    later(act) {
      clearTimeout(timer);
      timer = act ? setTimeout(act, DELAY) : 0;
    },
  };
}

function listen(tell, cards) {
  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !tell(link)) return;
    event.preventDefault();
    if (cards.isPinned(link)) cards.close();
    else cards.show(link, true);
  });
  document.addEventListener("mouseover", (event) => {
    const link = linkOf(event);
    // What was opened by a click stays, whatever the pointer crosses on its way to it.
    if (cards.isPinned()) cards.later(null);
    else if (link) cards.later(() => cards.show(link, false));
    else if (!cards.isOpen()) cards.later(null);
    else cards.later(cards.holds(event.target) ? null : () => cards.close());
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link && cards.isDismissed(link)) return;
    if (link?.matches(":focus-visible")) cards.show(link, false);
    else if (cards.isOpen() && !cards.holds(event.target)) cards.close();
  });
  document.addEventListener("pointerdown", (event) => {
    if (cards.isOpen() && !cards.holds(event.target)) cards.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && cards.isOpen()) cards.close({ refocus: cards.holds(document.activeElement) });
  });
  window.addEventListener("scroll", () => cards.follow(), { passive: true });
  window.addEventListener("resize", () => cards.close());
}

/**
 * Make every named fact of the page, and every marked term, open on hover, focus and tap. Returns `adorn(element)`, which turns the facts named
 * in HTML that is added later into links of the same kind.
 */
export function mountFacts({ facts }, terms = {}) {
  /** What the card of a link says, or nothing where the page holds nothing of it. */
  function tell(link) {
    const { fact, term } = link.dataset;
    if (facts[fact]) return { label: "Where this comes from", content: describe(fact, facts[fact], link.href) };
    return terms[term] ? { label: "What this means", content: explain(terms[term], link.href) } : null;
  }

  function adorn(element) {
    for (const span of element.querySelectorAll("span.fact[data-fact]")) {
      const id = span.dataset.fact;
      const link = make("a", { class: "fact", href: `${facts[id]?.page ?? ""}#${anchorOf(id)}`, "data-fact": id });
      link.append(...span.childNodes);
      keepUnits(link);
      span.replaceWith(link);
    }
    for (const link of element.querySelectorAll("a.fact[data-fact]")) {
      link.classList.toggle("is-stale", isStale(facts[link.dataset.fact]?.review));
    }
  }

  adorn(document);
  listen(tell, makeCards(tell));
  return adorn;
}
