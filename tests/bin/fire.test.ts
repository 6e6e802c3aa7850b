import { describe, expect, it } from "vitest";
import { COLD_FOR_MS } from "../../device/bin/fire.ts";
import { BinBench, CYCLE_MS } from "./bin-bench.ts";
import { REACH } from "./reach.ts";
import { SOUND_SETTINGS } from "./sound-bin.ts";

function warmTo(bench: BinBench, temperatureC: number, forMs: number): void {
  bench.temperatureC = temperatureC;
  bench.touched();
  bench.run(forMs);
}
const fires = (bench: BinBench) =>
  bench.told.filter(({ report }) => report.stream === "fire").map(({ report }) => report.values["active"]);

describe.each([
  ["with a press", () => REACH.IDLE()],
  ["without a press", () => new BinBench({ ...SOUND_SETTINGS, press: null })],
])("a fire in a bin %s", (_words, sound) => {
  it("is told once, however its heat wavers about the limit", () => {
    const bench = sound();
    for (let times = 0; times < 20; times += 1) warmTo(bench, times % 2 === 0 ? 70.1 : 69.9, 1_000);
    expect(fires(bench)).toEqual([true]);
  });

  it("is over when it has been below 40 degrees for 10 minutes, and begins again with the next one", () => {
    const bench = sound();
    warmTo(bench, 90, 1_000);
    warmTo(bench, 39, COLD_FOR_MS - 1_000);
    warmTo(bench, 41, 1_000);
    warmTo(bench, 39, COLD_FOR_MS - CYCLE_MS);
    expect(fires(bench)).toEqual([true]);
    bench.run(2 * CYCLE_MS);
    expect(fires(bench)).toEqual([true, false]);
    warmTo(bench, 71, 1_000);
    expect(fires(bench)).toEqual([true, false, true]);
  });

  it("is not over when its thermometer is lost, burnt or cold", () => {
    const bench = sound();
    warmTo(bench, 90, 1_000);
    bench.breakPart("temperature", "no-answer");
    bench.run(2 * COLD_FOR_MS);
    bench.mendPart("temperature");
    warmTo(bench, 20, COLD_FOR_MS - 1_000);
    bench.breakPart("temperature", "no-answer");
    bench.run(COLD_FOR_MS);
    expect(fires(bench)).toEqual([true]);
  });
});
