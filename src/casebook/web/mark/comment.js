// The comment for the learner, and the bank of comments that are used again.
import { make } from "../dom.js";

/** The field and its bank. `onChange` is called when the comment changes, `onBank(text, keep)` returns the bank as it is then. */
export function makeComment(text, notes, { onChange, onBank }) {
  const field = make("textarea", { id: "mk-comment", class: "mk-field", rows: "3", "aria-describedby": "mk-comment-hint" });
  const list = make("ul", { class: "mk-notes" });
  let bank = notes;
  field.value = text;
  field.addEventListener("input", onChange);

  function use(note) {
    field.value = field.value.trim() ? `${field.value.trimEnd()}\n\n${note}` : note;
    onChange();
  }

  function draw() {
    const rows = bank.map((note, place) => {
      const insert = make("button", { type: "button", class: "mk-note", on: { click: () => use(note) } }, note.slice(0, 160));
      const away = make("button", { type: "button", class: "mk-away", "aria-label": `Drop the note: ${note.slice(0, 60)}` }, "×");
      away.addEventListener("click", () => change(note, false));
      return make("li", {}, make("kbd", { "aria-hidden": "true" }, place < 9 ? `Alt ${place + 1}` : ""), insert, away);
    });
    list.replaceChildren(...rows);
  }

  async function change(note, keep) {
    const found = await onBank(note, keep);
    if (found) bank = found;
    draw();
  }

  const keep = make("button", { type: "button", class: "mk-button mk-small" }, "Keep this comment for others");
  keep.addEventListener("click", () => field.value.trim() && change(field.value.trim(), true));
  draw();
  const element = make(
    "div",
    { class: "mk-comment" },
    make("label", { for: "mk-comment", class: "mk-heading" }, "Comment for the learner"),
    field,
    make("p", { id: "mk-comment-hint", class: "mk-quiet" }, "Markdown. Enter saves, Shift+Enter begins a new line."),
    keep,
    list,
  );
  return { element, field, insert: (place) => place < bank.length && use(bank[place]) };
}
