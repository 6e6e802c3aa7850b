import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadOnoff } from "../../drivers/gpio/onoff.ts";
import { tellFigures } from "../long/figures.ts";
import { NO_RIG } from "../setup/exit-codes.ts";
import { added, tallyOf, type Tally, type VitestReport } from "../setup/tally.ts";
import { ROOT, withTools } from "../setup/vitest-run.ts";
import { buildVm, builtFor, shareOf } from "./vm/cache.ts";
import { compileHere } from "./vm/compiled.ts";
import { haveDebianPackages } from "./vm/packages.ts";
import { Vm } from "./vm/vm.ts";

/**
 * `npm run test:hil`: builds the VM where that is due, runs the suites in it, then those that run on the machine, and
 * ends with `N passed, N failed`. Words behind `--` name suites. With `--arm64` (`npm run test:hil:arm64`) it is an arm64
 * VM, and its suites alone.
 */
const HERE = import.meta.dirname;
const SUITES = join(HERE, "guest/suites.sh");
const WALKS = Number(process.env["GATURUM_WALKS"] ?? 20);
/** Most of it is the waiting of the walks, 6 s each where nothing else runs; and starts under emulation. */
const WITHIN_MS = 9 * 60_000 + WALKS * 15_000;
/** Of the machine's own waiting for an arm64 VM: inside, time is the VM's own; see `machine.ts`. */
const ARM64_PATIENCE = 4;
/** They wait for each other's boots at worst; none of them asserts milliseconds. The Arduino's do, and run alone. */
const VMS_AT_ONCE = 2;
/** A night in Stockholm: the lamp post's own sun says so. */
const CLOCK = "2026-11-25T01:00:00";
const FAILED: Tally = { passed: 0, failed: 1, skipped: 0 };
/** Minutes of its own each, and some a Debian that is fetched: run by name, and by `npm run test:long`. */
const BY_NAME = [
  ...["package", "technicians-day", "arm64-package", "arm64-update", "no-compiler", "power-cut"].map(
    (name) => `tests/hil/${name}.host.ts`,
  ),
  ...["service-cable", "bin-ways"].map((name) => `tests/hil/${name}.hil.ts`),
];
const words = process.argv.slice(2).filter((word) => word !== "--arm64");
const architecture = process.argv.includes("--arm64") ? "arm64" : "amd64";
const patience = architecture === "arm64" ? ARM64_PATIENCE : 1;

const found = await run();
const { passed, failed, skipped } = found ?? FAILED;
if (skipped > 0) process.stdout.write(`${skipped} skipped\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = found === null ? NO_RIG : failed === 0 ? 0 : 1;

/** null: the rig is not there. */
async function run(): Promise<Tally | null> {
  if (!haveDebianPackages(architecture) || !buildVm(architecture)) return null;
  if (architecture === "arm64") return timed("suites in the arm64 VM", inVm);
  // npm builds it for the Node that npm itself runs on.
  if ((await loadOnoff()) === null) spawnSync("npm", ["run", "onoff:build"], { cwd: ROOT, stdio: "inherit" });
  await compileHere();
  const parts: Tally[] = [];
  const [timing, others] = [asked("arduino/*.host.ts"), asked("*.host.ts")];
  if (asked("*.hil.ts").length > 0) parts.push(await timed("suites in the VM", inVm));
  if (timing.length > 0) parts.push(await timed("suites with an Arduino", () => onMachine(timing, 1)));
  if (others.length > 0) parts.push(await timed("suites with VMs of their own", () => onMachine(others, VMS_AT_ONCE)));
  return parts.length === 0 ? FAILED : parts.reduce(added);
}

function asked(pattern: string): readonly string[] {
  const suites = globSync(pattern, { cwd: HERE }).map((suite) => `tests/hil/${suite}`);
  return words.length === 0
    ? suites.filter((suite) => !BY_NAME.includes(suite))
    : suites.filter((suite) => words.some((word) => suite.includes(word)));
}

async function inVm(): Promise<Tally> {
  const share = shareOf(architecture === "amd64" ? "suites" : "suites-arm64");
  const report = join(share, "report.json");
  mkdirSync(share, { recursive: true });
  rmSync(report, { force: true });
  const figures = join(share, "figures.json");
  rmSync(figures, { force: true });
  const env = `export GATURUM_WALKS=${WALKS} GATURUM_FIGURES=/hil/figures.json`;
  writeFileSync(join(share, "env"), `${env}\nset -- ${asked("*.hil.ts").map(quoted).join(" ")}\n`);
  const vm = new Vm({ built: builtFor(architecture), architecture, share, script: SUITES, clock: CLOCK });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void vm.cutPower());
  const tally = tallied(report, await vm.end(WITHIN_MS * patience));
  if (existsSync(figures)) tellFigures(JSON.parse(readFileSync(figures, "utf8")) as Record<string, number>);
  return tally;
}

function onMachine(suites: readonly string[], atOnce: number): Tally {
  const share = shareOf("machine");
  const report = join(share, "report.json");
  mkdirSync(share, { recursive: true });
  rmSync(report, { force: true });
  const reporters = ["--reporter=verbose", "--reporter=json", `--outputFile.json=${report}`];
  const all = ["run", "--config", "tests/hil/vitest.host.config.ts", `--maxWorkers=${atOnce}`, ...reporters, ...suites];
  const { status } = spawnSync("vitest", all, { cwd: ROOT, env: withTools(), stdio: "inherit" });
  return tallied(report, status);
}

function tallied(report: string, exit: number | null): Tally {
  return tallyOf(existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as VitestReport) : null, exit);
}

async function timed(name: string, part: () => Tally | Promise<Tally>): Promise<Tally> {
  const startedAt = performance.now();
  const tally = await part();
  process.stdout.write(`${name}: ${Math.round((performance.now() - startedAt) / 1_000)} s\n\n`);
  return tally;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
