// The bookmarks that this browser keeps, each under the address of its place, and the list of them.

import { make } from "../dom.js";
import { LONGEST_TITLE, isPlace, readBookmark } from "./bookmark.js";
import { sayDay } from "./record.js";
import { forget, keep, listKept, recall } from "./storage.js";
import { addressOf } from "./tracker.js";

const STEM = "bookmark:";

export const isKept = (place) => readBookmark(recall(STEM + place)) !== null;

/** Keep a bookmark; return whether the browser will remember it. */
export const keepBookmark = (place, { title, inside }, now = new Date()) =>
  keep(STEM + place, { title: title.slice(0, LONGEST_TITLE), inside: inside.slice(0, LONGEST_TITLE), day: sayDay(now) });

export const dropBookmark = (place) => forget(STEM + place);

/** Every bookmark, by page: `{ place, page, anchor, title, inside, day }`. */
export function listBookmarks() {
  return listKept(STEM).map((name) => name.slice(STEM.length)).filter(isPlace).map((place) => {
    const [page, anchor = ""] = place.split("#");
    return { place, page, anchor, ...readBookmark(recall(STEM + place)) };
  }).filter(({ title }) => title);
}

/** The list's parts, for a section of its own; `redraw` shows the page anew after one was removed. */
export function showBookmarks(course, redraw) {
  const known = new Set([...course.pages.map(({ page }) => page), ...(course.others ?? [])]);
  const kept = listBookmarks();
  if (!kept.length) return [make("p", {}, "None yet. \u201cBookmark\u201d beside the title of a page keeps one; so does the sign after a heading or at the head of a case.")];
  const titles = kept.map(({ title }) => title);
  const repeats = (title) => titles.indexOf(title) !== titles.lastIndexOf(title);
  const chapterOf = (name) => course.chapters[course.pages.find(({ page }) => page === name)?.chapter - 1]?.title ?? "in no chapter";
  // What tells two places of one name apart.
  const sayWhere = ({ page, title, inside }) => {
    if (!known.has(page)) return "no longer in the course";
    if (title !== inside) return inside;
    return repeats(title) ? `(${chapterOf(page)})` : "";
  };
  const row = (bookmark) => {
    const { place, page, anchor, title } = bookmark;
    const remove = make("button", { type: "button", class: "cb-link-button", "aria-label": `Remove the bookmark ${title}`, on: { click: () => {
      dropBookmark(place);
      redraw();
    } } }, "Remove");
    // A page that was withdrawn is still named, so that nobody wonders where the bookmark went.
    const name = known.has(page) ? make("a", { href: addressOf(page, anchor) }, title) : title;
    const where = sayWhere(bookmark);
    return make("li", {}, make("span", {}, name, " ", where ? make("span", { class: "my-where" }, `${where} `) : null), remove);
  };
  return [make("ul", { class: "my-items my-bookmarks" }, ...kept.map(row))];
}
