// A sourced number opens where it stands: who it holds for, how certain it is, where it comes from.

import { make, makeId } from "../dom.js";

const DELAY = 180;

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

function describe(id, fact, href) {
  const row = (name, ...content) => [make("dt", {}, name), make("dd", {}, ...content)];
  const sources = fact.sources.map(({ citation, url, section }) =>
    make("li", {}, url ? make("a", { href: url, rel: "noreferrer" }, citation) : citation, section ? ` (${section})` : ""));
  return [
    make("p", { class: "cb-fact-statement" }, fact.statement),
    isStale(fact.review) ? make("p", { class: "fact-stale" }, STALE) : "",
    make(
      "dl", {},
      ...(fact.population ? row("Holds for", fact.population) : []),
      ...row("Certainty", fact.certainty),
      ...(fact.caveat ? row("Mind", fact.caveat) : []),
      ...row("Source", make("ul", {}, ...sources)),
      ...row("Checked", fact.checked),
    ),
    make("p", { class: "cb-fact-more" }, make("a", { href }, "Open in the register")),
  ];
}

/**
 * Make every named fact of the page open on hover, focus and tap. Returns `adorn(element)`, which turns the facts named
 * in HTML that is added later into links of the same kind.
 */
export function mountFacts({ register, facts }) {
  let open = null;
  let timer = 0;
  // The link that gets the focus back from a card just closed: it must not open it again.
  let dismissed = null;

  function adorn(element) {
    for (const span of element.querySelectorAll("span.fact[data-fact]")) {
      const id = span.dataset.fact;
      const link = make("a", { class: "fact", href: `${register}#${anchorOf(id)}`, "data-fact": id });
      link.append(...span.childNodes);
      span.replaceWith(link);
    }
    for (const link of element.querySelectorAll("a.fact[data-fact]")) {
      link.classList.toggle("is-stale", isStale(facts[link.dataset.fact]?.review));
    }
  }

  adorn(document);

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

  function place(link, card) {
    if (window.matchMedia("(max-width: 40rem)").matches) return;
    const line = link.getClientRects()[0] || link.getBoundingClientRect();
    const { width, height } = card.getBoundingClientRect();
    const left = Math.max(8, Math.min(line.left, document.documentElement.clientWidth - width - 8));
    const below = line.bottom + 6;
    const fits = below + height < window.innerHeight - 8 || line.top < height + 14;
    card.style.left = `${left}px`;
    card.style.top = `${fits ? below : line.top - height - 6}px`;
  }

  function show(link, pinned) {
    clearTimeout(timer);
    const fact = facts[link.dataset.fact];
    if (!fact) return;
    if (open?.link === link) {
      open.pinned ||= pinned;
      return;
    }
    close();
    const card = make(
      "div", { class: "cb-fact-card", role: "dialog", id: makeId("fact-card"), "aria-label": "Where this comes from", tabindex: "-1" },
      ...describe(link.dataset.fact, fact, link.href),
    );
    link.after(card);
    if (card.showPopover) {
      card.popover = "manual";
      card.showPopover();
    }
    link.setAttribute("aria-expanded", "true");
    open = { link, card, pinned };
    place(link, card);
  }

  const linkOf = (event) => event.target.closest?.("a.fact[data-fact]");
  const inside = (node) => open && node instanceof Node && (open.card.contains(node) || open.link.contains(node));

  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !facts[link.dataset.fact]) return;
    event.preventDefault();
    if (open?.link === link && open.pinned) close();
    else show(link, true);
  });
  document.addEventListener("mouseover", (event) => {
    const link = linkOf(event);
    if (link) {
      clearTimeout(timer);
      timer = setTimeout(() => show(link, false), DELAY);
    } else if (open && !open.pinned) {
      clearTimeout(timer);
      if (!inside(event.target)) timer = setTimeout(close, DELAY);
    } else if (!open) {
      clearTimeout(timer);
    }
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link && link === dismissed) return;
    if (link?.matches(":focus-visible")) show(link, false);
    else if (open && !inside(event.target)) close();
  });
  document.addEventListener("pointerdown", (event) => {
    if (open && !inside(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) close({ refocus: inside(document.activeElement) });
  });
  window.addEventListener("scroll", () => open && place(open.link, open.card), { passive: true });
  window.addEventListener("resize", () => close());
  return adorn;
}
