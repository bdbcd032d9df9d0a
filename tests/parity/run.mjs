// Runs the page's own modules for the tests: reads {calls: [[module, name, arguments], ...]} and prints the results.
// An exception is a result too: {thrown: message}.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { folder, calls } = JSON.parse(readFileSync(0, "utf8"));
const results = [];
for (const [module, name, given] of calls) {
  const { [name]: called } = await import(pathToFileURL(`${folder}/${module}`));
  try {
    const result = called(...given);
    results.push(result === undefined ? null : result);
  } catch (error) {
    results.push({ thrown: String(error) });
  }
}
process.stdout.write(JSON.stringify(results));
