// Where the learner is: the story, what can be looked at or asked, what can be done, and what was done so far.

import { make } from "../dom.js";
import { wordsAt } from "./told.js";
import { plain, write } from "./view.js";

const sayMinutes = (act) => (act.minutes === null ? "until all is in" : act.minutes ? `${act.minutes}\u00a0min` : "no time");

/** What a look or an act found, below where it was chosen. */
const showFound = ({ id, text, found }, { words, adorn, level }) => make("div", { class: "bed-found", tabindex: "-1", "data-look": id },
  write(`h${level}`, { class: "bed-asked" }, text, words, adorn), write("div", { class: "bed-answer" }, found, words, adorn));

function showLooks(now, { words, adorn, level, choose }) {
  const { world, place } = now;
  const moment = world.moments[place.moment];
  if (!moment.looks.length) return null;
  const open = new Set(world.listLooks(place).map(({ id }) => id));
  const left = moment.allowed === undefined ? null : moment.allowed - place.visit.length;
  const said = left === null ? "the clock waits" : left > 0 ? `${left === 1 ? "one thing" : `${left} things`} now; the clock waits` : "no more for now";
  const entries = moment.looks.map((look) => {
    if (place.visit.includes(look.id)) return showFound(look, { words, adorn, level: level + 1 });
    if (!open.has(look.id)) return null;
    return make("button", { type: "button", class: "bed-look", on: { click: () => choose(look.id) } }, plain(look.text, words));
  });
  return make("div", { class: "bed-looks" }, make(`h${level}`, { class: "bed-title" }, "Look and ask ", make("span", { class: "bed-hint" }, said)), ...entries);
}

function showActs(now, { words, level, choose }) {
  const acts = now.world.listActs(now.place);
  if (!acts.length) return null;
  return make("div", { class: "bed-acts" }, make(`h${level}`, { class: "bed-title" }, "Do ", make("span", { class: "bed-hint" }, "the clock moves by so much")),
    ...acts.map((act) => make("button", { type: "button", class: "bed-act", on: { click: () => choose(act.id) } },
      make("span", {}, plain(act.text, words)), make("span", { class: "bed-took" }, sayMinutes(act)))));
}

/** What was done so far, the latest first. */
export function showLog({ world, places, way }) {
  const rows = way.map((choice, index) => {
    const [moment, name] = choice.split("/");
    const { looks, acts } = world.moments[moment];
    const one = [...looks, ...acts].find(({ id }) => id === name);
    return make("li", {}, make("span", { class: "bed-when" }, `${places[index].minute}\u00a0min`), plain(one.text, wordsAt(world, places[index])));
  });
  return rows.reverse();
}

/** Fill the scene; `before` is what an act found on the way here. Returns the heading, which can take the focus. */
export function fillScene(root, now, { level, adorn, choose, before = null }) {
  const { world, place } = now;
  const moment = world.moments[place.moment];
  const words = wordsAt(world, place);
  const heading = write(`h${level}`, { class: "bed-moment", tabindex: "-1" }, moment.title, words, adorn);
  const tools = { words, adorn, level: level + 1, choose };
  root.replaceChildren(...[
    before ? write("div", { class: "bed-answer is-before" }, before, words, adorn) : null, heading,
    moment.story ? write("div", { class: "bed-story" }, moment.story, words, adorn) : null,
    showLooks(now, tools), showActs(now, tools),
    moment.end ? write("p", { class: "bed-end" }, moment.end, words, adorn) : null,
  ].filter(Boolean));
  return heading;
}
