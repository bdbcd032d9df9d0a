// The whole course kept for reading without a network, and a quiet word when there is a newer version of it.
//
// Not from a folder of files, where it can't be; not on this computer's own preview, where the worker would outlive it
// and answer for whatever is served there next; and not on a shared computer.

import { make } from "../dom.js";
import { isShared, onMoved } from "../reader/storage.js";

const LONGEST = 4000;
const HOUR = 3600000;

const isPreview = (host) => host === "localhost" || host === "[::1]" || host.startsWith("127.");

// What lasts as long as the tab and says nothing of a person: not under the names that are exported and erased.
const MENDED = "casebook-mended";
const LATER = "casebook-later";

const recall = (name) => {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
};

const keep = (name, value) => {
  try {
    sessionStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
};

/** Say on the page whether the course is being kept here: "yes", "no", or nothing yet. */
const say = (kept) => {
  document.documentElement.dataset.offline = kept ? "yes" : "no";
};

/** Do something once the page has loaded and the browser has nothing better to do. */
function whenIdle(act) {
  const later = () => (window.requestIdleCallback ? requestIdleCallback(act, { timeout: LONGEST }) : setTimeout(act, LONGEST / 2));
  if (document.readyState === "complete") later();
  else window.addEventListener("load", later, { once: true });
}

/** Ask the worker that answers for this page which version that is. */
function askVersion(worker) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    worker.postMessage("which version", [port2]);
  });
}

/** Show that there is a new version, with a button that takes it. "Later" holds for this tab and this version. */
async function announce(worker, take) {
  const version = await askVersion(worker);
  if (document.querySelector(".site-update") || recall(LATER) === version) return;
  const bar = make("div", { class: "site-update", role: "status" });
  document.body.append(bar);
  const go = make("button", { type: "button", class: "cb-button", on: { click: take } }, "Reload to use it");
  const later = make("button", { type: "button", class: "cb-button is-quiet", on: { click: () => {
    keep(LATER, version);
    bar.remove();
  } } }, "Later");
  // A listener hears what comes into a status that is there already.
  requestAnimationFrame(() => bar.append(make("p", {}, "A new version of the course is there."), go, later));
}

/** Watch for a worker that has taken in a new version and waits for this one's pages to close. */
function watch(container, registration) {
  const take = () => {
    container.addEventListener("controllerchange", () => location.reload(), { once: true });
    // Another tab may have taken it already.
    if (registration.waiting) registration.waiting.postMessage("take over");
    else location.reload();
  };
  const look = () => registration.waiting && container.controller && announce(registration.waiting, take);
  const follow = () => registration.installing?.addEventListener("statechange", look);
  registration.addEventListener("updatefound", follow);
  follow();
  look();
  let asked = 0;
  const check = () => {
    if (document.hidden || Date.now() - asked < HOUR) return;
    asked = Date.now();
    registration.update().catch(() => {});
  };
  document.addEventListener("visibilitychange", check);
  check();
}

async function leaveNothing(container, address) {
  const registration = await container.getRegistration(address);
  if (!registration) return;
  await registration.unregister();
  for (const name of await caches.keys()) {
    if (name.startsWith(`casebook:${registration.scope}:`)) await caches.delete(name);
  }
}

/** A page kept from before an update, with a script from after it: load the page again, once. */
function mendMixture() {
  const { build, script } = document.documentElement.dataset;
  if (!build || build === script || !location.protocol.startsWith("http")) return;
  const tried = `${build} ${location.pathname}`;
  if (recall(MENDED) !== tried && keep(MENDED, tried)) location.reload();
}

/**
 * Ask the worker for what is downloaded, so that what was asked for once is there without a network too: a browser's own
 * download passes the worker by, and going to the file does not. The worker answers so that it is saved and not shown.
 */
function mountDownloads() {
  if (!navigator.serviceWorker?.controller) return;
  for (const link of document.querySelectorAll(".site-download a[href$='.ipynb'], .site-download a[href$='.whl']")) {
    link.removeAttribute("download");
  }
}

/** Keep the course for reading without a network, where that is possible and wanted. */
export function mountOffline() {
  mountDownloads();
  mendMixture();
  const place = document.documentElement.dataset.worker;
  const container = navigator.serviceWorker;
  if (!place || !container || !location.protocol.startsWith("http") || isPreview(location.hostname)) {
    say(false);
    return;
  }
  const address = new URL(place, location.href).href;
  const controller = container.controller;
  const version = controller ? askVersion(controller) : Promise.resolve("");
  container.addEventListener("message", async (event) => {
    if (event.data === "which version") event.ports[0].postMessage(await version);
  });
  container.startMessages();
  const decide = async () => {
    let kept = false;
    try {
      if (isShared()) await leaveNothing(container, address);
      else if (controller || !navigator.connection?.saveData) {
        watch(container, await container.register(address));
        container.controller?.postMessage("tidy");
        kept = true;
      }
    } catch {
      // Denied, or no network just now: the course works without.
      kept = Boolean(controller);
    }
    say(kept);
  };
  onMoved(decide);
  whenIdle(decide);
}
