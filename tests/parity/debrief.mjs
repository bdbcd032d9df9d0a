// What the page says during and after ways, for the tests: reads {folder, data, ways} and prints for each what a screen and a debrief say.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { folder, data, ways } = JSON.parse(readFileSync(0, "utf8"));
const open = (name) => import(pathToFileURL(`${folder}/bedside/${name}`));
const { replayWay } = await open("engine/play.js");
const { World } = await open("engine/world.js");
const { Marker } = await open("engine/mark.js");
const { listReadings, listSigns, sayAll, sayGiven, sayPump } = await open("told.js");
const { planDebrief } = await open("debrief.js");
const { drawChart } = await open("chart.js");

const results = ways.map((way) => {
  const [world, marker] = [new World(data), new Marker(data.secret)];
  const { places } = replayWay(world, marker, way);
  const last = places.at(-1);
  const readings = listReadings(world, places, way);
  const plan = planDebrief(world, marker, way);
  const chart = drawChart({ width: 320, until: 60, readings: plan.readings, curves: [{ points: plan.curve, style: "bed-true" }], drug: plan.drug, words: "\"<b>" });
  return {
    readings, pump: sayPump(world, last).words, given: sayGiven(world, last), said: sayAll(world, last, readings), chart,
    signs: listSigns(world, last, readings).map(({ sign, words, age }) => [sign.name, words, age]),
    plan: { ...plan, last: undefined, best: plan.best?.map(({ choice }) => choice) ?? null, steps: plan.steps.map((step) => ({ ...step, place: undefined })) },
  };
});
process.stdout.write(JSON.stringify(results));
