// The service worker: it keeps one whole version of the course in this browser and answers from it, with or without a
// network. It stands at the root of the site as sw.js; the build fills in the version and the list of files.
//
// Versions are never mixed. A version is taken in whole, every file held against its digest, or not at all. Pages of one
// version go on with it until the reader asks for the new one or has closed them all; then its files are removed.

const VERSION = "";
const KEPT = {};
const LAZY = {};

const STEM = `casebook:${self.registration.scope}:`;
const NAME = STEM + VERSION;
const LIST = new URL("casebook-files.json", self.registration.scope).href;
const AT_ONCE = 3;
const ANSWER_WITHIN = 2000;
const OF_THE_WIRE = ["age", "content-encoding", "content-length", "date", "transfer-encoding", "vary"];

const addressOf = (file) => new URL(file.split("/").map(encodeURIComponent).join("/"), self.registration.scope).href;

async function digest(data) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return Array.from(bytes.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** An answer with the bytes that belong to this version, and the headers it came with; null if they are others. */
async function holdAgainst(response, wanted) {
  if (!response.ok) return null;
  const data = await response.arrayBuffer();
  if ((await digest(data)) !== wanted) return null;
  const headers = new Headers(response.headers);
  for (const name of OF_THE_WIRE) headers.delete(name);
  return new Response(data, { status: 200, headers });
}

async function fetchWhole(file, wanted) {
  for (const cache of ["no-cache", "reload"]) {
    const response = await fetch(addressOf(file), { cache, credentials: "same-origin", priority: "low" });
    const whole = await holdAgainst(response, wanted);
    if (whole) return whole;
  }
  throw new Error(`${file} belongs to another version of the course`);
}

/** What this version keeps; nothing once a reader has said that the computer is shared. */
const openOwn = async () => ((await caches.has(NAME)) ? caches.open(NAME) : null);

/** Every other version in this browser, with the list of its files. */
async function openOthers() {
  const names = (await caches.keys()).filter((name) => name.startsWith(STEM) && name !== NAME);
  const opened = names.map(async (name) => {
    const cache = await caches.open(name);
    const list = await cache.match(LIST);
    return { version: name.slice(STEM.length), cache, files: list ? await list.json() : {} };
  });
  return Promise.all(opened);
}

async function takeIn() {
  const cache = await caches.open(NAME);
  const others = await openOthers();
  const waiting = Object.entries(KEPT);
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [file, wanted] = next;
      if (await cache.match(addressOf(file))) continue;
      const same = others.find((other) => other.files[file] === wanted);
      const known = same && (await same.cache.match(addressOf(file)));
      await cache.put(addressOf(file), known || (await fetchWhole(file, wanted)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  // It may have been taken away meanwhile: by a reader, or by a browser short of space.
  const there = new Set(((await (await openOwn())?.keys()) ?? []).map((request) => request.url));
  if (!Object.keys(KEPT).every((file) => there.has(addressOf(file)))) throw new Error("what was kept is gone again");
  await cache.put(LIST, new Response(JSON.stringify(KEPT), { headers: { "Content-Type": "application/json" } }));
}

/** Ask a page which version it was made with; undefined if it doesn't say, because it is asleep. */
function ask(client) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    setTimeout(resolve, ANSWER_WITHIN);
    client.postMessage("which version", [port2]);
  });
}

/** Remove the versions that no page uses any more. */
async function tidy() {
  if (self.registration.installing || self.registration.waiting) return;
  const others = await openOthers();
  if (!others.length) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const used = await Promise.all(pages.map(ask));
  if (used.includes(undefined) || self.registration.installing || self.registration.waiting) return;
  for (const other of others) if (!used.includes(other.version)) await caches.delete(STEM + other.version);
}

/** The file of the site that an address stands for; a folder stands for its first page. */
function fileOf(url) {
  let file;
  try {
    file = decodeURIComponent(url.pathname.slice(new URL(self.registration.scope).pathname.length));
  } catch {
    return "";
  }
  if (file === "" || file.endsWith("/")) file += "index.html";
  return !(file in KEPT) && `${file}.html` in KEPT ? `${file}.html` : file;
}

async function answerPage(request) {
  const url = new URL(request.url);
  const file = fileOf(url);
  if (file in KEPT) return (await (await openOwn())?.match(addressOf(file))) || fetch(request);
  if (`${file}/index.html` in KEPT) return Response.redirect(`${url.origin}${url.pathname}/${url.search}`, 302);
  try {
    return await fetch(request);
  } catch (error) {
    const missing = await caches.match(addressOf("404.html"), { cacheName: NAME });
    if (!missing) throw error;
    return new Response(missing.body, { status: 404, headers: missing.headers });
  }
}

async function answerFile(request) {
  const url = new URL(request.url);
  const file = fileOf(url);
  const asked = url.searchParams.get("v");
  const fits = (files) => file in files && (!asked || files[file].startsWith(asked));
  const cache = await openOwn();
  if (fits(KEPT)) return (await cache?.match(addressOf(file))) || fetch(request);
  if (file in LAZY) {
    const known = await cache?.match(addressOf(file));
    if (known) return known;
    const response = await fetch(request);
    const whole = cache && (await holdAgainst(response.clone(), LAZY[file]));
    if (whole) await (await openOwn())?.put(addressOf(file), whole);
    return response;
  }
  // A page of an older version, still being drawn while the new one took over.
  const older = (await openOthers()).find((other) => fits(other.files));
  return (older && (await older.cache.match(addressOf(file)))) || fetch(request);
}

/** A file that was gone to like a page: to be saved, and not shown. */
async function answerDownload(request) {
  const { body, status, headers } = await answerFile(request);
  const saved = new Headers(headers);
  saved.set("Content-Disposition", "attachment");
  return new Response(body, { status, headers: saved });
}

self.addEventListener("install", (event) => event.waitUntil(takeIn()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(self.registration.scope)) return;
  if (request.mode === "navigate" && fileOf(new URL(request.url)) in LAZY) {
    event.respondWith(answerDownload(request));
  } else if (request.mode === "navigate") {
    event.respondWith(answerPage(request));
  } else {
    event.respondWith(answerFile(request));
  }
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  // From a page that is there and at rest: one that is just being left would not say which version it is.
  else if (event.data === "tidy") event.waitUntil(tidy().then(() => event.ports[0]?.postMessage("tidied")));
  else if (event.data === "which version") event.ports[0].postMessage(VERSION);
});
