import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { loadOnoff } from "../../drivers/gpio/onoff.ts";
import { tallyOf, type VitestReport } from "../setup/tally.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { haveDebianPackages } from "./vm/packages.ts";
import { Vm } from "./vm/vm.ts";

/** `npm run test:hil`: builds the VM where that is due, runs the suites in it, ends with `N passed, N failed`. */
const HERE = import.meta.dirname;
const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "gaturum-hil");
const WALKS = Number(process.env["GATURUM_WALKS"] ?? 20);
/** Most of it is the waiting of the walks on both ways, 6 s each where nothing else runs; and starts under emulation. */
const WITHIN_MS = 5 * 60_000 + WALKS * 2 * 10_000;
/** A night in Stockholm: the lamp post's own sun says so. */
const CLOCK = "2026-11-25T01:00:00";

if (!haveDebianPackages()) {
  process.stdout.write("0 passed, 1 failed\n");
  process.exit(1);
}
const built = join(CACHE, "amd64");
mkdirSync(built, { recursive: true });
const { status } = spawnSync("bash", [join(HERE, "vm/build.sh"), built], { stdio: "inherit" });
if (status !== 0) {
  process.stderr.write(
    `The VM could not be built. Delete ${built} and try again; it needs Debian 12 and its mirror.\n`,
  );
  process.stdout.write("0 passed, 1 failed\n");
  process.exit(1);
}

// npm builds it for the Node that npm itself runs on.
if ((await loadOnoff()) === null) {
  spawnSync("npm", ["run", "onoff:build"], { cwd: ROOT, stdio: "inherit" });
}

const share = join(CACHE, "share");
const file = join(share, "report.json");
rmSync(file, { force: true });
mkdirSync(share, { recursive: true });
writeFileSync(join(share, "env"), `export GATURUM_WALKS=${WALKS}\n`);
const vm = new Vm({ built, share, script: join(HERE, "guest/suites.sh"), clock: CLOCK });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => vm.cutPower());
const exit = await vm.end(WITHIN_MS);
const report = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as VitestReport) : null;
const { passed, failed } = tallyOf(report, exit);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
