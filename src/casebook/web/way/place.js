// Where in a page a reader was: noted quietly while they read, and found again. Only what a reader does is noted, so a tab in
// the background never overwrites the one in front, and nothing is written again after it was erased.

import { MOST_PLACES, readPlaces } from "../reader/record.js";
import { keep, recall } from "../reader/storage.js";
import { addressOf } from "../reader/tracker.js";

const HEAD = 58; // the page's head, which stays, in pixels
const EYE = 120; // what stands as high as this or higher has been come to
const QUIET = 1500; // milliseconds after the last movement
const STAY = 3000; // a page opened for less, and not moved, was passed through

/** Behind a page's address: go to the place that was noted there. */
export const GO_ON = "#go-on";

const round = (share) => Math.round(share * 1000) / 1000;
const listSections = (article) => [...article.querySelectorAll("section[id]:not(.cb-card)")];

function findPlace(article, page) {
  const section = listSections(article).filter((one) => one.getBoundingClientRect().top <= EYE).at(-1);
  const box = (section ?? article).getBoundingClientRect();
  const into = box.height ? Math.min(1, Math.max(0, (HEAD - box.top) / box.height)) : 0;
  const title = section?.querySelector("h2, h3, h4");
  const isFirst = !title || section === listSections(article)[0];
  return { page, anchor: section?.id ?? "", heading: isFirst ? "" : title.textContent.trim().slice(0, 200), into: round(into) };
}

/** The places that were noted, one a page, the latest first. */
export const recallPlaces = () => readPlaces(recall("place")) ?? [];

const recallPlace = (page) => recallPlaces().find((place) => place.page === page);

/** The address of a page, which leads to where the reader was in it. */
export const resumeAt = (page) => `${addressOf(page)}${recallPlace(page) ? GO_ON : ""}`;

const keepPlace = (place) =>
  keep("place", [place, ...recallPlaces().filter(({ page }) => page !== place.page)].slice(0, MOST_PLACES));

/** Go to where the reader was on this page, if that is what the address asks for. */
export function goOn(name) {
  if (window.location.hash !== GO_ON) return;
  const place = recallPlace(name);
  const target = place && (place.anchor ? document.getElementById(place.anchor) : document.getElementById("text"));
  if (!target) return;
  const heading = target.querySelector("h1, h2, h3, h4") ?? target;
  const show = () => {
    const box = target.getBoundingClientRect();
    window.scrollTo(0, window.scrollY + box.top - HEAD + place.into * box.height);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  };
  show();
  // Pictures that were still to come have moved the text.
  window.addEventListener("load", () => setTimeout(show));
}

/** Note where the reader is on a page of the course, from now on. */
export function notePlaces(name) {
  const article = document.getElementById("text");
  if (!article) return;
  let waiting = 0;
  let touched = false;
  let moved = false;
  const note = () => {
    clearTimeout(waiting);
    waiting = 0;
    if (document.visibilityState === "visible") keepPlace(findPlace(article, name));
  };
  const later = (wait) => {
    clearTimeout(waiting);
    waiting = setTimeout(note, wait);
  };
  for (const kind of ["pointerdown", "wheel", "touchstart", "keydown"]) {
    window.addEventListener(kind, () => (touched = true), { passive: true, capture: true });
  }
  window.addEventListener("scroll", () => {
    if (!touched) return;
    moved = true;
    later(QUIET);
  }, { passive: true });
  window.addEventListener("pagehide", () => waiting && moved && note());
  const [entry] = performance.getEntriesByType?.("navigation") ?? [];
  if (entry?.type !== "reload" && window.location.hash !== GO_ON) later(STAY);
}
