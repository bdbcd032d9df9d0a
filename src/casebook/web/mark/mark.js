// The marking page: one question, one answer after another, each kept as soon as it is given.
import { count, make } from "../dom.js";
import { showAnswer } from "./answer.js";
import { makeComment } from "./comment.js";
import { makeHead } from "./head.js";
import { readKey, showKeys } from "./keys.js";
import { makeRubric } from "./panel.js";
import { makeChoice } from "./settle.js";
import { ask, makeDrafts, send } from "./talk.js";

const FADE = 5000; // milliseconds
const DONE = new Set(["marked", "empty", "same", "settled", "single"]);

// What a fast hand gives the next answer while this one is being saved; each runs when the one before is done.
const QUEUED = new Set(["point", "half", "none", "full"]);

/** Whether a filter of the head lets an answer through. */
const passes = (answer, filter) => filter === "all" || (filter === "waiting") === (answer.state === "waiting");

class Page {
  constructor(desk) {
    this.desk = desk;
    this.drafts = makeDrafts(desk);
    this.item = (desk.questions.find((each) => each.waiting) ?? desk.questions[0]).item;
    this.answers = [];
    this.visited = [];
    this.place = -1;
    this.open = true;
    this.busy = false;
    this.queue = [];
    this.head = makeHead(desk, { onItem: (item) => this.change(item), onFilter: () => this.go(this.findNext(-1)) });
    this.keys = showKeys(desk.moderating);
    this.main = make("main", { class: "mk-main" });
    this.status = make("p", { class: "mk-status", role: "status" });
    document.body.append(this.head.element, this.main, make("footer", { class: "mk-foot" }, this.keys.element, this.status));
    document.addEventListener("keydown", (event) => this.press(event));
    addEventListener("focus", () => this.refresh());
  }

  /** Do one thing at a time, and say in words what went wrong. */
  async attempt(act) {
    if (this.busy) return;
    this.busy = true;
    try {
      await act();
    } catch (error) {
      this.queue = [];
      if (error.moved) await this.show();
      this.say(error.message, true);
    } finally {
      this.busy = false;
      while (this.queue.length > 0 && !this.busy) this.queue.shift()();
    }
  }

  /** Say something; good news goes by itself, bad news when there is other news. */
  say(words, bad = false) {
    clearTimeout(this.fading);
    this.status.textContent = words;
    this.status.classList.toggle("is-bad", bad);
    if (!bad) this.fading = setTimeout(() => (this.status.textContent = ""), FADE);
  }

  change(item) {
    return this.attempt(async () => {
      this.item = item;
      this.visited = [];
      this.take(await ask("answers", { item }));
      await this.goTo(this.findNext(-1));
    });
  }

  refresh() {
    return this.attempt(async () => this.take(await ask("answers", { item: this.item })));
  }

  take(answers) {
    this.answers = answers;
    this.head.draw(this.item, answers);
  }

  /** The next place after one that the filter lets through, from the top again if there is none; -1 for none at all. */
  findNext(after) {
    const all = this.answers.map((_, place) => place);
    const order = [...all.slice(after + 1), ...all.slice(0, after + 1)];
    return order.find((place) => passes(this.answers[place], this.head.filter()) && place !== after) ?? -1;
  }

  go(place) {
    return this.attempt(() => this.goTo(place));
  }

  async goTo(place) {
    if (this.place >= 0 && place !== this.place) this.visited.push(this.place);
    this.place = place;
    await this.show();
  }

  back() {
    const place = this.visited.pop() ?? this.place - 1;
    if (place < 0) return this.say("This is the first one.");
    this.place = -1;
    return this.go(place);
  }

  async show() {
    const answer = this.answers[this.place];
    if (!answer) return this.showEnd();
    this.view = await ask("answer", { item: this.item, key: answer.key });
    const mark = this.view.mark;
    const draft = this.drafts.read(this.view);
    const given = draft ?? { ...mark, score: mark.score };
    const onChange = () => this.drafts.keep(this.view, { ...this.panel.draft(), comment: this.comment.field.value, version: mark.version });
    this.panel = (this.desk.moderating ? makeChoice : makeRubric)(this.view, { points: [], adjustment: 0, ...given }, onChange);
    this.comment = makeComment(given.comment ?? mark.comment, this.view.notes, { onChange, onBank: (text, keep) => this.bank(text, keep) });
    const paper = showAnswer(this.view, this.name(answer), { open: this.open, onFold: (open) => (this.open = open) });
    this.main.replaceChildren(paper, this.makeForm(draft));
    scrollTo(0, 0);
    document.getElementById("mk-label").focus({ preventScroll: true });
    return null;
  }

  name(answer) {
    const place = `${this.place + 1} of ${this.answers.length}`;
    return this.desk.anonymous ? `Answer ${place}` : `${answer.label} (${place})`;
  }

  /** The right side of the page: the mark, the comment, and what to do with them. */
  makeForm(draft) {
    const { mark } = this.view;
    const button = (words, act, main) =>
      make("button", { type: "button", class: main ? "mk-button is-main" : "mk-button", on: { click: act } }, words);
    const told = [
      draft && "A draft that was not saved is shown.",
      draft && draft.version !== mark.version && mark.score !== null && `The gradebook has ${mark.score} of ${this.view.most} now, given elsewhere.`,
      mark.stale && "The answer has changed since it was marked.",
      mark.waits && mark.score !== null && "It was graded again; the mark given before is shown.",
      mark.extra && `Formgrader gave ${mark.extra} of extra credit; it stays.`,
    ].filter(Boolean);
    return make(
      "section",
      { class: "mk-panel", "aria-label": "Mark" },
      ...told.map((words) => make("p", { class: "mk-remark" }, words)),
      this.panel.element,
      this.comment.element,
      make(
        "div",
        { class: "mk-actions" },
        this.panel.total,
        button(this.desk.moderating ? "Settle, next" : "Save, next", () => this.save(), true),
        button("Back", () => this.back()),
        button("Skip", () => this.go(this.findNext(this.place))),
        button("Undo", () => this.undo()),
      ),
    );
  }

  showEnd() {
    const left = this.desk.questions.find((each) => each.item !== this.item && each.waiting);
    const waits = this.answers.some((each) => !DONE.has(each.state));
    const words = waits || this.head.filter() !== "waiting" ? "Nothing here passes the filter." : this.sayDone();
    const parts = [make("h2", { id: "mk-label", tabindex: "-1" }, words)];
    if (left) parts.push(make("button", { type: "button", class: "mk-button is-main", on: { click: () => this.head.choose(left.item) } }, `To the next question: ${left.case}`));
    const others = this.desk.others;
    if (others && !left) parts.push(make("p", {}, `${count(others, "answer")} of other kinds ${others > 1 ? "wait" : "waits"} for a person, in formgrader.`));
    this.view = null;
    this.main.replaceChildren(make("section", { class: "mk-end" }, ...parts));
    document.getElementById("mk-label").focus();
    return null;
  }

  sayDone() {
    return this.desk.moderating ? "No marks differ on this question." : `All ${count(this.answers.length, "answer")} to this question are marked.`;
  }

  bank(text, keep) {
    return send("note", { item: this.item, text, keep }).catch((error) => this.say(error.message, true));
  }

  save() {
    if (!this.view) return null;
    const mark = this.panel.read();
    if (mark === null) {
      const none = this.panel.untouched();
      return this.say(none ? "No mark is chosen yet: press a number, or 0 for no marks." : "A field does not hold a possible number.", true);
    }
    return this.attempt(async () => {
      const { item, key } = this.view;
      const body = { item, key, ...mark, comment: this.comment.field.value, version: this.view.mark.version };
      const answers = await send("save", body);
      this.drafts.drop(this.view);
      this.take(answers);
      this.desk.questions.find((each) => each.item === item).waiting = answers.filter((each) => each.state === "waiting").length;
      this.say(`Saved: ${mark.score} of ${this.view.most}.`);
      await this.goTo(this.findNext(this.place));
    });
  }

  undo() {
    return this.attempt(async () => {
      const done = await send("undo");
      if (!done.key) return this.say("Nothing was saved since casebook mark was started.");
      this.item = done.item;
      this.take(await ask("answers", { item: done.item }));
      await this.goTo(this.answers.findIndex((each) => each.key === done.key));
      return this.say("Taken back.");
    });
  }

  press(event) {
    const found = readKey(event, this.keys.isOn());
    if (!found || (!this.view && found[0] !== "undo" && found[0] !== "back")) return;
    const [name, number] = found;
    const act = {
      save: () => this.save(),
      back: () => this.back(),
      next: () => this.go(this.findNext(this.place)),
      undo: () => this.undo(),
      point: () => this.panel.press(number, 1),
      half: () => this.panel.press(number, 0.5),
      full: () => this.panel.set(true),
      none: () => this.panel.set(false),
      comment: () => this.comment.field.focus(),
      adjust: () => this.panel.focus(),
      note: () => this.comment.insert(number),
      leave: () => document.getElementById("mk-label").focus({ preventScroll: true }),
    };
    event.preventDefault();
    if (!this.busy) act[name]();
    else if (QUEUED.has(name)) this.queue.push(act[name]);
  }
}

async function start() {
  try {
    const desk = await ask("desk");
    const page = new Page(desk);
    await page.change(page.item);
  } catch (error) {
    document.body.append(make("main", {}, make("p", { role: "alert" }, error.message)));
  }
}

start();
