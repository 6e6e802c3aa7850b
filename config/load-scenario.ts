import { readConfigFile } from "./read-file.ts";
import { parseScenario, type LoadedScenario } from "./scenario.ts";

/** Reads and checks a scenario file. It never throws for what a file, a disk or a person may do. */
export async function loadScenario(file: string): Promise<LoadedScenario> {
  const read = await readConfigFile(file);
  if (read.ok) return parseScenario(read.text, file);
  return { ok: false, problems: [{ file, line: 1, column: 1, path: "", wrong: read.wrong, instead: read.instead }] };
}
