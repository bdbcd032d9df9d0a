// On the pages of the two tests: what the first one advises, and what was gained at the second.

import { count, icon, make } from "../dom.js";
import { sayMinutes } from "../reader/progress.js";
import { addressOf } from "../reader/tracker.js";
import { adviseFrom, listFirst } from "./advice.js";
import { countRight, listTwiceMissed, measureGain } from "./gain.js";

const percent = (share) => `${Math.round(100 * share)}\u00a0%`;
const points = (share) => `${share < 0 ? "\u2212" : "+"}${Math.abs(Math.round(100 * share))}`;

function sayWhy({ missed, unsure }) {
  return [missed.length ? `missed: ${missed.join(", ")}` : "", unsure.length ? `right, but unsure: ${unsure.join(", ")}` : ""].filter(Boolean).join("; ");
}

function sayLead({ answered, total, right, rows }) {
  const open = answered < total ? ` ${total - answered} still open.` : "";
  const words = `${right} of ${answered} right at the first try.${open}`;
  if (!rows.length) return `${words} ${answered < total ? "So far nothing sends you to a page." : "Nothing sends you to a page: go on with the evidence, or with the graded exercises."}`;
  return words;
}

function mountAdvice(root, { advice }, { adopt, readFollowed }) {
  const place = root.querySelector(".trial-result");
  const all = root.querySelector(".trial-all");
  const fold = make("details", { class: "cb-details" }, make("summary", {}, "Which question leads where"));
  all.replaceWith(fold);
  fold.append(all);
  let shown = "";
  return (measured) => {
    const plan = adviseFrom(advice, listFirst(measured), measured.pages);
    const now = JSON.stringify([plan.answered, plan.right, plan.rows.map(({ page, missed, unsure }) => [page.page, missed, unsure]), readFollowed()]);
    if (now === shown) return;
    shown = now;
    fold.open = !plan.answered;
    if (!plan.answered) {
      place.replaceChildren(make("p", {}, "Answer the questions above, and your plan stands here: which pages, in which order, and for how long."));
      return;
    }
    const pages = plan.rows.map((row) => row.page.page);
    const followed = readFollowed();
    const same = pages.length && pages.length === followed.length && pages.every((page) => followed.includes(page));
    const click = () => {
      adopt(pages);
      place.querySelector("button").focus();
    };
    const button = make("button", { type: "button", class: "cb-button", "aria-pressed": String(Boolean(same)), on: { click } },
      same ? icon("right") : "", same ? "You follow this plan" : "Follow this plan");
    place.replaceChildren(...[
      make("p", { class: "trial-lead" }, sayLead(plan)),
      pages.length ? make("p", { class: "trial-sum" }, `${count(pages.length, "page")} for you, ${sayMinutes(plan.minutes)} with their cases:`) : null,
      pages.length ? make("ol", { class: "plan-pages" }, ...plan.rows.map((row) => make("li", {},
        make("a", { href: addressOf(row.page.page) }, row.page.title), " ", make("span", { class: "site-minutes" }, `${row.page.minutes} min`),
        make("span", { class: "my-where" }, sayWhy(row))))) : null,
      pages.length ? make("p", { class: "plan-choice" }, button, " ", make("span", { class: "cb-hint" },
        same ? "Next, at the foot of each page, goes on with it." : "Next, at the foot of each page, will go on with it.")) : null,
    ].filter(Boolean));
  };
}

function sayGain({ before, after, gain, low, high, count: pairs }, [first, second]) {
  const right = `Right at the first try, of the ${count(pairs, "question")} that you answered in both tests: ${first} in the pre-test, ${second} here.`;
  const marks = `In marks, where a part of a question counts as well, that is ${percent(before)} in the pre-test and ${percent(after)} here.`;
  const interval = `The difference is ${points(gain)} percentage points; with so few questions the truth may lie anywhere from ${points(low)} to ${points(high)} (95\u00a0% interval).`;
  const verdict = low > 0 ? "So luck alone is an unlikely explanation of it. The reasons below still are."
    : high < 0 ? "So you did worse here, and more than luck explains; these may be the harder questions."
      : "That includes no change at all: a dozen questions can\u2019t tell.";
  return [right, marks, interval, verdict];
}

/** The topics that were missed in both tests, each with the pages to read again. */
function listTwice(missed, topics, pages) {
  const named = new Map(pages.map(({ page, title }) => [page, title]));
  const rows = missed.filter((item) => topics[item]).map((item) => {
    const [about, names] = topics[item];
    const links = names.filter((name) => named.has(name)).flatMap((name, place) => [place ? ", " : "", make("a", { href: addressOf(name) }, named.get(name))]);
    return make("li", {}, about, ": ", ...links);
  });
  return rows.length ? [make("p", { class: "trial-twice" }, "Missed in both tests:"), make("ul", {}, ...rows)] : [];
}

function mountGain(root, { pairs, topics }) {
  const place = root.querySelector(".trial-result");
  return (measured) => {
    const firsts = listFirst(measured);
    const [began, now] = [0, 1].map((side) => pairs.filter((pair) => Object.hasOwn(firsts, pair[side])).length);
    const found = measureGain(pairs, firsts);
    const open = `Pre-test: ${began} of ${pairs.length} answered. Post-test: ${now} of ${pairs.length}.`;
    const words = found ? sayGain(found, countRight(pairs, firsts)) : ["What you gained stands here when you have answered questions of both tests."];
    place.replaceChildren(...words.map((line) => make("p", {}, line)), ...listTwice(listTwiceMissed(pairs, firsts), topics, measured.pages), make("p", { class: "cb-hint" }, `${open} Only first tries count.`));
  };
}

/** What one of the two tests says, as what shows it: `show(measured)`. `tools` are {adopt(pages), readFollowed()}. */
export function mountTrial(root, tools) {
  const data = JSON.parse(root.querySelector(".cb-trial-data").textContent);
  return root.dataset.kind === "advice" ? mountAdvice(root, data, tools) : mountGain(root, data);
}
