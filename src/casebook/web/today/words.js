// What the page Today says. Pure functions; days are those of records ("2026-11-28").

import { count } from "../dom.js";
import { AGAIN, EASY, HARD, countDays, lastOf } from "../reader/review/log.js";

const write = (day, parts) => new Date(`${day}T12:00:00Z`).toLocaleDateString("en-GB", { ...parts, timeZone: "UTC" });

/** A day in words: "28 November 2026". */
export const sayDate = (day) => write(day, { day: "numeric", month: "long", year: "numeric" });

/** A coming day as seen from today: "tomorrow", "in 5 days, on Thursday 3 December". */
export function sayWhen(day, today) {
  const days = countDays(today, day);
  if (days === 1) return "tomorrow";
  const date = days < 300 ? write(day, { weekday: "long", day: "numeric", month: "long" }).replace(",", "") : sayDate(day);
  return `in ${days} days, on ${date}`;
}

/** Why a question is asked. */
export function sayWhy({ missed, review }) {
  const day = sayDate(lastOf(review)[0]);
  return missed ? `You missed this on ${day}.` : `You last answered this rightly on ${day}.`;
}

/** How many are asked now, and how many more there are. */
export function sayPlan(plan, { due, again }) {
  const minutes = Math.max(1, Math.round(plan.reduce((sum, item) => sum + item.minutes, 0)));
  const now = `${count(plan.length, "question")}, about ${minutes} min.`;
  const more = due - plan.length;
  const rest = more > 0 ? ` ${more} more ${more === 1 ? "is" : "are"} due and can wait.` : "";
  return `${again ? "Going on: " : ""}${now}${rest}`;
}

/** What became of an answer. */
export function sayCounted({ rating, due, today }) {
  const kept = { [AGAIN]: "Counted as not remembered", [HARD]: "Counted as remembered, but barely", [EASY]: "Counted as remembered with ease" };
  return `${kept[rating] ?? "Counted as remembered"}. It comes back ${sayWhen(due, today)}.`;
}

/** What was due today and remembered. */
export function sayDone({ asked, remembered }) {
  if (asked === 1) return `You were asked one question that was due, and ${remembered ? "remembered" : "did not remember"} it.`;
  return `Of the ${asked} questions you were due today, you remembered ${remembered || "none"}.`;
}

const FEWEST = 5;

/** The same of the last 30 days, with what the model had expected; nothing while there are few. */
export function sayMonth({ asked, remembered, expected }) {
  if (asked < FEWEST) return "";
  return `In the last 30 days: of the ${asked} you were due, you remembered ${remembered || "none"}. The model\u2019s estimate, made before you answered, was ${Math.round(expected)} of ${asked}.`;
}

/** When something is due again. */
export const sayLater = (later, today) =>
  (later ? `Next: ${count(later.count, "question")}, ${sayWhen(later.day, today)}.` : "");

/** That some questions wait, and why. */
export const sayWaiting = (waiting) =>
  (waiting ? `${count(waiting, "more question")} ${waiting === 1 ? "is" : "are"} due too, and ${waiting === 1 ? "waits" : "wait"} for another day: of each case one question a day.` : "");

/** That the clock stands before some answers. */
export const sayAhead = (ahead) =>
  (ahead ? `${count(ahead, "question")} ${ahead === 1 ? "carries" : "carry"} a date after today: this device\u2019s clock is wrong now, or was. Nothing is lost; ${ahead === 1 ? "it comes" : "they come"} back when that date has passed.` : "");
