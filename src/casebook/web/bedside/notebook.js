// A bedside session in a notebook: the views of every notebook, and what plays a session, which no other notebook has to carry.

import { lendScreen } from "../item/kind/way.js";
import { render } from "../notebook/view.js";
import { makePlayed } from "./played.js";

lendScreen(makePlayed);

export default { render };
