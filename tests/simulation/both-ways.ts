import { createHash } from "node:crypto";
import { expect } from "vitest";
import { SimulatedDevice, traceLine, type SimulateWords } from "../../hal-mocks/simulate.ts";
import { after, instant, millis, type Instant } from "../../device/measure/time.ts";
import { DECIDING, example } from "./example.ts";

/** A trace is megabytes, so what is compared is its digest, and the first lines that differ. */
type Run = { readonly digest: string; readonly lines: readonly string[]; readonly result: unknown };

type Words = Pick<SimulateWords, "days" | "seed" | "from" | "faults" | "cycle"> & {
  /** Left out: the config's own. */
  readonly cycleHz?: number;
};
const WORDS: Words = { days: 1, seed: 7, from: "2026-11-25", faults: false, cycle: false };

export async function run(file: string, length: number, words: Partial<Words>): Promise<Run> {
  const config = await example(file);
  const { cycleHz = config.cycleHz, ...rest } = words;
  const simulated = new SimulatedDevice({ ...config, cycleHz }, { ...WORDS, ...rest }, DECIDING);
  const lines: string[] = [];
  for (let at: Instant = instant(0); at < length; at = after(at, PIECE_MS)) {
    simulated.runTo(after(at, PIECE_MS));
    lines.push(...simulated.takeTrace().map(traceLine));
  }
  const digest = createHash("sha256").update(lines.join("\n")).digest("hex");
  return { digest, lines, result: simulated.result() };
}
const PIECE_MS = millis(600_000);

/** Both ways, and jumping twice: every change of outputs, every packet, every figure. */
export async function sameBothWays(file: string, length: number, words: Partial<Words>): Promise<Run> {
  const jumped = await run(file, length, words);
  const cycled = await run(file, length, { ...words, cycle: true });
  const place = jumped.lines.findIndex((line, index) => line !== cycled.lines[index]);
  expect(place === -1 ? null : [jumped.lines[place], cycled.lines[place]]).toBeNull();
  expect(cycled.digest).toBe(jumped.digest);
  expect(cycled.result).toEqual(jumped.result);
  expect(await run(file, length, words)).toEqual(jumped);
  return jumped;
}
