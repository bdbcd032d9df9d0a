// What runs on every page of the book: it finds the cards that are there and makes them live.

import { mountCase } from "./case.js";
import { mountExercise } from "./exercise.js";
import { mountFacts } from "./fact.js";
import { mountFrame } from "./frame.js";
import { mountOffline } from "./offline.js";
import { mountSearch } from "./search.js";
import { mountSimulator } from "./simulator.js";

function readData(holder) {
  return JSON.parse(holder.querySelector("script.cb-data").textContent);
}

function mountAll() {
  mountFrame();
  const facts = document.querySelector("script.cb-facts");
  const adorn = mountFacts(facts ? JSON.parse(facts.textContent) : { register: "", facts: {} });
  for (const card of document.querySelectorAll(".cb-case")) mountCase(card, readData(card), { adorn });
  for (const root of document.querySelectorAll(".cb-simulator")) mountSimulator(root, readData(root), { adorn });
  for (const root of document.querySelectorAll(".cb-exercise")) {
    mountExercise(root.querySelector(".cb-exercise-body"), readData(root), { adorn });
  }
  const search = document.querySelector(".search-page");
  if (search && window.casebookSearch) mountSearch(search, window.casebookSearch);
  mountOffline();
}

mountAll();
