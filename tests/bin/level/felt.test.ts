import { describe, expect, it } from "vitest";
import { nextFelt, NOTHING_FELT, passedMm, verdictOf, type Felt } from "../../../device/bin/level/felt.ts";
import type { FillLevel } from "../../../device/bin/level/fill.ts";
import type { Mode, Stroke } from "../../../device/bin/press/states.ts";
import type { PressSettings } from "../../../device/bin/settings.ts";
import { Moments } from "../../../device/measure/moments.ts";
import { valid } from "../../../device/measure/reading.ts";
import { instant } from "../../../device/measure/time.ts";
import { milliamps, millimetres, percent } from "../../../device/measure/units.ts";
import { between, chance } from "../../../hal-mocks/random.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { BinBench } from "../bin-bench.ts";
import { SOUND_SETTINGS } from "../sound-bin.ts";

const PRESS = SOUND_SETTINGS.press as PressSettings;
const STROKE: Stroke = {
  ...{ trigger: "level", intent: 1, topOpened: true, end: "bottom", endMm: 600, downMs: null, strokesMs: null },
};
const levelOf = (fillPct: number): FillLevel => ({
  ...{ quality: "valid", fillPct: percent(fillPct), distanceMm: 1_200 - 9 * fillPct, errorPct: 0, confirmed: true },
});
const beforeOf = (levelPct: number): Felt => ({
  ...NOTHING_FELT,
  before: { levelPct, distanceMm: 1_200 - 9 * levelPct },
});
const verdict = (felt: Felt, stroke: Partial<Stroke>, afterPct: number) =>
  verdictOf(felt, { ...STROKE, ...stroke }, levelOf(afterPct), SOUND_SETTINGS, PRESS);

/** One stroke, by itself or asked for, and the look at the level after it. */
function stroke(bench: BinBench): void {
  const byItself = bench.runTo("VERIFY", 90_000);
  if (!byItself) bench.request("compact");
  if (!byItself && !bench.runTo("VERIFY", 90_000)) throw new Error(`no stroke: ${JSON.stringify(bench.mode)}`);
  bench.run(20_000);
}
const alarms = (bench: BinBench, alarm: string) =>
  bench.told.filter(({ report }) => report.values["alarm"] === alarm).map(({ report }) => report.values["active"]);
const holdsOf = (bench: BinBench) => bench.state.press?.holds ?? null;

describe("row 18: the ram as second fill sensor", () => {
  it("the load that lasts begins where the current rose by 5 % of the way to pressing force", () => {
    const extend: Mode = { name: "EXTEND", since: instant(0), stroke: { ...STROKE, end: null, endMm: null } };
    const see = (was: Felt, travelMm: number, currentMa: number, ms = 1_000): Felt =>
      nextFelt(
        was,
        {
          mode: extend,
          readings: {
            ram: valid({ driven: "down", travelMm: millimetres(travelMm) }, instant(0)),
            current: valid(milliamps(currentMa), instant(0)),
          },
          ...{ level: levelOf(50), doorOpen: false, press: PRESS },
        },
        new Moments(instant(ms)),
      );
    expect(see(NOTHING_FELT, 5, 4_500, 499)).toBe(NOTHING_FELT);
    let felt = see(see(NOTHING_FELT, 30, 900), 40, 800);
    expect(felt.idleMa).toBe(800);
    expect(see(felt, 600, 0)).toBe(felt);
    felt = see(see(felt, 100, 936), 105, 934);
    expect([felt.loadFromMm, felt.touchMm]).toEqual([null, null]);
    felt = see(see(felt, 200, 935), 209, 1_500);
    expect([felt.loadFromMm, felt.touchMm]).toEqual([200, null]);
    felt = see(felt, 210, 1_600);
    expect([felt.loadFromMm, felt.touchMm]).toEqual([200, 200]);
    expect(see(felt, 400, 800).touchMm).toBe(200);
  });

  it("full by the sensors, and passed by more than 150 mm: too high; from 85 % on", () => {
    // The level of 85 % is 435 mm below the sensor, the plate's top 200: 235 mm of travel.
    expect(verdict({ ...beforeOf(85), touchMm: 385 }, {}, 60)).not.toBe("tooHigh");
    expect(verdict({ ...beforeOf(85), touchMm: 386 }, {}, 60)).toBe("tooHigh");
    expect(verdict({ ...beforeOf(84), touchMm: 500 }, {}, 60)).not.toBe("tooHigh");
    expect(verdict(beforeOf(85), {}, 30)).toBe("tooHigh");
    expect(verdict({ ...beforeOf(85), touchMm: 386 }, { end: "jam", endMm: 20 }, 60)).not.toBe("tooHigh");
    expect(passedMm({ ...beforeOf(90), loadFromMm: 240 }, STROKE, PRESS)).toBe(240 + 200 - 390);
  });

  it("agreement needs both: the level of before where the ram met the litter, and that of afterwards", () => {
    const contact = { end: "contact", endMm: 300 } as const;
    const after = (1_200 - 500) / 9;
    expect(verdict({ ...beforeOf(85), touchMm: 250 }, contact, after)).toBe("agree");
    expect(verdict({ ...beforeOf(40), touchMm: 250 }, contact, after)).toBe("unknown");
    expect(verdict({ ...beforeOf(85), touchMm: 250 }, contact, after - 17)).toBe("disagree");
    expect(verdict({ ...beforeOf(85), touchMm: 250 }, contact, after + 18)).toBe("disagree");
    expect(verdict(NOTHING_FELT, contact, after)).toBe("unknown");
  });

  it("what springs back is no disagreement: 150 mm, and a fifth of what was pressed", () => {
    const bottom = { end: "bottom", endMm: 600 } as const;
    const upBy = (mm: number) => (1_200 - 800 + mm) / 9;
    expect(verdict({ ...beforeOf(100), touchMm: 100 }, bottom, upBy(249))).toBe("agree");
    expect(verdict({ ...beforeOf(100), touchMm: 100 }, bottom, upBy(251))).toBe("disagree");
    expect(verdict(beforeOf(40), bottom, upBy(151))).toBe("disagree");
  });

  it("a bag that hangs in view is a false full: told, no alarm of a full bin, cleared by 3 agreeing strokes", () => {
    const bench = new BinBench({ ...SOUND_SETTINGS, press: { ...PRESS, strokesPerHourMax: 20 } });
    bench.site.fillTo(300);
    bench.site.echo.disturb({ hangingMm: 330 });
    bench.touched();
    expect(bench.runTo("VERIFY", 90_000)).toBe(true);
    bench.run(120_000);
    expect(alarms(bench, "falseFull")).toEqual([true]);
    expect(holdsOf(bench)?.falseFull).toBe(3);
    expect(bench.told.filter(({ report }) => report.stream === "bin-full")).toEqual([]);
    bench.site.echo.disturb({ hangingMm: null });
    bench.site.fillTo(500);
    bench.touched();
    bench.run(60_000);
    const thrownFull = () => {
      for (let thrown = 0; thrown < 15; thrown++) {
        bench.throwIn(5);
        bench.run(4_000);
      }
      if (!bench.runTo("RETRACT", 120_000)) throw new Error(`no stroke in ${JSON.stringify(bench.mode)}`);
      bench.level = null;
      bench.touched();
      bench.run(90_000);
      return holdsOf(bench)?.falseFull;
    };
    bench.level = { quality: "noEcho" };
    expect(thrownFull()).toBe(3);
    for (const left of [2, 1, 0]) {
      expect(alarms(bench, "falseFull")).toEqual([true]);
      expect(thrownFull()).toBe(left);
      // Two strokes a day while the level is not believed.
      if (left === 2) bench.run(24 * 3_600_000);
    }
    expect(alarms(bench, "falseFull")).toEqual([true, false]);
    expect([...bench.wrong, ...bench.violations]).toEqual([]);
  });
});

const NOISY = { noiseMm: 4, impulseShare: 0.05, impulseMm: 300 };
/** A bin and a stroke for each seed: what the alarm said, and whether a false full was seen. */
function strokes(usual: number, litterMostMm: number, airMm: (seed: number, litterMm: number) => number) {
  let [inflated, falseFull, judged] = [0, 0, 0];
  const { numRuns, seed: slice = 0 } = propertyRuns(usual);
  for (let seed = slice * numRuns + 1; seed <= (slice + 1) * numRuns; seed++) {
    const bench = new BinBench();
    const litterMm = between(60, litterMostMm, chance(seed, "litter", 0));
    bench.site.fillTo(litterMm);
    bench.site.echo.inflateBag(airMm(seed, litterMm), 600_000);
    bench.echoes = { echoes: NOISY, seed };
    bench.touched();
    stroke(bench);
    judged += 1;
    if (bench.state.felt.bagInflated) inflated += 1;
    if ((holdsOf(bench)?.falseFull ?? 0) > 0) falseFull += 1;
    expect([...bench.wrong, ...bench.violations]).toEqual([]);
  }
  return { inflated, falseFull, judged };
}

describe("row 24: a bag full of air", () => {
  it("that sinks under the ram without a load is found in 95 % of the cases", () => {
    const found = strokes(40, 500, (seed, litterMm) => between(220, 980 - litterMm, chance(seed, "air", 0)));
    expect(found.inflated / found.judged).toBeGreaterThanOrEqual(0.95);
  });

  it("litter alone is none, nor a false full, pressed as far as it goes: 1 stroke in 100 at most", () => {
    const { inflated, falseFull, judged } = strokes(30, 950, () => 0);
    expect(Math.max(inflated, falseFull) / judged).toBeLessThanOrEqual(0.01);
  });

  it("is told, and over with a stroke that finds none or with the door", () => {
    const bench = new BinBench();
    bench.site.fillTo(200);
    bench.site.echo.inflateBag(450, 3_600_000);
    bench.touched();
    stroke(bench);
    expect(alarms(bench, "bagInflated")).toEqual([true]);
    bench.collect();
    bench.run(200_000);
    expect(alarms(bench, "bagInflated")).toEqual([true, false]);
  });
});
