// What the page Today runs besides the script of every page, whose modules it shares.

import { make } from "../dom.js";
import { makeModel } from "./schedule.js";
import { mountToday } from "./view.js";

const root = document.querySelector(".today-page");
if (root && window.casebookCourse && window.FSRS) mountToday(root, window.casebookCourse, { model: makeModel(window.FSRS) });
else root?.append(make("p", {}, "A part of this page did not arrive. Reload it."));
