// What a notebook runs for each view.

import { render } from "./notebook/view.js";

export default { render };
