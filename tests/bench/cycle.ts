import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { BlockingPace } from "../../device/control/pace.ts";
import { hours, instant, millis, type Instant } from "../../device/measure/time.ts";
import { SimulatedDevice } from "../../hal-mocks/simulate.ts";
import { DECIDING, example } from "../simulation/example.ts";

/** A turn of the pace is this long; shorter ones say nothing about the worst. */
const PACE_MS = 20_000;
const PERIODS_MS = [10, 20] as const;
const CYCLES = 100_000;
const FROM = "2026-11-25";

/** What a cycle costs, how punctual it is, and how fast simulated time goes. */
export async function benchCycle(): Promise<void> {
  print(
    "machine",
    `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, load ${readFileSync("/proc/loadavg", "utf8").slice(0, 4)}`,
  );
  for (const file of ["lamp-post.yaml", "litter-bin.yaml"]) await benchDevice(file);
  for (const periodMs of PERIODS_MS) await benchPace(periodMs);
}

async function benchDevice(file: string): Promise<void> {
  const config = await example(file);
  const words = { days: 30, seed: 7, from: FROM, faults: false };
  const cycled = new SimulatedDevice(config, { ...words, cycle: true }, DECIDING);
  cycled.runTo(instant(hours(6)));
  const begun = performance.now();
  cycled.runTo(instant(hours(6) + (CYCLES * 1_000) / config.cycleHz));
  print(`${config.kind} cycle`, `${((1_000 * (performance.now() - begun)) / CYCLES).toFixed(1)} us, mean of ${CYCLES}`);
  const jumped = new SimulatedDevice(config, { ...words, cycle: false }, DECIDING);
  const jump = performance.now();
  jumped.runTo(instant(hours(24 * 30)));
  print(`${config.kind} 30 days`, `${((performance.now() - jump) / 1_000).toFixed(2)} s, ${jumped.cycles} cycles run`);
}

async function benchPace(periodMs: number): Promise<void> {
  const pace = new BlockingPace(millis(periodMs));
  const lateMs: number[] = [];
  let due: number | null = null;
  await new Promise<void>((resolve) => {
    pace.start((now: Instant) => {
      due ??= now;
      lateMs.push(now - due);
      due += periodMs;
      if (lateMs.length * periodMs < PACE_MS) return;
      pace.stop();
      resolve();
    });
  });
  lateMs.sort((a, b) => a - b);
  const at = (share: number) => (lateMs[Math.floor(share * (lateMs.length - 1))] ?? 0).toFixed(2);
  const { cycles, lateCycles } = pace.figures;
  print(
    `pace ${periodMs} ms`,
    `late p50 ${at(0.5)}, p99 ${at(0.99)}, worst ${at(1)} ms; ${lateCycles} of ${cycles} late by a quarter`,
  );
}

function print(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(20)}${figure}\n`);
}
