// A reader chooses a country once: its rules come first wherever rules stand by country, and an opened fact says whose it is.

import { make, makeId } from "../dom.js";
import { keep, forget, onChange, recall } from "../reader/storage.js";

const NAME = "country";

/** The countries of the course, in their order: `{ id, name, follows }`. */
export const listCountries = () => JSON.parse(document.querySelector("meta[name=casebook-countries]")?.content ?? "[]");

/** The country that this reader chose, or nothing. */
export const chosenCountry = () => listCountries().find(({ id }) => id === recall(NAME)) ?? null;

/** What an opened fact says of its own country beside the reader's, in words. */
export function sayWhose(regions, chosen = chosenCountry()) {
  if (!chosen || !regions?.length) return "";
  return regions.includes(chosen.id) || regions.includes(chosen.follows) ? `holds in ${chosen.name}, your choice` : `not a rule of ${chosen.name}, your choice`;
}

const placeOf = (rule) => Number(/\bcb-place-(\d+)\b/.exec(rule.className)[1]);

/** Bring the order in which rules are read aloud and stepped through into line with the order in which the style shows them. */
function arrange(place) {
  for (const list of document.querySelectorAll(".cb-rules")) {
    const rules = [...list.children].sort((one, other) => placeOf(one) - placeOf(other));
    const first = rules.findIndex((rule) => placeOf(rule) === place);
    if (first > 0) rules.unshift(...rules.splice(first, 1));
    if (rules.some((rule, at) => list.children[at] !== rule)) list.append(...rules);
    for (const rule of rules) {
      const name = rule.querySelector(".cb-rule-country");
      name.querySelector(".cb-rule-yours")?.remove();
      if (placeOf(rule) === place) name.append(make("span", { class: "cb-rule-yours" }, " (your choice)"));
    }
  }
}

function show() {
  const chosen = chosenCountry();
  const place = listCountries().findIndex(({ id }) => id === chosen?.id);
  if (place < 0) delete document.documentElement.dataset.place;
  else document.documentElement.dataset.place = String(place);
  for (const select of document.querySelectorAll(".cb-country select")) select.value = chosen?.id ?? "";
  arrange(place);
}

function fill(form) {
  const id = makeId("country");
  const options = listCountries().map((country) => make("option", { value: country.id }, country.name));
  const select = make("select", { id }, make("option", { value: "" }, "none chosen"), ...options);
  form.replaceChildren(make("label", { for: id }, "Your country"), select);
  form.addEventListener("submit", (event) => event.preventDefault());
  select.addEventListener("change", () => {
    if (select.value) keep(NAME, select.value);
    else forget(NAME);
    show();
    select.focus({ preventScroll: true });
  });
}

/** Fill each place that a page keeps for the choice, and show the rules in the order of what was chosen before. */
export function mountCountry() {
  for (const form of document.querySelectorAll("form.cb-country")) fill(form);
  show();
  onChange((name) => {
    if (name === null || name === NAME) show();
  });
}
