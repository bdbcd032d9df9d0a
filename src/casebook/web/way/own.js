// What the pages about a reader's way run besides the common script: the first page, "My progress", the plans and the two tests.

import { icon, make } from "../dom.js";
import { readKept } from "../reader/kept.js";
import { OWN } from "../reader/progress.js";
import { readPlan, sayDay } from "../reader/record.js";
import { countDue } from "../reader/review/due.js";
import { onChange, recall } from "../reader/storage.js";
import { showBack, showWay } from "./back.js";
import { resumeAt } from "./place.js";
import { mountTrial } from "./trial.js";
import { choosePlan, readWay } from "./way.js";

/** What stands for a plan that is followed: where to start or go on, and, apart from it, the way out. */
function showChosen(way, leave) {
  const words = way.done ? "Go on" : "Start";
  return [
    make("span", { class: "plan-yours" }, icon("right"), "Your plan"),
    way.next ? make("a", { class: "cb-button", href: resumeAt(way.next.page) }, `${words}: ${way.next.title}, ${way.next.minutes}\u00a0min`)
      : make("span", {}, "You have done every page of it."),
    make("button", { type: "button", class: "cb-link-button", on: { click: leave } }, "Leave this plan"),
  ];
}

function mountChoice(choose) {
  const places = [...document.querySelectorAll(".plan")].map((section) => [section.dataset.plan, section.querySelector(".plan-choice")]);
  const follow = (id, place) => {
    choose({ id });
    (place.querySelector("a") ?? place.querySelector("button")).focus();
  };
  const leave = (place) => {
    choose(null);
    place.querySelector("button").focus();
  };
  let shown = "";
  return (way) => {
    const now = JSON.stringify([way?.id, way?.done, way?.next?.page]);
    // What holds the focus stays.
    if (now === shown) return;
    shown = now;
    for (const [id, place] of places) {
      place.replaceChildren(...(way?.id === id ? showChosen(way, () => leave(place))
        : [make("button", { type: "button", class: "cb-button is-quiet", on: { click: () => follow(id, place) } }, "Follow this plan")]));
    }
  };
}

function readFollowed() {
  const plan = readPlan(recall("plan"));
  return plan?.id === OWN ? plan.pages : [];
}

function mountOwn(course) {
  const [back, mine] = [".site-back", ".my-way"].map((place) => document.querySelector(place));
  let waiting = false;
  const choose = (plan) => {
    choosePlan(plan);
    show();
  };
  const showChoice = mountChoice(choose);
  const trials = [...document.querySelectorAll(".cb-trial")].map((root) => mountTrial(root, { readFollowed, adopt: (pages) => choose({ id: OWN, pages }) }));

  function show() {
    waiting = false;
    const { measured, way } = readWay(course);
    if (back) showBack(back, measured, way, countDue(course, readKept(), sayDay(new Date())));
    if (mine) showWay(mine, measured, way, course.choose);
    showChoice(way);
    for (const showTrial of trials) showTrial(measured);
  }

  const later = () => {
    if (!waiting) setTimeout(show);
    waiting = true;
  };
  show();
  onChange(later);
  // A question on this very page was checked.
  document.addEventListener("submit", later);
}

if (window.casebookCourse) mountOwn(window.casebookCourse);
