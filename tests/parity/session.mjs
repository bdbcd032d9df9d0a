// Plays sessions for the tests: reads {folder, data, plays: [[patient, way], ...]} and prints what the page's own module makes of each.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { folder, data, plays } = JSON.parse(readFileSync(0, "utf8"));
const { replayWay, readPlace } = await import(pathToFileURL(`${folder}/bedside/engine/play.js`));
const { World } = await import(pathToFileURL(`${folder}/bedside/engine/world.js`));
const { Marker } = await import(pathToFileURL(`${folder}/bedside/engine/mark.js`));

// One world for each patient: what it has reckoned serves every way.
const worlds = data.patients.map((_, patient) => ({ world: new World(data, patient), marker: new Marker(data.secret, patient) }));

const results = plays.map(([patient, way]) => {
  const { world, marker } = worlds[patient];
  const { places, progress, refused } = replayWay(world, marker, way);
  const { marks, total, met, caps } = marker.score(progress);
  const rows = places.map((place) => {
    const { moment, minute, read, signs, level, seen, ready, given, running } = readPlace(world, place);
    const open = [...world.listLooks(place), ...world.listActs(place)].map(({ id }) => id);
    return [moment, minute, read, Object.values(signs), level, seen, ready, Math.round(given * 1e6), running, open];
  });
  return { rows, mark: [marks, total, met, caps, world.isEnd(places.at(-1)) && !refused, refused] };
});
process.stdout.write(JSON.stringify(results));
