// A reader's way on every page: where they are is noted, and the foot follows their plan.

import { readKept } from "../reader/kept.js";
import { findPlan, measureCourse } from "../reader/progress.js";
import { readPlan } from "../reader/record.js";
import { forget, keep, onChange, recall } from "../reader/storage.js";
import { mountFoot } from "./foot.js";
import { goOn, notePlaces } from "./place.js";
import { measurePlan } from "./plan.js";

// What shows the plan on this page: the store tells only other tabs of a change.
const followers = new Set();

/** Follow a plan - {id, pages} - or none; the foot of this page follows at once. */
export function choosePlan(plan) {
  if (plan) keep("plan", plan);
  else forget("plan");
  for (const follow of followers) follow();
}

/** How far the reader is now: the course as measured, and the plan they follow, or null. */
export function readWay(course) {
  const measured = measureCourse(course, readKept());
  const plan = findPlan(course, readPlan(recall("plan")));
  return { measured, way: plan && measurePlan(plan, measured) };
}

/** Show the reader's way on this page, now and whenever it changes. */
export function mountWay(course) {
  const name = document.documentElement.dataset.page;
  if (!course.pages.some((page) => page.page === name)) return;
  let waiting = false;
  const showFoot = mountFoot(name, () => choosePlan(null));
  function show() {
    waiting = false;
    showFoot(readWay(course).way);
  }
  show();
  followers.add(show);
  onChange((changed) => {
    if (changed !== null && changed !== "plan" && !changed.startsWith("read:")) return;
    if (!waiting) setTimeout(show);
    waiting = true;
  });
  goOn(name);
  // Where one chooses a plan is not where one was reading.
  if (name !== course.choose) notePlaces(name);
}
