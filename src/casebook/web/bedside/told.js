// What a screen at the bedside says: readings with their age, what went in, what the pump does. Pure functions.

const DASH = "\u2013";

const PUMP = new Map([[0.5, "at half rate"], [1, "running"], [2, "at double rate"]]);

/** One sign of the monitor as it is shown, such as "152/88". */
export const sayReading = (sign, signs) => sign.parts.map((part) => signs[part]).join("/");

/** A number of milligrams, to a half. */
const round = (amount) => Math.round(amount * 2) / 2;

/** "1 min ago", "just now". */
export const sayAge = (age) => (age === 0 ? "just now" : `${age}\u00a0min ago`);

/** Whether somebody had the cuff measure before it does so by itself. */
const isFirstTaken = (world, places, way) => places.some((place, index) => {
  const { reads, looks } = world.moments[place.moment];
  return place.minute === 0 && (reads || looks.some((look) => look.reads && way[index] === `${place.moment}/${look.id}`));
});

/** The minutes of every reading of the cuff that was on the screen, in their order. The first stands there once it was taken. */
export function listReadings(world, places, way) {
  const minutes = new Set();
  places.forEach((place, index) => {
    for (let minute = index ? places[index - 1].minute : 0; minute <= place.minute; minute += 1) minutes.add(world.findRead(place, minute));
  });
  if (!isFirstTaken(world, places, way)) minutes.delete(0);
  return [...minutes].sort((one, other) => one - other);
}

/** What the pump does, or how many devices were given: in words, and whether drug goes in. */
export function sayPump(world, place, minute = place.minute) {
  const { run, give } = world.body.data;
  const timeline = world.follow(place);
  if (!run) {
    const given = place.treated.devices.filter((each) => each <= minute).length;
    return { words: `${given} of ${give.devices} devices`, runs: false };
  }
  const share = timeline.findShare(minute);
  if (share) return { words: `Pump ${PUMP.get(share) ?? "running"}`, runs: true };
  if (!place.treated.changes.some(([at]) => at <= minute)) return { words: "Pump not started", runs: false };
  return { words: timeline.emptiesAt <= minute ? "Bag empty" : "Pump off", runs: false };
}

/** How much has gone in, of how much. */
export function sayGiven(world, place, minute = place.minute) {
  const { run, give, hour } = world.body.data;
  const whole = run ? (run.rate * run.minutes) / hour : give.mg * give.devices;
  return `${round(world.follow(place).tellGiven(minute))} of ${round(whole)}\u00a0mg in`;
}

/** What each sign of the monitor shows at a minute: {sign, words, age, written}; `readings` are those of the cuff. */
export function listSigns(world, place, readings, minute = place.minute) {
  const timeline = world.follow(place);
  return world.data.monitor.map((sign) => {
    const read = sign.cuff ? readings.filter((each) => each <= minute).at(-1) : minute;
    if (read === undefined) return { sign, words: DASH, age: "not measured yet" };
    const age = sign.cuff ? `cuff, ${sayAge(minute - read)}` : sign.written ? "written" : "";
    return { sign, words: sayReading(sign, timeline.show(read)), age };
  });
}

/** The readings in one sentence, for who hears them. */
export function sayAll(world, place, readings) {
  const told = listSigns(world, place, readings).filter(({ sign }) => sign.cuff || sign.written || sign.name === "pulse")
    .map(({ sign, words, age }) => `${sign.label.toLowerCase()} ${words === DASH ? "not measured" : words.replace("/", " over ")}${sign.cuff && words !== DASH && !age.endsWith("now") ? `, ${age.replace("cuff, ", "")}` : ""}`);
  return `Minute ${place.minute}. ${told.join(", ")}. ${sayPump(world, place).words}, ${sayGiven(world, place)}.`;
}

/** What the gaps of a story show at a place: the patient's words, and the signs of that minute. */
export function wordsAt(world, place) {
  const signs = world.follow(place).show(place.minute);
  return { ...world.data.patients[world.patient].words, ...Object.fromEntries(world.data.monitor.map((sign) => [sign.name, sayReading(sign, signs)])) };
}

/** Who lies there, for who wants another: "a woman of 66" is the story's; here age and weight. */
export const sayPatient = ({ words }) => `${words.age} years, ${words.weight}, ${words.dose}`;

/** The act by which somebody lets time pass: the first that is open, takes time and changes no treatment; null where none is. */
export const findWaiting = (world, place) =>
  world.listActs(place).find((act) => act.minutes && !act.treatment && !act.begins && !act.ends && !act.once) ?? null;
