// One hand on the keyboard: which key does what, and where keys are only letters.
import { make } from "../dom.js";

const ROWS = [
  ["1 … 9", "a point of the rubric, on and off"],
  ["Shift 1 … 9", "half of it"],
  ["F, 0", "full marks, no marks"],
  ["Enter", "save, and go to the next"],
  ["Shift+Enter, ←", "go back"],
  ["→", "go on without saving"],
  ["C", "to the comment; Esc leaves it"],
  ["A", "to what is added or taken off"],
  ["Alt 1 … 9", "put in a comment of the bank"],
  ["U", "undo what was saved last"],
];

// Where marks are settled, numbers choose between those given.
const SETTLING = [["1, 2 …", "one of the marks given, or their mean"], ...ROWS.slice(3, 7), ["A", "to the mark settled on"], ...ROWS.slice(8)];

const LETTERS = { KeyF: "full", KeyC: "comment", KeyA: "adjust", KeyU: "undo" };

/** What a key asks for: [action, number], or null when it is nobody's but the field's. `single` says whether single keys count. */
export function readKey(event, single) {
  const { target, code, key } = event;
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code);
  const typing = target.matches("textarea, select, input:not([type=checkbox])");
  if (event.ctrlKey || event.metaKey || event.isComposing) return null;
  if (event.altKey) return digit && digit[1] !== "0" ? ["note", Number(digit[1]) - 1] : null;
  if (key === "Escape" && typing) return ["leave", 0];
  if (key === "Enter" && !target.closest("button, summary, a, select")) {
    if (!event.shiftKey) return ["save", 0];
    return target.matches("textarea") ? null : ["back", 0];
  }
  if (typing || target.closest("summary") || !single) return null;
  if (key === "ArrowLeft" && !target.matches("pre")) return ["back", 0];
  if (key === "ArrowRight" && !target.matches("pre")) return ["next", 0];
  if (digit) return digit[1] === "0" ? ["none", 0] : [event.shiftKey ? "half" : "point", Number(digit[1]) - 1];
  return LETTERS[code] && !event.shiftKey ? [LETTERS[code], 0] : null;
}

/** The list of keys, those for marking or for settling, and the switch for those who speak or whose keys slip. */
export function showKeys(settling) {
  const box = make("input", { type: "checkbox", id: "mk-single", checked: true });
  const rows = (settling ? SETTLING : ROWS).flatMap(([keys, words]) => [make("dt", {}, make("kbd", {}, keys)), make("dd", {}, words)]);
  const element = make(
    "details",
    { class: "mk-keys" },
    make("summary", {}, "Keys"),
    make("dl", {}, ...rows),
    make("p", {}, box, make("label", { for: "mk-single" }, " Single keys, and arrows, do something")),
  );
  return { element, isOn: () => box.checked };
}
