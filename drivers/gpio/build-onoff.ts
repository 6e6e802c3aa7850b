import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadOnoff } from "./onoff.ts";

/**
 * `npm run onoff:build`: brings the package onoff in, built for the Node that runs this. `npm ci` leaves it out where it
 * finds no compiler, and where it finds one builds it for the Node that npm itself runs on.
 */
const ROOT = join(import.meta.dirname, "../..");
/** The pinned Node carries its headers, so that nothing is downloaded for them. */
const NODE = join(ROOT, `node_modules/node-linux-${process.arch}`);
const COMPILER = "sudo apt-get update && sudo apt-get install -y --no-install-recommends gcc g++ make python3";

if (import.meta.main) {
  // What a controller has left out on purpose stays out.
  const omit = existsSync(join(ROOT, "node_modules/typescript")) ? [] : ["--omit=dev"];
  npm("install", "--no-save", ...omit);
  npm("rebuild", "epoll");
  const isBuilt = (await loadOnoff()) !== null;
  if (isBuilt) process.stdout.write("onoff is built. Restart the device.\n");
  else process.stderr.write(`onoff could not be built: it needs a compiler. Type this, then try again:\n${COMPILER}\n`);
  process.exitCode = isBuilt ? 0 : 1;
}

function npm(...words: readonly string[]): void {
  spawnSync("npm", [...words, `--nodedir=${NODE}`], { cwd: ROOT, stdio: "inherit" });
}
