// Making elements, and the few things every view needs.

/** An element: `make("button", {type: "button", class: "x", on: {click}}, "text", child)`. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "html") {
      element.innerHTML = value;
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

let made = 0;

/** An id no other element of the page has. */
export function makeId(stem) {
  made += 1;
  return `${stem}-${made}`;
}

/** Words for a screen reader only. */
export function whisper(text) {
  return make("span", { class: "cb-whisper" }, text);
}

const ICONS = {
  right: "M3.5 8.5l3 3 6-7",
  wrong: "M4 4l8 8M12 4l-8 8",
  partly: "M3.5 8h9",
  up: "M8 12.5v-9M4 7.5l4-4 4 4",
  down: "M8 3.5v9M4 8.5l4 4 4-4",
  again: "M12.8 6.2A5.2 5.2 0 1 0 13.2 9M13 3v3.4H9.6",
  link: "M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-1 1M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l1-1",
  kept: "M4.5 2.5h7v11L8 10.7l-3.5 2.8z",
  save: "M8 2.5v7.5M4.5 7L8 10.5 11.5 7M3 13.5h10",
};

/** A small drawn sign, hidden from screen readers: the words beside it say the same. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "cb-icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Put a variant's numbers into every placeholder inside an element, and show its look of each drawing. */
export function fillNumbers(element, numbers, variant) {
  for (const place of element.querySelectorAll("data[value]")) {
    const texts = numbers[place.getAttribute("value")];
    if (texts) place.textContent = texts[variant] ?? texts[0];
  }
  for (const look of element.querySelectorAll("[data-drawn]")) {
    look.hidden = !look.dataset.drawn.split(" ").includes(String(variant));
  }
}

/** HTML of the course's own making as an element, with a variant's numbers in it. */
export function fill(tag, attributes, html, numbers, variant) {
  const element = make(tag, { ...attributes, html });
  fillNumbers(element, numbers, variant);
  return element;
}

/** The element that an address names behind its hash, or null; an empty name is asked of nobody, for Firefox complains of it. */
export function findNamed(hash) {
  const name = decodeURIComponent(hash.slice(1));
  return name ? document.getElementById(name) : null;
}

/** A number of things in words: "1 page", "2 pages". */
export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** "1 mark", "2.5 marks". */
export const countMarks = (points) => count(Number(points.toFixed(2)), "mark");
