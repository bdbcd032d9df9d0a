// Every page can be bookmarked beside its title. Every heading and every case has an address: its sign copies that, and
// keeps a bookmark of the place.

import { icon, make, makeId, whisper } from "../dom.js";
import { onChange } from "../reader/storage.js";
import { namePlace } from "../reader/bookmark.js";
import { dropBookmark, isKept, keepBookmark } from "../reader/shelf.js";

const HEADINGS = "article section[id] > h1, article section[id] > h2, article section[id] > h3";
const HOME = ".is-home h1"; // where everybody begins needs no bookmark
const TOOLS = ["today", "exam", "progress", "search"]; // nor do pages that are used and not read
const KEPT = "Bookmarked.";
const DROPPED = "The bookmark is removed.";
const COPIED = "Link copied.";
const SHOWN = "The link is in the address bar.";
const FLEETING = "This browser keeps nothing for this course: the bookmark lasts until you leave the page.";

/** The places of this page: each with the element its sign stands after, its anchor and its title; the page as a whole has no anchor. */
function listPlaces() {
  const headings = [...document.querySelectorAll(HEADINGS)].filter((heading) => !heading.closest(".search-page, .progress-page, .cb-card") && !heading.matches(HOME));
  const places = headings.map((heading) => (
    { heading, anchor: heading.matches("h1") ? "" : heading.parentElement.id, title: heading.textContent.trim(), what: heading.matches("h1") ? "page" : "section" }));
  const cards = [...document.querySelectorAll(".cb-case[id], .cb-exercise[id]")].map((card) => {
    const heading = card.querySelector(".cb-card-title");
    return heading && { heading, anchor: card.id, title: heading.textContent.trim(), what: card.matches(".cb-case") ? "case" : "exercise" };
  });
  return [...places, ...cards.filter(Boolean)];
}

async function copyLink(address) {
  try {
    await navigator.clipboard.writeText(address);
    return COPIED;
  } catch {
    // from a folder of files, or where it is not allowed
    return SHOWN;
  }
}

/** The sheet beside a sign: the bookmark to keep or to drop, and the link; a page is bookmarked at once, of any other place the link is copied. */
function laySheet(link, { name, title, what, inside }, { close, changed }) {
  const status = make("p", { class: "place-said", role: "status" });
  const say = (words) => (status.textContent = words);
  const copy = () => copyLink(new URL(link.href, window.location.href).href).then(say);
  const label = () => button.replaceChildren(isKept(name) ? "Remove the bookmark" : `Bookmark this ${what}`);
  const put = (kept) => {
    if (kept) say(keepBookmark(name, { title, inside }) ? KEPT : FLEETING);
    else {
      dropBookmark(name);
      say(DROPPED);
    }
    label();
    changed();
  };
  const button = make("button", { type: "button", class: "cb-button is-quiet", on: { click: () => put(!isKept(name)) } });
  const isPage = what === "page";
  label();
  const sheet = make("div", { class: "place-sheet", role: "dialog", id: makeId("place"), "aria-label": `Link and bookmark: ${title}`, tabindex: "-1" },
    status, button, isPage ? make("button", { type: "button", class: "cb-button is-quiet", on: { click: copy } }, "Copy the link") : null,
    make("button", { type: "button", class: "cb-close", on: { click: close } }, "Close"));
  link.after(sheet);
  if (!isPage) copy();
  else if (isKept(name)) say(KEPT);
  else put(true);
  return sheet;
}

function makeSign(place, press) {
  const link = make("a", { class: "place-link", href: place.anchor ? `#${place.anchor}` : window.location.pathname, "aria-expanded": "false" });
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      history.replaceState(null, "", link.href);
    } catch {
      // a page opened as a file may not change its address
    }
    press(link);
  });
  const update = () => {
    const kept = isKept(place.name);
    link.classList.toggle("is-kept", kept);
    if (place.what === "page") {
      const word = kept ? "Bookmarked" : "Bookmark";
      // A name of two parts would be read with a gap before the colon.
      link.setAttribute("aria-label", `${word}: ${place.title}`);
      link.replaceChildren(icon("kept"), word);
    } else link.replaceChildren(icon(kept ? "kept" : "link"), whisper(`${kept ? "Bookmarked. " : ""}Link to this ${place.what} and bookmark: ${place.title}`));
  };
  return { link, update };
}

/** Put a sign after every heading and into every card of the page. */
export function mountPlaces() {
  const page = document.documentElement.dataset.page;
  const main = document.querySelector("article h1");
  if (!page || TOOLS.includes(page) || !main || !document.querySelector(".site-place, .site-toc, .cb-card, section[id]")) return;
  // A card to print has the name of the page it is made from.
  const inside = `${main.textContent.trim()}${document.querySelector(".cb-poster") ? " (card)" : ""}`;
  let open = null;
  const close = (refocus) => {
    if (!open) return;
    const { link, sheet } = open;
    open = null;
    sheet.remove();
    link.setAttribute("aria-expanded", "false");
    if (refocus) link.focus();
  };
  const signs = listPlaces().map((found) => {
    const place = { ...found, title: found.anchor ? found.title : inside, name: namePlace(page, found.anchor), inside };
    const sign = makeSign(place, (link) => {
      const again = open?.link === link;
      close(again);
      if (again) return;
      link.setAttribute("aria-expanded", "true");
      open = { link, sheet: laySheet(link, place, { close: () => close(true), changed: sign.update }) };
      open.sheet.querySelector("button").focus({ preventScroll: true });
    });
    sign.update();
    found.heading.after(make("span", { class: found.anchor ? "place" : "place is-page" }, sign.link));
    return sign;
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && close(open?.sheet.contains(document.activeElement)));
  const outside = ({ target }) => open && target instanceof Node && !open.sheet.parentElement.contains(target) && close(false);
  document.addEventListener("pointerdown", outside);
  document.addEventListener("focusin", outside);
  onChange(() => signs.forEach(({ update }) => update()));
}
