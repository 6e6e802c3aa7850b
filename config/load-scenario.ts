import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Problem } from "./problem.ts";
import { readConfigFile, unreadProblem } from "./read-file.ts";
import { parseScenario, type LoadedScenario, type Scenario } from "./scenario.ts";

/** Reads and checks a scenario file. It never throws for what a file, a disk or a person may do. */
export async function loadScenario(file: string): Promise<LoadedScenario> {
  const read = await readConfigFile(file);
  if (read.ok) return parseScenario(read.text, file);
  return { ok: false, problems: [unreadProblem(file, read)] };
}

/** All of a folder, in the order of their files' names. */
export async function loadScenarios(
  folder: string,
): Promise<
  | { readonly ok: true; readonly scenarios: readonly Scenario[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }
> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
  const all = await Promise.all(files.map((name) => loadScenario(relative(process.cwd(), join(folder, name)))));
  const problems = all.flatMap((each) => (each.ok ? [] : each.problems));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, scenarios: all.flatMap((each) => (each.ok ? [each.scenario] : [])) };
}
