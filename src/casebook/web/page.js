// What runs on every page of the book: it finds the cards that are there and makes them live.

import { mountCase } from "./case/case.js";
import { mountExercise } from "./exercise/exercise.js";
import { mountCountry } from "./page/country.js";
import { followMoved, markStale, mountFacts } from "./page/fact.js";
import { mountFilter } from "./page/filter.js";
import { lookForScrollers, mountFrame } from "./page/frame.js";
import { mountOffline } from "./page/offline.js";
import { mountPlaces } from "./page/place.js";
import { mountSimulator } from "./simulator/simulator.js";
import { mountTracker } from "./reader/tracker.js";
import { mountWay } from "./way/way.js";

function readData(holder) {
  return JSON.parse(holder.querySelector("script.cb-data").textContent);
}

function mountAll() {
  mountFrame();
  mountCountry();
  const facts = document.querySelector("script.cb-facts");
  const terms = document.querySelector("script.cb-terms");
  const adorn = mountFacts(facts ? JSON.parse(facts.textContent) : { facts: {} }, terms ? JSON.parse(terms.textContent) : {});
  // A card's texts are made as they are asked for, and a table in one may scroll.
  const adornCard = (element) => {
    adorn(element);
    lookForScrollers();
  };
  const onKept = window.casebookCourse ? mountTracker(window.casebookCourse) : () => {};
  if (window.casebookCourse) mountWay(window.casebookCourse);
  for (const card of document.querySelectorAll(".cb-case")) mountCase(card, readData(card), { adorn: adornCard, onKept });
  for (const root of document.querySelectorAll(".cb-simulator")) mountSimulator(root, readData(root), { adorn });
  for (const root of document.querySelectorAll(".cb-exercise")) {
    mountExercise(root.querySelector(".cb-exercise-body"), readData(root), { adorn: adornCard, onKept });
    root.classList.add("is-live");
  }
  markStale();
  for (const root of document.querySelectorAll(".cb-filter")) mountFilter(root);
  mountPlaces();
  mountOffline();
  for (const button of document.querySelectorAll(".cb-print")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

// What a link leads to was drawn after the browser looked for it.
function showTarget() {
  const target = window.location.hash.startsWith("#item-") && document.getElementById(window.location.hash.slice(1));
  if (!target) return;
  const show = () => {
    target.scrollIntoView({ block: "start" });
    target.querySelector("input, textarea, button")?.focus({ preventScroll: true });
  };
  show();
  // Once all is there the browser goes to the place itself, and takes the focus away.
  window.addEventListener("load", () => setTimeout(show));
}

followMoved();
mountAll();
showTarget();
