// What a page with a bedside session runs besides the common script.

import { lendScreen } from "../item/kind/way.js";
import { makePlayed } from "./played.js";
import { mountSession } from "./screen.js";

lendScreen(makePlayed);

for (const card of document.querySelectorAll(".cb-card.cb-session")) mountSession(card, JSON.parse(card.querySelector("script.session-data").textContent));

// On paper nothing can be opened.
const folds = document.querySelectorAll(".session-paper details");
window.addEventListener("beforeprint", () => folds.forEach((fold) => (fold.open = true)));
window.addEventListener("afterprint", () => folds.forEach((fold) => (fold.open = false)));
