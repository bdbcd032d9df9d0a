// What is only there on paper.

/**
 * Leave an element in the page whenever it is printed. `show()` puts it there and returns it, or null for nothing. A
 * browser may say twice that it is about to print, and the element is there once all the same.
 */
export function onPaper(show) {
  let shown = null;
  window.addEventListener("beforeprint", () => {
    shown ??= show();
  });
  window.addEventListener("afterprint", () => {
    shown?.remove();
    shown = null;
  });
}
