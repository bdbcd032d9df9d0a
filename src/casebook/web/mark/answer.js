// One answer as it is read: whose it is, the story and the question in their numbers, and what they wrote, as text.
import { make } from "../dom.js";

const SHORT = 20000;

/** What a learner wrote, never as anything but text; of a very long one the beginning, and the rest when asked for. */
function showText(text) {
  if (!text.trim()) return make("p", { class: "mk-quiet" }, "Nothing was written.");
  const shown = make("pre", { class: "mk-text", dir: "auto", tabindex: "0", "aria-labelledby": "mk-answer" }, text.slice(0, SHORT));
  if (text.length <= SHORT) return shown;
  const more = make("button", { type: "button", class: "mk-button" }, `Show all ${text.length.toLocaleString("en")} letters`);
  more.addEventListener("click", () => {
    shown.textContent = text;
    more.remove();
    shown.focus();
  });
  return make("div", {}, shown, more);
}

/** The left side of the page. `open` says whether the story is unfolded; `onFold` is told when that changes. */
export function showAnswer(view, label, { open, onFold }) {
  const story = make(
    "details",
    { class: "mk-story", open },
    make("summary", {}, "The story"),
    make("div", { class: "mk-told", html: view.story }),
  );
  story.addEventListener("toggle", () => onFold(story.open));
  return make(
    "article",
    { class: "mk-paper", "aria-labelledby": "mk-label" },
    make("h2", { id: "mk-label", class: "mk-label", tabindex: "-1" }, label),
    story,
    make("div", { class: "mk-told mk-question", html: view.question }),
    make("h3", { id: "mk-answer", class: "mk-heading" }, "What was written"),
    ...view.remarks.map((remark) => make("p", { class: "mk-remark" }, remark)),
    showText(view.text),
  );
}
