// What this browser remembers, and for how long: until it is erased; on a shared computer until the tab closes; where
// storage is full or denied, until the page is left. Other tabs of the course hear of every change.

const PREFIX = "casebook:";
const SHARED = `${PREFIX}shared`;

// Only what could not be written is here. It goes before what is still written under its name.
const memory = new Map();
const listeners = new Set();
const movers = new Set();
let failed = false;

const readArea = (name) => {
  try {
    return window[name];
  } catch {
    return null;
  }
};

const isMarkedShared = () => {
  try {
    return readArea("sessionStorage").getItem(SHARED) === "true";
  } catch {
    return false;
  }
};

let shared = isMarkedShared();
const area = () => readArea(shared ? "sessionStorage" : "localStorage");

let channel = null;
try {
  channel = new BroadcastChannel("casebook");
} catch {
  // each tab for itself
}
const tell = (message) => channel?.postMessage(message);

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What was kept under a name, or a fallback; a broken entry is as good as none. */
export function recall(name, fallback = null) {
  if (memory.has(name)) return structuredClone(memory.get(name)) ?? fallback;
  try {
    return parse(area().getItem(PREFIX + name)) ?? fallback;
  } catch {
    return fallback;
  }
}

/** What is written under a name, whatever this page holds that could not be: another tab may have written since. */
export function recallWritten(name) {
  try {
    return parse(area().getItem(PREFIX + name)) ?? null;
  } catch {
    return null;
  }
}

/** Keep a value; return whether the browser will remember it after the page is left. */
export function keep(name, value) {
  if (shared) tell({ kind: "kept", name, value });
  try {
    area().setItem(PREFIX + name, JSON.stringify(value));
    memory.delete(name);
    failed = false;
    return true;
  } catch {
    memory.set(name, structuredClone(value));
    failed = true;
    return false;
  }
}

/** Forget what was kept under a name. */
export function forget(name) {
  memory.delete(name);
  if (shared) tell({ kind: "kept", name, value: null });
  try {
    area().removeItem(PREFIX + name);
  } catch {
    // it was never kept there
  }
}

function listIn(store) {
  try {
    return Object.keys(store).filter((key) => key.startsWith(PREFIX) && key !== SHARED).map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}

/** The names under which something is kept that begin with `stem`. */
export function listKept(stem = "") {
  return [...new Set([...listIn(area()), ...memory.keys()])].filter((name) => name.startsWith(stem)).sort();
}

let probed = false;

/** How long what is answered here lasts: "browser", "tab" or "page". */
export function howLong() {
  if (!probed) {
    probed = true;
    try {
      area().setItem(`${PREFIX}probe`, "1");
      area().removeItem(`${PREFIX}probe`);
    } catch {
      failed = true;
    }
  }
  return failed ? "page" : shared ? "tab" : "browser";
}

/** Call `listener(name)` when what is kept under a name was changed elsewhere; null when anything may have been. */
export function onChange(listener) {
  listeners.add(listener);
}

/** Call `listener(shared)` when this tab begins to keep things the other way. */
export function onMoved(listener) {
  movers.add(listener);
}

function announce(name) {
  for (const listener of listeners) listener(name);
}

// Names that say nothing of a person, and stay when everything else is erased.
const IMPERSONAL = new Set(["theme"]);

/** Erase everything this course keeps here, but for the colours chosen. */
export function eraseAll() {
  for (const name of listKept()) if (!IMPERSONAL.has(name)) forget(name);
  tell({ kind: "erased" });
}

export const isShared = () => shared;

function writeAll(entries) {
  for (const [name, value] of Object.entries(entries)) {
    try {
      area().setItem(PREFIX + name, JSON.stringify(value));
      memory.delete(name);
    } catch {
      memory.set(name, value);
    }
  }
}

const readAll = () => Object.fromEntries(listKept().map((name) => [name, recall(name)]));

function clearArea(store) {
  for (const name of listIn(store)) {
    if (IMPERSONAL.has(name) && store === area()) continue;
    try {
      store.removeItem(PREFIX + name);
    } catch {
      // it was never kept there
    }
  }
}

/** Move to the other kind of keeping, with what is kept; return whether this tab will still know after a reload. */
function move(next, entries) {
  const from = area();
  shared = next;
  writeAll(entries);
  if (from !== area()) clearArea(from);
  try {
    if (next) readArea("sessionStorage").setItem(SHARED, "true");
    else readArea("sessionStorage").removeItem(SHARED);
    return true;
  } catch {
    return false;
  }
}

/** Say whether this computer is shared. What was kept moves along: into this tab, or back into the browser. */
export function setShared(next) {
  if (next === shared) return;
  const entries = readAll();
  move(next, entries);
  for (const listener of movers) listener(next);
  tell(next ? { kind: "shared", entries } : { kind: "own" });
}

function hear({ kind, name, value, entries }) {
  if (kind === "hello" && shared) tell({ kind: "shared", entries: readAll() });
  else if (kind === "shared" && !shared) {
    if (move(true, { ...readAll(), ...entries })) window.location.reload();
  } else if (kind === "own" && shared) {
    if (move(false, {})) window.location.reload();
  } else if (kind === "erased") {
    clearArea(readArea(shared ? "sessionStorage" : "localStorage"));
    memory.clear();
    window.location.reload();
  } else if (kind === "kept" && shared && typeof name === "string") {
    if (value === null) memory.delete(name);
    try {
      if (value === null) area().removeItem(PREFIX + name);
      else area().setItem(PREFIX + name, JSON.stringify(value));
    } catch {
      memory.set(name, value);
    }
    announce(name);
  }
}

if (channel) channel.onmessage = (event) => hear(event.data ?? {});
if (!shared) tell({ kind: "hello" });
window.addEventListener("storage", (event) => {
  if (shared || event.storageArea !== readArea("localStorage")) return;
  if (event.key === null) announce(null);
  else if (event.key.startsWith(PREFIX) && event.key !== `${PREFIX}probe`) announce(event.key.slice(PREFIX.length));
});
// A page that comes back as it was left may have been overtaken by the pages in between.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) announce(null);
});

/** Random letters that stand for this browser in self-checks: they decide which numbers are shown, nothing else. */
export function browserToken() {
  const known = recall("token");
  if (typeof known === "string" && /^[0-9a-f]{16}$/.test(known)) return known;
  const token = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  keep("token", token);
  return token;
}
