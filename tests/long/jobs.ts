import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BUGS } from "../seeds/bugs.ts";
import type { Hunted } from "../seeds/hunt.ts";
import type { Lives } from "../seeds/lives.ts";
import { NO_RIG } from "../setup/exit-codes.ts";
import { wholeNumber } from "../setup/property-runs.ts";
import { ROOT, runVitest, withTools } from "../setup/vitest-run.ts";
import type { Figures } from "./table.ts";

/** What a slice came to; null: it did not begin or did not end, so nothing is known. */
export type Found = { readonly passed: number; readonly failed: number; readonly figures: Figures } | null;
export type Job = {
  readonly name: string;
  /** Runs that are enough before a release, and those of one slice. */
  readonly enough: number;
  readonly runsASlice: number;
  /** Longest slice; the next one is not begun with less time than that. */
  readonly withinMs: number;
  run(slice: number): Found;
};

/** The file into which a suite writes its figures, as JSON; see {@link file://./figures.ts}. */
const FIGURES_FILE = "GATURUM_FIGURES";
const MINUTE = 60_000;
/** Histories a property and seed: a killed slice loses no more than these. */
const HISTORIES = wholeNumber(process.env["GATURUM_RUNS"]) ?? 10_000;

const CUTS = 10;
/** At 0.5 s of processor each, beside others. */
const SEEDS_A_SLICE = 250;
/** Of up to 200 seeds each; most need a tenth of them. */
const BUGS_A_SLICE = 8;
const KILLS = 100;
/** Each of 10,000 records, of which two receivers are killed six times. */
const SIDE_BY_SIDE = 40;

export const JOBS: readonly Job[] = [
  property("tests/bin/invariants.test.ts"),
  { ...property("tests/bin/level/felt.test.ts"), enough: 20_000 },
  // Of each of its two kinds of histories: a million together.
  { ...property("tests/lamp/table-5a.test.ts"), enough: 500_000 },
  runsOf("a lamp that jumps from moment to moment ends where each cycle ends", "tests/lamp/laws.test.ts", 1_000, 500),
  { ...property("tests/link/lan/attacks.test.ts"), enough: 100_000 },
  { ...property("tests/link/commands/kills.test.ts"), enough: 100_000 },
  runsOf("S3: mutated payloads over all that a device hears", "tests/link/hostile.test.ts", 1_000_000, 250_000),
  runsOf("R11: a clock that is lost, set, left alone and stepped", "tests/together/time-honesty.test.ts", 1_000, 250),
  runsOf("bit flips in a store", "tests/link/store/corruption.test.ts", 5_000, 1_000),
  runsOf("random lives of a store, its disk and its city", "tests/link/store/lives.test.ts", 20_000, 4_000),
  runsOf("kills of a process that commits", "tests/link/store/kills.test.ts", 1_000, 250),
  whole("30 days offline at a record a second", "tests/link/store/offline.test.ts", 16),
  whole(
    "nights of a lamp post on a simulated DALI bus, and what may happen in them",
    "tests/simulation/dali-night.test.ts",
    10,
  ),
  whole("30 days of a bin without its city", "tests/together/bin-offline.test.ts", 10),
  {
    name: "a disk that stalls for 17 s: pings, neighbours, control (tests/link/store/stalled-disk.test.ts)",
    ...{ enough: 3, runsASlice: 1, withinMs: 3 * MINUTE },
    run: () => vitest(["tests/link/store/stalled-disk.test.ts"], { GATURUM_WHOLE: "yes" }, 3 * MINUTE),
  },
  runsOf(
    "networks that break 400 times, by other moments each: no record is blamed",
    "tests/link/outbox/hang-ups.test.ts",
    2_000,
    200,
  ),
  {
    name: "seeded lives of whole devices with their city (tests/seeds/run.ts)",
    ...{ enough: 1_000, runsASlice: SEEDS_A_SLICE, withinMs: 18 * MINUTE },
    run: (slice) => seeds(SEEDS_A_SLICE, 1 + (slice - 1) * SEEDS_A_SLICE),
  },
  {
    name: "planted bugs that the seeded lives must find (tests/seeds/run.ts --bugs)",
    ...{ enough: BUGS.length, runsASlice: BUGS_A_SLICE, withinMs: 18 * MINUTE },
    run: (slice) => bugs(1 + (slice - 1) * BUGS_A_SLICE, slice * BUGS_A_SLICE),
  },
  {
    name: "1,000 devices that come back, by another seed each time (tests/link/session/herd.test.ts)",
    ...{ enough: 20, runsASlice: 1, withinMs: 3 * MINUTE },
    run: (slice) => vitest(["tests/link/session/herd.test.ts"], { GATURUM_SEED: String(slice) }, 3 * MINUTE),
  },
  {
    name: "faults between device and broker, 20 tries in vain in each (tests/link/session/stranded.test.ts)",
    ...{ enough: 10, runsASlice: 1, withinMs: 8 * MINUTE },
    run: () => {
      const words = ["tests/link/session/stranded.test.ts", `--testTimeout=${3 * MINUTE}`];
      return vitest(words, { GATURUM_TRIES: "20" }, 8 * MINUTE);
    },
  },
  {
    name: "walks from post to post, 200 with each of both clocks (tests/system/neighbours.test.ts)",
    ...{ enough: 400, runsASlice: 400, withinMs: 15 * MINUTE },
    run: () => vitest(["tests/system/neighbours.test.ts"], { GATURUM_WALKS: "200" }, 15 * MINUTE),
  },
  {
    name: "15 minutes of cycles under stress (tests/long/stress.long.ts)",
    ...{ enough: 2, runsASlice: 1, withinMs: 18 * MINUTE },
    run: () => vitest(["stress"], {}, 18 * MINUTE, "tests/long/vitest.config.ts"),
  },
  {
    name: "kills of a bin's control in each state (tests/long/kills.long.ts)",
    ...{ enough: 500, runsASlice: KILLS, withinMs: 8 * MINUTE },
    run: (slice) => {
      const env = { GATURUM_KILLS: String(KILLS), GATURUM_SEED: String(slice) };
      return vitest(["kills"], env, 8 * MINUTE, "tests/long/vitest.config.ts");
    },
  },
  {
    name: "R1: two receivers side by side, killed -9 in 10,000 records (tests/long/receivers.long.ts)",
    ...{ enough: 1_000, runsASlice: SIDE_BY_SIDE, withinMs: 18 * MINUTE },
    run: (slice) => {
      const env = { GATURUM_RUNS: String(SIDE_BY_SIDE), GATURUM_SEED: String(slice) };
      return vitest(["receivers"], env, 18 * MINUTE, "tests/long/vitest.config.ts");
    },
  },
  {
    name: "R1: the whole way from control to PostgreSQL, all killed -9 in 10,000 records (tests/long/whole-way.long.ts)",
    ...{ enough: 1_000, runsASlice: SIDE_BY_SIDE, withinMs: 18 * MINUTE },
    run: (slice) => {
      const env = { GATURUM_RUNS: String(SIDE_BY_SIDE), GATURUM_SEED: String(slice) };
      return vitest(["whole-way"], env, 18 * MINUTE, "tests/long/vitest.config.ts");
    },
  },
  {
    name: "walks past a post in the VM, each on both ways to GPIO (tests/hil/lamp-post.hil.ts)",
    ...{ enough: 200, runsASlice: 50, withinMs: 14 * MINUTE },
    run: () => hil("lamp-post.hil", { GATURUM_WALKS: "50" }, 14 * MINUTE),
  },
  {
    name: "power cuts in a stroke in the VM (tests/hil/power-cut.host.ts)",
    ...{ enough: 50, runsASlice: CUTS, withinMs: 19 * MINUTE },
    run: (slice) => {
      const env = { GATURUM_CUTS: String(CUTS), GATURUM_CUTS_BEFORE: String((slice - 1) * CUTS) };
      return hil("hil/power-cut", env, 19 * MINUTE);
    },
  },
  {
    name: "R2: power cuts of a VM that commits to a store (tests/hil/store-power-cut.host.ts)",
    ...{ enough: 50, runsASlice: CUTS, withinMs: 19 * MINUTE },
    run: (slice) => {
      const env = { GATURUM_STORE_CUTS: String(CUTS), GATURUM_STORE_CUTS_BEFORE: String((slice - 1) * CUTS) };
      return hil("store-power-cut", env, 19 * MINUTE);
    },
  },
  onRig("the package in a Debian of its own: install, upgrade, downgrade, remove, purge", "hil/package.host", 15),
  onRig("the arm64 package under systemd in a VM: units, lamp, power to safe light", "hil/arm64-package.host", 19),
  onRig("power cuts at the steps of an update of an arm64 controller in a VM", "hil/arm64-update.host", 19),
  onRig("a bin in DWELL, on sysfs, and with both limit switches made, in the VM", "hil/bin-ways.hil", 9),
  onRig("a checkout on a computer without a compiler, and sysfs in a VM", "hil/no-compiler.host", 9),
  onRig("the console on the service cable: a USB gadget in the VM", "hil/service-cable.hil", 9),
  onRig("a technician's day under systemd: card, check, bundle, box, updates, purge", "hil/technicians-day.host", 19),
  whole("every scenario to its end", "tests/simulation/scenarios.test.ts", 18),
  whole("every cycle of a post's night", "tests/simulation/lamp-post.test.ts", 18),
  whole("every cycle of a bin's day", "tests/simulation/litter-bin.test.ts", 18),
  whole("14 dark days", "tests/simulation/dark-fortnight.test.ts", 18),
  whole("365 dusks", "tests/simulation/lamp-nights.test.ts", 18),
  whole("every scenario to its end, and 54 hours of it in a page", "tests/system/static-street.test.ts", 18),
  {
    name: "a year of 12 posts against a slow reference (tests/simulation/street-reference.test.ts)",
    ...{ enough: 1, runsASlice: 1, withinMs: 18 * MINUTE },
    run: () => {
      const env = { GATURUM_POSTS: "12", GATURUM_DAYS: "365" };
      return vitest(["tests/simulation/street-reference.test.ts"], env, 18 * MINUTE);
    },
  },
  {
    name: "a year of posts and a quarter of bins, on the clock (tests/long/on-the-clock.long.ts)",
    ...{ enough: 1, runsASlice: 1, withinMs: 10 * MINUTE },
    run: () => vitest(["on-the-clock"], {}, 10 * MINUTE, "tests/long/vitest.config.ts"),
  },
  {
    name: "a day of a lamp and its city, every part a real one (tests/long/city-day.long.ts)",
    ...{ enough: 1, runsASlice: 1, withinMs: 8 * MINUTE },
    run: () => vitest(["city-day"], {}, 8 * MINUTE, "tests/long/vitest.config.ts"),
  },
  {
    name: "20 bins for 90 days, by another seed each time (tests/simulation/bins.test.ts)",
    ...{ enough: 3, runsASlice: 1, withinMs: 18 * MINUTE },
    run: (slice) => {
      const env = { GATURUM_BINS: "20", GATURUM_SEED: String(slice) };
      return vitest(["tests/simulation/bins.test.ts"], env, 18 * MINUTE);
    },
  },
  {
    // Back within the longest wait between two tries, which is 5 minutes, and the rest of the file.
    name: "broker away for 60 s (tests/system/real-input.test.ts)",
    ...{ enough: 3, runsASlice: 1, withinMs: 8 * MINUTE },
    run: () => vitest(["tests/system/real-input.test.ts"], { GATURUM_BROKER_AWAY_S: "60" }, 8 * MINUTE),
  },
];

/** Whose properties take their runs and seed from `propertyRuns`. */
function property(file: string): Job {
  return {
    name: file,
    ...{ enough: 1_000_000, runsASlice: HISTORIES, withinMs: 8 * MINUTE },
    run: (slice) => {
      const env = { GATURUM_RUNS: String(HISTORIES), GATURUM_SEED: String(slice) };
      return vitest([file, `--testTimeout=${8 * MINUTE}`], env, 8 * MINUTE);
    },
  };
}

/** A suite of which `npm test` runs a sample, once and in full. */
function whole(what: string, file: string, minutes: number): Job {
  const withinMs = minutes * MINUTE;
  const run = (): Found => vitest([file], { GATURUM_WHOLE: "yes" }, withinMs);
  return { name: `${what} (${file})`, enough: 1, runsASlice: 1, withinMs, run };
}

/** A suite on a rig of its own, once. */
function onRig(what: string, suite: string, minutes: number): Job {
  const withinMs = minutes * MINUTE;
  const name = `${what} (tests/${suite}.ts)`;
  return { name, enough: 1, runsASlice: 1, withinMs, run: () => hil(suite, {}, withinMs) };
}

/** As a property, of runs that each take a while. */
function runsOf(what: string, file: string, enough: number, runsASlice: number): Job {
  const withinMs = 12 * MINUTE;
  const run = (slice: number): Found => {
    const env = { GATURUM_RUNS: String(runsASlice), GATURUM_SEED: String(slice) };
    return vitest([file, `--testTimeout=${withinMs}`], env, withinMs);
  };
  return { name: `${what} (${file})`, enough, runsASlice, withinMs, run };
}

function vitest(words: readonly string[], env: NodeJS.ProcessEnv, withinMs: number, config?: string): Found {
  return withFigures((file) => {
    const { passed, failed, timedOut } = runVitest(words, { ...env, [FIGURES_FILE]: file }, withinMs, config);
    return timedOut ? null : { passed, failed };
  });
}

function seeds(count: number, from: number): Found {
  const lived = lastLine<Lives>(["--seeds", String(count), "--from", String(from)], "violations");
  if (lived === null) return null;
  const { violations, records, commands, settings } = lived;
  return { passed: count - violations, failed: violations, figures: { records, commands, settings } };
}

function bugs(from: number, to: number): Found {
  const hunted = lastLine<Hunted>(["--bugs", "--from", String(from), "--to", String(to)], "planted");
  return hunted === null ? null : { passed: hunted.found, failed: hunted.planted - hunted.found, figures: {} };
}

/**
 * What `tests/seeds/run.ts` ends with, which alone has `key`; it tells docs/seeds.md too. null: it did not come to its end,
 * and the last line is what it had come to.
 */
function lastLine<Ended extends Lives | Hunted>(asked: readonly string[], key: keyof Ended & string): Ended | null {
  const words = [join(ROOT, "tests/seeds/run.ts"), ...asked, "--json", "--write"];
  const done = spawnSync(process.execPath, words, {
    ...{ cwd: ROOT, encoding: "utf8", timeout: 18 * MINUTE, stdio: ["ignore", "pipe", "inherit"] },
  });
  const last = done.stdout.trim().split("\n").at(-1) ?? "";
  const found = done.status === null || !last.startsWith("{") ? null : (JSON.parse(last) as Ended);
  return found !== null && key in found ? found : null;
}

function hil(suite: string, env: NodeJS.ProcessEnv, withinMs: number): Found {
  return withFigures((file) => {
    const words = [join(ROOT, "tests/hil/run.ts"), suite];
    const done = spawnSync(process.execPath, words, {
      ...{ cwd: ROOT, env: withTools({ ...env, [FIGURES_FILE]: file }), encoding: "utf8", timeout: withinMs },
      stdio: ["ignore", "pipe", "inherit"],
    });
    process.stdout.write(done.stdout);
    const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(done.stdout) ?? [];
    return done.status === null || done.status === NO_RIG
      ? null
      : { passed: Number(passed ?? 0), failed: Number(failed ?? 1) };
  });
}

function withFigures(run: (file: string) => { readonly passed: number; readonly failed: number } | null): Found {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-long-"));
  const file = join(folder, "figures.json");
  try {
    const counted = run(file);
    const figures = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Figures) : {};
    return counted === null ? null : { ...counted, figures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
