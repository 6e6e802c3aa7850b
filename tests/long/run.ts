import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { refuseOtherNode, ROOT } from "../setup/vitest-run.ts";
import { JOBS, type Job } from "./jobs.ts";
import { addSlice, formatLongRuns, parseLongRuns, type LongRun } from "./table.ts";

/** `npm run test:long [-- WORD…]`: one turn of slices, of the jobs that a word names or of all; see docs/long-runs.md. */
const TABLE = join(ROOT, "docs/long-runs.md");
/** One call is short enough for a machine that is only lent. */
const TURN_MS = 20 * 60_000;

refuseOtherNode();
const words = process.argv.slice(2);
const end = performance.now() + TURN_MS;
let [passed, failed] = [0, 0];
for (let job = nextJob(); job !== undefined; job = nextJob()) {
  const { name } = job;
  const slice = (runSoFar(name)?.lastSlice ?? 0) + 1;
  process.stdout.write(`\n${name}: slice ${slice}\n`);
  const found = job.run(slice);
  if (found === null) {
    process.stdout.write(
      `${name}: slice ${slice} could not begin, or did not end within ${job.withinMs / 60_000} min\n`,
    );
    failed += 1;
    break;
  }
  const add = { name, runs: job.runsASlice, slice, failed: found.failed > 0, figures: found.figures };
  writeFileSync(TABLE, formatLongRuns(addSlice(table(), add, new Date().toISOString().slice(0, 10))));
  [passed, failed] = [passed + found.passed, failed + found.failed];
}
if (JOBS.every((job) => share(job) >= 1)) process.stdout.write("Every job has run enough.\n");
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** The job furthest from its end that fits into what is left of this turn. */
function nextJob(): Job | undefined {
  const asked = JOBS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  const open = asked.filter((job) => share(job) < 1 && performance.now() + job.withinMs <= end);
  return open.sort((left, right) => share(left) - share(right))[0];
}

function share({ name, enough }: Job): number {
  return (runSoFar(name)?.runs ?? 0) / enough;
}

function runSoFar(name: string): LongRun | undefined {
  return table().find((run) => run.name === name);
}

/** Read anew each time: another job may run beside this one. */
function table(): LongRun[] {
  return existsSync(TABLE) ? parseLongRuns(readFileSync(TABLE, "utf8")) : [];
}
