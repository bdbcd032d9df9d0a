// A text as a file on the reader's device.

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
