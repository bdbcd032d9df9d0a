// The page around the text: light or dark, the drawer with the contents, and where in the page the reader is.

import { findNamed, make } from "../dom.js";
import { keep, onChange, recall } from "../reader/storage.js";

const THEMES = { auto: "Colours: as this device", light: "Colours: light", dark: "Colours: dark" };

function mountTheme() {
  const button = document.querySelector(".site-theme");
  if (!button) return;
  const names = Object.keys(THEMES);
  const read = () => (names.includes(recall("theme")) ? recall("theme") : "auto");
  let theme = read();
  const apply = () => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.dataset.choice = theme;
    button.querySelector(".site-theme-words").textContent = THEMES[theme];
  };
  button.addEventListener("click", () => {
    theme = names[(names.indexOf(theme) + 1) % names.length];
    keep("theme", theme);
    apply();
  });
  onChange((name) => {
    if (name !== null && name !== "theme") return;
    theme = read();
    apply();
  });
  apply();
}

function mountDrawer() {
  const link = document.querySelector(".site-menu");
  const drawer = document.getElementById("contents");
  if (!link || !drawer) return;
  const isOpen = () => drawer.classList.contains("is-open");
  const set = (open) => {
    drawer.classList.toggle("is-open", open);
    link.setAttribute("aria-expanded", open);
    document.documentElement.classList.toggle("has-drawer", open);
    if (open) drawer.querySelector("a")?.focus();
    else if (drawer.contains(document.activeElement)) link.focus();
  };
  link.setAttribute("role", "button");
  link.setAttribute("aria-controls", "contents");
  set(false);
  const press = (event) => {
    event.preventDefault();
    set(!isOpen());
  };
  link.addEventListener("click", press);
  link.addEventListener("keydown", (event) => event.key === " " && press(event));
  drawer.querySelector(".site-close")?.addEventListener("click", (event) => {
    event.preventDefault();
    set(false);
    link.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    set(false);
    link.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (isOpen() && !drawer.contains(event.target) && !link.contains(event.target)) set(false);
  });
  drawer.addEventListener("focusout", (event) => {
    if (isOpen() && event.relatedTarget && !drawer.contains(event.relatedTarget)) set(false);
  });
}

function mountPlace() {
  const links = new Map();
  for (const link of document.querySelectorAll(".site-toc a[href^='#']")) {
    const target = findNamed(link.hash);
    if (target) links.set(target, link);
  }
  if (!links.size || !("IntersectionObserver" in window)) return;
  const seen = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) seen.add(entry.target);
      else seen.delete(entry.target);
    }
    const current = [...links.keys()].filter((target) => seen.has(target)).at(-1);
    if (!current) return;
    for (const [target, link] of links) {
      if (target === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-10% 0px -70% 0px" });
  for (const target of links.keys()) observer.observe(target);
}

const SCROLLERS = "pre, .output.text_html, .pst-scrollable-table-container, .math, .cb-story, .cb-body, .cb-scroll, .cb-figure-scroll";

function nameScroller(box, taken) {
  const kind = box.matches("pre") ? "Code" : box.querySelector("table") ? "Table" : "Formula";
  const heading = box.closest("section")?.querySelector("h1, h2, h3, h4")?.textContent.trim();
  const stem = heading ? `${kind} under ${heading}` : kind;
  let [name, count] = [stem, 1];
  while (taken.has(name)) name = `${stem} (${count += 1})`;
  taken.add(name);
  return name;
}

// A table of a card scrolls by itself, and what stands around it stays where it is.
function boxTables() {
  for (const table of document.querySelectorAll(":is(.cb-story, .cb-body) table")) {
    if (table.closest(".cb-scroll, .cb-figure-scroll")) continue;
    const box = make("div", { class: "cb-scroll" });
    table.before(box);
    box.append(table);
  }
}

// What scrolls sideways must be reachable by keyboard, and say what it is; only that, for a stop at every table would tire.
function markScrollers() {
  boxTables();
  const taken = new Set();
  for (const box of document.querySelectorAll(SCROLLERS)) {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", nameScroller(box, taken));
      box.classList.add("is-scroller");
    } else if (box.tabIndex === 0) {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
      box.classList.remove("is-scroller");
    }
  }
}

let waiting = 0;

/** Look again for what scrolls, once all that is shown anew stands on the page. */
export function lookForScrollers() {
  waiting ||= requestAnimationFrame(() => {
    waiting = 0;
    markScrollers();
  });
}

function mountScrollers() {
  markScrollers();
  window.addEventListener("resize", markScrollers);
  // A table that was closed has no width until it is opened; the event stays where it happens, so it is met on its way there.
  document.addEventListener("toggle", lookForScrollers, true);
  // The shade at the edge says that there is more; at the end there is none.
  document.addEventListener("scroll", ({ target }) => {
    if (target instanceof Element && target.classList.contains("is-scroller")) {
      target.classList.toggle("is-end", target.scrollLeft + target.clientWidth >= target.scrollWidth - 2);
    }
  }, { capture: true, passive: true });
}

/** Make the frame of the page live. Without this the theme follows the device and the contents open as a target. */
export function mountFrame() {
  mountTheme();
  mountDrawer();
  mountPlace();
  mountScrollers();
}
