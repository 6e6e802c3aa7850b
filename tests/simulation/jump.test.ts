import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { SimulatedDevice, type SimulateWords } from "../../hal-mocks/simulate.ts";
import { after, hours, instant, millis, type Instant } from "../../device/measure/time.ts";
import { DECIDING, example } from "./example.ts";

/** A trace is megabytes, so what is compared is its digest, and the first lines that differ. */
type Run = { readonly digest: string; readonly lines: readonly string[]; readonly result: unknown };

type Words = Pick<SimulateWords, "days" | "seed" | "from" | "faults" | "cycle">;
const WORDS: Words = { days: 1, seed: 7, from: "2026-11-25", faults: false, cycle: false };

async function run(file: string, length: number, words: Partial<Words>): Promise<Run> {
  const simulated = new SimulatedDevice(await example(file), { ...WORDS, ...words }, DECIDING);
  const lines: string[] = [];
  for (let at: Instant = instant(0); at < length; at = after(at, PIECE_MS)) {
    simulated.runTo(after(at, PIECE_MS));
    lines.push(...simulated.takeTrace());
  }
  const digest = createHash("sha256").update(lines.join("\n")).digest("hex");
  return { digest, lines, result: simulated.result() };
}
const PIECE_MS = millis(600_000);

/** Both ways, and jumping twice: every change of outputs, every packet, every figure. */
async function sameBothWays(file: string, length: number, words: Partial<Words>): Promise<Run> {
  const jumped = await run(file, length, words);
  const cycled = await run(file, length, { ...words, cycle: true });
  const place = jumped.lines.findIndex((line, index) => line !== cycled.lines[index]);
  expect(place === -1 ? null : [jumped.lines[place], cycled.lines[place]]).toBeNull();
  expect(cycled.digest).toBe(jumped.digest);
  expect(cycled.result).toEqual(jumped.result);
  expect(await run(file, length, words)).toEqual(jumped);
  return jumped;
}

describe("jumping from moment to moment ends where running every cycle does", () => {
  it("a night of a lamp post", { timeout: 120_000 }, async () => {
    const { lines, result } = await sameBothWays("lamp-post.yaml", hours(18), {});
    expect(lines.filter((line) => line.includes('"outputs"')).length).toBeGreaterThan(100);
    expect(result).toMatchObject({ invalidRecords: 0, doubles: 0, interlockViolations: 0, walkedInDarkS: 0 });
  });

  it("a night of a lamp post under faults", { timeout: 120_000 }, async () => {
    const { result } = await sameBothWays("lamp-post.yaml", hours(18), { faults: true, seed: 3 });
    expect(result).toMatchObject({ invalidRecords: 0, doubles: 0, interlockViolations: 0 });
  });

  it("a day of a bin", { timeout: 240_000 }, async () => {
    const { result } = await sameBothWays("litter-bin.yaml", hours(24), {});
    expect(result).toMatchObject({ invalidRecords: 0, doubles: 0, interlockViolations: 0 });
    expect((result as { strokes: number }).strokes).toBeGreaterThan(0);
  });

  it("some hours of a bin under faults", { timeout: 240_000 }, async () => {
    const { result } = await sameBothWays("litter-bin.yaml", hours(8), { faults: true, seed: 5 });
    expect(result).toMatchObject({ invalidRecords: 0, doubles: 0, interlockViolations: 0 });
  });
});

it("another seed is another street", async () => {
  const [one, other] = await Promise.all([1, 2].map((seed) => run("lamp-post.yaml", hours(6), { seed })));
  expect(one?.digest).not.toBe(other?.digest);
});

it("30 days of a lamp post take at most 3 s", { timeout: 30_000 }, async () => {
  const simulated = new SimulatedDevice(await example("lamp-post.yaml"), { ...WORDS, days: 30 }, DECIDING);
  const begun = performance.now();
  simulated.runTo(instant(hours(24 * 30)));
  const tookMs = performance.now() - begun;
  expect(simulated.result()).toMatchObject({ invalidRecords: 0, interlockViolations: 0, walkedInDarkS: 0 });
  expect(tookMs).toBeLessThan(3_000);
});
