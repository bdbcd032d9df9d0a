// What the marking page says to its server, and the drafts that this browser keeps in case it does not answer.

const SILENT =
  "The marking server does not answer. Run casebook mark again and open the address it prints. What you typed is kept in this browser.";

/** Something the server refused, in its own words; `moved` says that somebody changed the mark meanwhile. */
export class Refused extends Error {
  constructor(words, moved) {
    super(words);
    this.moved = moved;
  }
}

async function fetchJson(address, options) {
  let answer;
  let found;
  try {
    answer = await fetch(address, options);
    found = await answer.json();
  } catch {
    throw new Refused(SILENT, false);
  }
  if (!answer.ok) throw new Refused(found.error, answer.status === 409);
  return found;
}

/** Ask for something; nothing changes by it. */
export const ask = (name, query = {}) => fetchJson(`${name}?${new URLSearchParams(query)}`, { cache: "no-store" });

/** Have something done. */
export function send(name, body = {}) {
  return fetchJson(name, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** The drafts of one marker at one exercise. A browser that keeps nothing for a page is no reason to stop. */
export function makeDrafts(desk) {
  const name = (view) => ["casebook-mark", desk.exercise, desk.moderating ? "settled" : desk.marker, view.item, view.key].join("/");
  const attempt = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  return {
    read: (view) => attempt(() => JSON.parse(localStorage.getItem(name(view)))),
    keep: (view, draft) => attempt(() => localStorage.setItem(name(view), JSON.stringify(draft))),
    drop: (view) => attempt(() => localStorage.removeItem(name(view))),
  };
}
