// A session in a page: the learner's way is kept as it grows, and everything shown follows from it.

import { icon, make } from "../dom.js";
import { showItem } from "../item/item.js";
import { readPlayed } from "../reader/record.js";
import { forget, howLong, keep, recall } from "../reader/storage.js";
import { showDebrief } from "./after.js";
import { LiveClock } from "./clock.js";
import { Marker } from "./engine/mark.js";
import { makeMonitor } from "./monitor.js";
import { replayWay, takeChoice } from "./engine/play.js";
import { fillScene, showLog } from "./scene.js";
import { findWaiting, listReadings, sayAll, sayPatient, wordsAt } from "./told.js";
import { makeAdorn, makeFold, plain, write } from "./view.js";
import { World } from "./engine/world.js";

const NOWHERE = "This browser keeps nothing: your way stays until you leave this page.";

const HOW = "The clock moves only when you act, and each act says by how much. Looking and asking costs no time, but some moments allow few looks. "
  + "Nothing is marked while you play: the debrief comes at the end. Where you are is kept on this device.";

const newRecord = (data, patient = 0) => ({ fingerprint: data.fingerprint, patient, way: [], well: "", other: "", told: false, note: {} });

/** What was kept of a session, as far as it is one of this edition and its way can still be gone. */
function recallRecord(data) {
  const kept = readPlayed(recall(`session:${data.id}`));
  return kept?.fingerprint === data.fingerprint && kept.patient < data.patients.length ? kept : newRecord(data);
}

/** One patient's session as it stands: what follows from the record's way. */
function openRecord(data, record, worlds) {
  worlds[record.patient] ??= { world: new World(data, record.patient), marker: new Marker(data.secret, record.patient) };
  const { world, marker } = worlds[record.patient];
  const { places, refused } = replayWay(world, marker, record.way);
  if (refused) record.way.splice(places.length - 1);
  return { world, marker, places, way: record.way, place: places.at(-1), readings: listReadings(world, places, record.way) };
}

/** The switch of the live clock, its pause, and how long is left: {element, say(seconds, words), update()}. */
function makeLive(clock) {
  const left = make("p", { class: "bed-left", "aria-hidden": "true" });
  const turn = make("button", { type: "button", class: "cb-button is-quiet", on: { click: () => { clock().turn(!clock().isOn); update(); } } });
  const pause = make("button", { type: "button", class: "cb-button is-quiet", on: { click: () => { clock().pause(!clock().isPaused); update(); } } });
  function update() {
    const on = clock().isOn;
    turn.textContent = on ? "Live clock: on" : "Live clock: off";
    turn.setAttribute("aria-pressed", String(on));
    pause.hidden = !on;
    pause.textContent = clock().isPaused ? "Go on" : "Pause";
    if (!on) left.textContent = "";
    else if (clock().isPaused) left.textContent = "The clock is paused.";
  }
  const hint = make("p", { class: "bed-hint" }, "Off, the clock moves only when you act. On, you have half a minute to decide each time, or time passes by itself.");
  return {
    element: make("div", { class: "bed-live" }, make("div", { class: "cb-actions" }, turn, pause), left, hint), update,
    say: (seconds, words) => (left.textContent = seconds === null ? (clock().isOn ? "The clock waits for you here." : "") : `${seconds}\u00a0s to decide, then: ${words}`),
  };
}

/** Both questions that come before any verdict; what is written stays on the device. */
function askFirst(record, save, show) {
  const field = (name, words) => {
    const input = make("textarea", { class: "cb-text", rows: "2", on: { input: () => { record[name] = input.value; save(); } } });
    input.value = record[name];
    return make("label", { class: "bed-own" }, make("span", { class: "cb-label" }, words), input);
  };
  return make("div", { class: "bed-first" }, field("well", "What went well?"), field("other", "What would you do otherwise?"),
    make("p", { class: "cb-hint" }, "For yourself, before anybody says anything: it stays on this device, and may stay empty."),
    record.told ? null : make("div", { class: "cb-actions" }, make("button", { type: "button", class: "cb-button", on: { click: show } }, "Show the debrief")));
}

/** The items that stand in the session, such as the note, with what was written kept. */
const showItems = (data, record, save, adorn) => data.items.map((item) => {
  const view = showItem({
    item, numbers: {}, secret: data.secret.items[item.id], adorn,
    onAnswer: (response) => {
      record.note[item.id] = response ?? "";
      save();
    },
  });
  if (record.note[item.id]) view.put({ response: record.note[item.id] });
  return view.element;
});

/** A session's screen in its card. What is shown is made from the record alone, so that a reload shows the same. */
class Screen {
  #card; #data; #level; #record; #worlds = []; #adorn = makeAdorn(); #before = null; #clock; #live; #monitor;
  #place = Object.fromEntries(["scene", "after", "log", "foot"].map((name) => [name, make("div", { class: `bed-${name}` })]));
  #status = make("p", { class: "cb-whisper", role: "status" });

  constructor(card, data) {
    this.#card = card;
    this.#data = data;
    this.#level = Number(card.querySelector(".cb-card-title").tagName.slice(1)) + 1;
    this.#record = recallRecord(data);
    this.#clock = new LiveClock({
      onTick: (minute) => this.#monitor.tick(this.#open(), minute),
      onLeft: (seconds) => this.#live.say(seconds, seconds === null ? "" : this.#tellWaiting()),
      canWait: () => Boolean(this.#findWaiting()),
      onWait: () => this.#choose(this.#findWaiting().id),
    });
    this.#live = makeLive(() => this.#clock);
    this.#monitor = makeMonitor(this.#live.element);
  }

  mount() {
    const memo = make("p", { class: "cb-memo" }, howLong() === "page" ? NOWHERE : "");
    const { world } = this.#open();
    const intro = write("div", { class: "cb-story bed-intro" }, this.#data.intro, wordsAt(world, world.start()), this.#adorn);
    intro.append(make("p", { class: "bed-hint" }, HOW));
    this.#intro = intro;
    const { scene, after, log, foot } = this.#place;
    const side = make("div", { class: "bed-side" }, ...this.#monitor.elements);
    const main = make("div", { class: "bed-main" }, scene, after, makeFold("What was done so far", log), foot, memo);
    this.#card.querySelector(".session-stage").replaceChildren(intro, make("div", { class: "bed-room" }, side, main), this.#status);
    this.#card.classList.add("is-live");
    this.#live.update();
    this.#show();
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden || !this.#clock.isOn) return;
      this.#clock.pause(true);
      this.#live.update();
    });
  }

  #intro = null;

  #open = () => openRecord(this.#data, this.#record, this.#worlds);

  #save = () => {
    const isNew = !this.#record.way.length && !this.#record.patient;
    if (isNew) forget(`session:${this.#data.id}`);
    else keep(`session:${this.#data.id}`, this.#record);
  };

  #findWaiting() {
    const { world, place } = this.#open();
    return findWaiting(world, place);
  }

  #tellWaiting() {
    const { world, place } = this.#open();
    return plain(findWaiting(world, place).text, wordsAt(world, place));
  }

  #choose(id) {
    const { world, place } = this.#open();
    const choice = `${place.moment}/${id}`;
    const taken = takeChoice(world, place, choice);
    if (!taken) return;
    this.#record.way.push(choice);
    this.#before = null;
    this.#save();
    const { acts } = world.moments[place.moment];
    if (!taken.isAct) {
      this.#show();
      const found = this.#place.scene.querySelector(`[data-look="${id}"]`);
      found.focus({ preventScroll: true });
      found.scrollIntoView({ block: "nearest" });
      return;
    }
    for (const button of this.#place.scene.querySelectorAll("button")) button.disabled = true;
    this.#clock.pass(place.minute, taken.after.minute, () => this.#arrive(acts.find((act) => act.id === id).found));
  }

  #arrive(found = null) {
    const heading = this.#show(found);
    const { world, place, readings } = this.#open();
    this.#status.textContent = sayAll(world, place, readings);
    heading.focus({ preventScroll: true });
    const top = heading.getBoundingClientRect().top;
    if (top < 0 || top > window.innerHeight * 0.7) (found ? this.#place.scene : heading).scrollIntoView({ block: "start" });
  }

  #show(found = null) {
    const now = this.#open();
    this.#intro.hidden = now.way.length > 0;
    this.#monitor.show(now);
    const heading = fillScene(this.#place.scene, now, { level: this.#level, adorn: this.#adorn, choose: (id) => this.#choose(id), before: found });
    this.#place.log.replaceChildren(now.way.length ? make("ol", { class: "bed-log-list" }, ...showLog(now)) : make("p", {}, "Nothing yet."));
    this.#showFoot(now);
    const ended = now.world.isEnd(now.place);
    this.#card.classList.toggle("is-over", ended);
    if (ended) this.#clock.rest();
    else this.#clock.decide();
    this.#place.after.replaceChildren(...(ended ? this.#listAfter(now) : []));
    return heading;
  }

  #listAfter(now) {
    const debrief = make("div", { class: "bed-debrief" });
    const fill = () => debrief.replaceChildren(...showDebrief(now.world, now.marker, now.way, {
      level: this.#level, adorn: this.#adorn, goBack: (index) => this.#restart({ ...this.#record, way: this.#record.way.slice(0, index), told: false }),
    }));
    const show = () => {
      this.#record.told = true;
      this.#save();
      this.#show();
      const title = this.#place.after.querySelector(".bed-debrief .bed-title");
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
      title.scrollIntoView({ block: "start" });
    };
    if (this.#record.told) fill();
    return [...showItems(this.#data, this.#record, this.#save, this.#adorn), askFirst(this.#record, this.#save, show), debrief];
  }

  /** Take another record for this session; the one before can be had back until something is done. */
  #restart(record) {
    this.#before = this.#record;
    this.#record = record;
    this.#save();
    this.#arrive();
  }

  #showFoot({ way }) {
    const { patients } = this.#data;
    const button = (words, click) => make("button", { type: "button", class: "cb-button is-quiet", on: { click } }, icon("again"), words);
    const back = () => {
      this.#record = this.#before;
      this.#before = null;
      this.#save();
      this.#arrive();
    };
    const another = () => this.#restart(newRecord(this.#data, (this.#record.patient + 1) % patients.length));
    this.#place.foot.replaceChildren(...[
      way.length ? button("Start again", () => this.#restart(newRecord(this.#data, this.#record.patient))) : null,
      patients.length > 1 ? button("Another patient", another) : null,
      this.#before ? make("button", { type: "button", class: "cb-link-button", on: { click: back } }, "Back to where you were") : null,
      patients.length > 1 ? make("p", { class: "bed-hint" }, `Patient ${this.#record.patient + 1} of ${patients.length} of this story: ${sayPatient(patients[this.#record.patient])}. Others weigh more or less and respond more or less.`) : null,
    ].filter(Boolean));
  }
}

/** Turn a session's card into a live one. */
export function mountSession(card, data) {
  new Screen(card, data).mount();
}
