// A text as a file on the reader's device, a file from there as a text, and what such a text holds.

import { make } from "./dom.js";

const LONG_ENOUGH = 10_000;

/** Offer a JSON text as a download under a name. */
export function saveFile(name, text) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), LONG_ENOUGH);
}

/** What a JSON text holds, whatever mark of its encoding stands before it; undefined where it is damaged. */
export function parseJson(text) {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
}

/** Whether a value from JSON holds entries by name. */
export const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const countBytes = (bytes) => bytes.toLocaleString("en-GB");

/**
 * A place to pick a JSON file. `read(text)` returns what is in it, or {fault}; `show(found, name)` gets that, or a fault
 * where the file is larger than `largest` bytes or no text at all. `foreign` are the words for a file of another kind,
 * `tooLarge` what is added to the words for one too large.
 */
export function makePicker({ id, largest, tooLarge = "", foreign, read, show }) {
  const input = make("input", { type: "file", accept: ".json,application/json", class: "cb-file", id });
  const open = async (file) => {
    if (file.size > largest) return { fault: `The file has ${countBytes(file.size)} bytes and may have ${countBytes(largest)}.${tooLarge}` };
    try {
      return read(new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()));
    } catch {
      return { fault: foreign };
    }
  };
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    const found = await open(file);
    // So that the same file can be picked again once it was mended.
    input.value = "";
    show(found, file.name);
  });
  return input;
}
