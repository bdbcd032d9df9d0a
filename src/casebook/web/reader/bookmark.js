// A bookmark: a page, a section of one or a case, with the title it had; and what it takes to trust one that comes back.

import { isMap } from "../file.js";
import { isPage } from "./record.js";

/** The most characters the title of a place may have. */
export const LONGEST_TITLE = 300;
const ANCHOR = /^[A-Za-z0-9_-]{1,200}$/;
const DAY = /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?$/;

/** The name of a place: its page, and the anchor on it if it is not the page as a whole. */
export const namePlace = (page, anchor = "") => (anchor ? `${page}#${anchor}` : page);

/** Whether this can be the name of a place. */
export function isPlace(name) {
  const [page, anchor, ...rest] = name.split("#");
  return !rest.length && isPage(page) && (anchor === undefined || ANCHOR.test(anchor));
}

/** A bookmark as it was kept - the title of the place, the title of its page, the day - or null for anything else. */
export function readBookmark(value) {
  if (!isMap(value)) return null;
  const { title, inside = "", day = "" } = value;
  const isTitle = (text) => typeof text === "string" && text.length <= LONGEST_TITLE;
  return isTitle(title) && title && isTitle(inside) && typeof day === "string" && DAY.test(day) ? { title, inside, day } : null;
}
