// What this browser remembers. If it may not remember, the page does until it is closed.

const memory = new Map();
const PREFIX = "casebook:";

/** What was kept under a name, or a fallback; a broken entry is as good as none. */
export function recall(name, fallback = null) {
  try {
    const text = window.localStorage.getItem(PREFIX + name);
    if (text !== null) return JSON.parse(text);
  } catch {
    // denied, or not ours: fall through to this page's own memory
  }
  return memory.has(name) ? structuredClone(memory.get(name)) : fallback;
}

/** Keep a value; return whether the browser will remember it after the page is closed. */
export function keep(name, value) {
  memory.set(name, structuredClone(value));
  try {
    window.localStorage.setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Forget what was kept under a name. */
export function forget(name) {
  memory.delete(name);
  try {
    window.localStorage.removeItem(PREFIX + name);
  } catch {
    // it was never kept there
  }
}

/** Random letters that stand for this browser in self-checks: they decide which numbers are shown, nothing else. */
export function browserToken() {
  const known = recall("token");
  if (typeof known === "string" && /^[0-9a-f]{16}$/.test(known)) return known;
  const token = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  keep("token", token);
  return token;
}
