import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addSlice, formatLongRuns, parseLongRuns } from "./long-table.ts";
import { wholeNumber } from "./property-runs.ts";
import { refuseOtherNode, ROOT, runVitest } from "./vitest-run.ts";

/** Files whose properties take their runs and seed from `propertyRuns`; one that is not there yet is left out. */
const PROPERTY_FILES = ["tests/bin/invariants.test.ts", "tests/lamp/table-5a.test.ts"];
const TABLE = join(ROOT, "docs/long-runs.md");

/** One call is one slice: short enough for a machine that is only lent. */
const SLICE_MS = 20 * 60_000;
/** Histories a property and seed: a killed slice loses no more than these. */
const RUNS_A_SEED = wholeNumber(process.env["GATURUM_RUNS"]) ?? 10_000;
/** What a property shall have been through before a release; the figure of the first issue. */
const ENOUGH_RUNS = 1_000_000;

refuseOtherNode();
const end = process.hrtime.bigint() + BigInt(SLICE_MS) * 1_000_000n;
let runs = existsSync(TABLE) ? parseLongRuns(readFileSync(TABLE, "utf8")) : [];
let [passed, failed] = [0, 0];
let file = nextFile();
while (file !== undefined && leftMs() > 0) {
  const seed = firstOrNext(file);
  process.stdout.write(`\n${file}: seed ${seed}, ${RUNS_A_SEED} runs, ${Math.round(leftMs() / 60_000)} min left\n`);
  const env = { GATURUM_RUNS: String(RUNS_A_SEED), GATURUM_SEED: String(seed) };
  const result = runVitest([file, `--testTimeout=${SLICE_MS}`], env, leftMs());
  if (result.timedOut) break;
  const slice = { file, runs: RUNS_A_SEED, seed, failed: result.failed > 0 };
  runs = addSlice(runs, slice, new Date().toISOString().slice(0, 10));
  writeFileSync(TABLE, formatLongRuns(runs));
  [passed, failed] = [passed + result.passed, failed + result.failed];
  file = nextFile();
}
if (file === undefined) process.stdout.write(`Every property file that is there has ${ENOUGH_RUNS} runs.\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** The file with the fewest runs, as long as one has too few. */
function nextFile(): string | undefined {
  const done = (name: string): number => runs.find((run) => run.file === name)?.runs ?? 0;
  const open = PROPERTY_FILES.filter((name) => existsSync(join(ROOT, name)) && done(name) < ENOUGH_RUNS);
  return open.sort((left, right) => done(left) - done(right))[0];
}

function firstOrNext(name: string): number {
  const last = runs.find((run) => run.file === name)?.lastSeed;
  return last === undefined ? (wholeNumber(process.env["GATURUM_SEED"]) ?? 1) : last + 1;
}

function leftMs(): number {
  return Number((end - process.hrtime.bigint()) / 1_000_000n);
}
