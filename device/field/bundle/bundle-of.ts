import { join } from "node:path";
import { loadConfig } from "../../../config/load.ts";
import { formatProblem } from "../../../config/problem.ts";
import { reportOf } from "../check/check.ts";
import { refuseUnreadable } from "../refusal.ts";
import { runDirectory, stateDirectory } from "../run-directory.ts";
import { bundle, type BundleOptions } from "./bundle.ts";

type Words = Pick<BundleOptions, "out" | "withRecord" | "json">;

/**
 * Where the things of a named device are. One whose config does not load is the one that a bundle is wanted of, so that
 * is no reason to refuse.
 */
export async function bundleOf(
  { configFile, device }: { readonly configFile: string | null; readonly device: string | null },
  words: Words,
): Promise<number> {
  // What is in it may be wrong; that it is not there, or not for us, is a slip of whoever typed its name.
  if (configFile !== null) refuseUnreadable(configFile);
  const loaded = configFile === null ? null : await loadConfig(configFile);
  const config = loaded?.ok === true ? loaded.config : null;
  const problems = loaded?.ok === false ? loaded.problems.map(formatProblem) : [];
  const name = device ?? config?.device ?? "device";
  const folders = { socket: join(runDirectory(name), "control.sock"), stateFolder: stateDirectory(name) };
  // It says how many passed.
  const check = configFile === null || !words.withRecord ? null : () => reportOf(configFile);
  return bundle({ ...folders, ...words, device: name, config, configFile, problems, check });
}
