import { fork, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { NODE_WORDS } from "../../device/field/supervise.ts";
import { cpuSecondsOf } from "./cpu-seconds.ts";
import { missedByLoop, tellMissed, type LoopFound } from "./targets.ts";
import { percentilesOfHistogram, type Lateness, type Percentiles } from "./lateness.ts";

/** Our shortest period is 10 ms; a shorter one puts 10,000 cycles into 40 s. */
const PERIOD_MS = 4;
const CYCLES = 10_000;
const CONTENDERS = ["ours", "setInterval", "setTimeout", "johnnyFive"] as const;
/** Of the middle of the range, as the unit files have it. */
const PRIORITY = "50";
/** cyclictest counts latencies up to here one by one. */
const HISTOGRAM_US = "20000";
const CPU_EVERY_MS = 250;

/**
 * How far from its moments each loop wakes, one after the other, beside the same busy link. Each runs on Node as control
 * does; ours is locked in memory, as control is and as cyclictest locks itself.
 */
export async function benchLoop(json: boolean): Promise<void> {
  const fifo = spawnSync("chrt", ["-f", PRIORITY, "true"]).status === 0;
  say(json, fifo ? `under SCHED_FIFO ${PRIORITY}` : "under the ordinary scheduler: SCHED_FIFO is not permitted here");
  const load = fork(new URL("loop-load.ts", import.meta.url), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  await once(load, "message");
  const found: Record<string, Lateness | null> = {};
  for (const name of CONTENDERS) {
    const module = new URL("loop-contender.ts", import.meta.url).pathname;
    const words = [process.execPath, ...NODE_WORDS, module, name, String(PERIOD_MS), String(CYCLES)];
    found[name] = await turn(
      fifo ? ["chrt", "-f", PRIORITY, ...words] : words,
      (out) => JSON.parse(out) as Percentiles,
    );
    say(json, line(name, found[name]));
  }
  found["cyclictest"] = hasCyclictest() ? await turn(cyclictest(fifo), percentilesOfHistogram) : null;
  say(json, line("cyclictest", found["cyclictest"]));
  load.disconnect();
  const { ours, cyclictest: best, setInterval, setTimeout, johnnyFive } = found;
  tellMissed(missedByLoop(found as LoopFound));
  process.stdout.write(`${JSON.stringify({ fifo, ours, cyclictest: best, setInterval, setTimeout, johnnyFive })}\n`);
}

async function turn(words: readonly string[], read: (out: string) => Percentiles): Promise<Lateness> {
  const [program = "", ...rest] = words;
  const begun = performance.now();
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "inherit"] });
  const cpu = watchCpu(child);
  const out = await text(child.stdout);
  const seconds = (performance.now() - begun) / 1_000;
  if (out === "") throw new Error(`${words.join(" ")} said nothing`);
  return { ...read(out), cpuPct: Math.round((1_000 * cpu()) / seconds) / 10 };
}

/** The kernel forgets a process with its end, so it is asked again and again while it lives. */
function watchCpu({ pid = 0 }: ChildProcess): () => number {
  let seconds = 0;
  const timer = setInterval(() => (seconds = cpuSecondsOf(pid) ?? seconds), CPU_EVERY_MS);
  return () => {
    clearInterval(timer);
    return seconds;
  };
}

function cyclictest(fifo: boolean): readonly string[] {
  const words = ["cyclictest", "-q", "-t1", "-i", String(PERIOD_MS * 1_000), "-l", String(CYCLES), "-h", HISTOGRAM_US];
  return fifo ? [...words, "-m", "-p", PRIORITY] : [...words, "--policy=other"];
}

/** Installs it as root where someone said so; else says which line to type. */
function hasCyclictest(): boolean {
  if (spawnSync("cyclictest", ["--help"]).error === undefined) return true;
  const may = process.env["CI"] === "true" || process.env["GATURUM_SETUP"] === "yes";
  if (may && process.getuid?.() === 0) {
    return spawnSync("apt-get", ["install", "-y", "rt-tests"], { stdio: ["ignore", 2, 2] }).status === 0;
  }
  process.stderr.write("cyclictest is missing, so nothing is compared with it. Type: sudo apt install rt-tests\n");
  return false;
}

function line(name: string, figures: Lateness | null | undefined): string {
  if (figures == null) return `${name.padEnd(14)}not there`;
  const { p50Us, p99Us, p999Us, maxUs, cpuPct } = figures;
  return `${name.padEnd(14)}p50 ${p50Us}  p99 ${p99Us}  p99.9 ${p999Us}  worst ${maxUs} us off, ${cpuPct} % of a processor`;
}

function say(json: boolean, words: string): void {
  if (!json) process.stdout.write(`${words}\n`);
}
