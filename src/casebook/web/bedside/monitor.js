// The monitor: minute, what went in, the pump, each sign with its age, and the readings so far. The live clock is turned on here.

import { make } from "../dom.js";
import { listSigns, sayGiven, sayPump, sayReading } from "./told.js";
import { makeDrawing, makeFold, makeTable } from "./view.js";

const SPAN = 60;

const isLarge = ({ sign }) => sign.cuff || sign.written || sign.name === "pulse";

const showSign = ({ sign, words, age }) => make("div", { class: `bed-sign is-${sign.name}` },
  make("dt", {}, sign.label, make("span", { class: "bed-unit" }, ", ", make("span", {}, sign.unit))), make("dd", {}, make("span", { class: "bed-value" }, words), age ? make("span", { class: "bed-age" }, age) : null));

/** The monitor of a session: {elements, show(now), tick(now, minute)}, where `now` is {world, place, readings}. */
export function makeMonitor(live) {
  const minute = make("span", { class: "bed-minute" });
  const given = make("span", { class: "bed-given" });
  const pump = make("span", { class: "bed-pump" });
  const signs = make("dl", { class: "bed-signs" });
  const others = make("p", { class: "bed-others" });
  const table = make("div", {});
  let shown = null;

  const drawing = makeDrawing(() => {
    const { world, place, readings, at } = shown;
    const timeline = world.follow(place);
    const seen = readings.filter((each) => each <= at).map((each) => ({ minute: each, ...timeline.show(each) }));
    const pieces = timeline.pieces.filter(([start]) => start < at).map(([start, end, share]) => [start, Math.min(end, at), share]);
    const words = seen.length ? `Blood pressure so far, as the cuff read it: ${seen.map((one) => `minute ${one.minute}, ${one.systolic} over ${one.diastolic}`).join("; ")}.` : "No blood pressure was measured yet.";
    return { readings: seen, until: Math.max(SPAN, Math.ceil(at / SPAN) * SPAN), drug: { pieces, devices: place.treated.devices.filter((each) => each <= at) }, words };
  });

  function list() {
    const { world, place, readings, at } = shown;
    const timeline = world.follow(place);
    const [pressure, ...rest] = world.data.monitor;
    const rows = readings.filter((each) => each <= at).map((each) => [String(each), ...[pressure, ...rest].map((sign) => sayReading(sign, timeline.show(each)))]);
    table.replaceChildren(rows.length ? makeTable(["Minute", ...world.data.monitor.map(({ label }) => label)], rows) : make("p", {}, "None yet."));
  }

  function put(now, at) {
    shown = { ...now, at };
    const { world, place, readings } = now;
    minute.textContent = `Minute ${at}`;
    given.textContent = sayGiven(world, place, at);
    const { words, runs } = sayPump(world, place, at);
    pump.textContent = words;
    pump.classList.toggle("is-on", runs);
    const told = listSigns(world, place, readings, at);
    signs.replaceChildren(...told.filter(isLarge).map(showSign));
    // What nobody reads off a machine.
    others.replaceChildren(given, ...told.filter((one) => !isLarge(one)).map(({ sign, words: reading }) => make("span", {}, `${sign.label} `, make("strong", {}, reading), ` ${sign.unit}`)));
    drawing.update();
    list();
  }

  const strip = make("div", { class: "bed-monitor", role: "group", "aria-label": "Monitor" }, make("p", { class: "bed-head" }, minute, pump), signs, others);
  const trend = make("div", { class: "bed-trend" }, make("p", { class: "bed-trend-title" }, "Blood pressure so far, mmHg"), drawing.element,
    makeFold("All readings so far", table), live);
  return { elements: [strip, trend], show: (now) => put(now, now.place.minute), tick: put };
}
