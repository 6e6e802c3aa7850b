import { describe, expect, it } from "vitest";
import type { LuminaireSettings } from "../../device/lamp/settings.ts";
import { expectedPower } from "../../device/lamp/watch/expected-power.ts";
import {
  carriedOn,
  energyWh,
  initialMeter,
  KEEP_EVERY_MS,
  nextKeeping,
  nextMeter,
  NO_TOTALS,
  settled,
  wholeHours,
  type Keeping,
  type Meter,
  type Taken,
  type Totals,
} from "../../device/lamp/watch/meter.ts";
import { NO_COUNTERS } from "../../device/lamp/watch/counters.ts";
import { Moments } from "../../device/measure/moments.ts";
import { instant } from "../../device/measure/time.ts";
import { percent, watts } from "../../device/measure/units.ts";
import { Dice } from "./dice.ts";
import { SETTINGS } from "./post.ts";

const HOUR = 3_600_000;
/** Vector 7.4: 30 W, and 15 % of it at a base of 20 %. */
const LUMINAIRE: LuminaireSettings = {
  ...SETTINGS.luminaire,
  powerFullW: watts(30),
  powerLeastW: watts(4.5),
  leastPct: percent(20),
  controllerW: watts(0.6),
};
const taken = (levelPct: number, change: Partial<Taken> = {}): Taken => ({
  levelPct: percent(levelPct),
  measuredW: null,
  isNight: levelPct > 0,
  ...change,
});
const at = (was: Meter, now: number, one: Taken, luminaire = LUMINAIRE): Meter =>
  nextMeter(was, one, luminaire, new Moments(instant(now)));
const begun = () => initialMeter(instant(0));

describe("what a luminaire takes at a level", () => {
  it.each([
    [0, 0],
    [1, 4.5],
    [20, 4.5],
    [60, 17.25],
    [100, 30],
  ])("%d %% takes %d W, by its two points", (levelPct, powerW) => {
    expect(expectedPower(percent(levelPct), LUMINAIRE)).toBe(powerW);
  });
});

describe("the meter (rows 17 and 20)", () => {
  it("comes to vector 7.4: always full for 4,244 h is 127.3 kWh, with 0.6 W round the clock beside it", () => {
    let meter = at(begun(), 0, taken(100));
    meter = at(meter, 4_244 * HOUR, taken(0));
    const totals = settled(meter, instant(8_760 * HOUR));
    expect(energyWh(totals.lampJ)).toBe(127_320);
    expect(energyWh(totals.alwaysFullJ)).toBe(127_320);
    expect(energyWh(totals.controllerJ)).toBe(5_256);
    expect(wholeHours(totals.litS)).toBe(4_244);
  });

  it("counts what is measured where something measures, and else the power of the level", () => {
    let meter = at(begun(), 0, taken(100, { measuredW: watts(33) }));
    meter = at(meter, HOUR, taken(100));
    meter = at(meter, 2 * HOUR, taken(20));
    expect(energyWh(settled(meter, instant(3 * HOUR)).lampJ)).toBe(33 + 30 + 4);
  });

  it("counts always full at night alone, and hours lit while there is light alone (fact 9)", () => {
    let meter = at(begun(), 0, taken(0, { isNight: true }));
    meter = at(meter, 2 * HOUR, taken(50, { isNight: false }));
    const totals = settled(meter, instant(3 * HOUR));
    expect([energyWh(totals.alwaysFullJ), totals.litS]).toEqual([60, 3_600]);
  });

  it("takes no energy back when the measurement is below nothing", () => {
    const meter = at(begun(), 0, taken(0, { measuredW: watts(-0.4) }));
    expect(settled(meter, instant(HOUR)).lampJ).toBe(0);
  });

  it("counts each time that it is lit, and a start as none of them", () => {
    let meter = at(begun(), 0, taken(100));
    for (const [hour, levelPct] of [0, 30, 100, 0, 0, 100].entries())
      meter = at(meter, (hour + 1) * HOUR, taken(levelPct));
    expect(settled(meter, instant(9 * HOUR))).toMatchObject({ switchOns: 2, starts: 1 });
    expect(settled(at(begun(), 0, taken(0)), instant(1))).toMatchObject({ switchOns: 0, starts: 1 });
  });

  it("comes back the same while nothing changes", () => {
    const meter = at(begun(), 0, taken(30));
    expect(at(meter, HOUR, taken(30))).toBe(meter);
  });

  it("counts the same however often it is asked", () => {
    let often = at(begun(), 0, taken(30));
    const seldom = often;
    for (let now = 0; now <= HOUR; now += 997)
      often = at(often, now + 0.3, taken(30, { measuredW: watts((now % 2) / 1e4) }));
    const noisy = settled(often, instant(HOUR));
    expect(noisy.litS).toBe(settled(seldom, instant(HOUR)).litS);
    expect(noisy.controllerJ).toBe(settled(seldom, instant(HOUR)).controllerJ);
  });

  it("goes on from what was kept", () => {
    const kept: Totals = { lampJ: 7, controllerJ: 6, alwaysFullJ: 5, litS: 4, switchOns: 3, starts: 2 };
    const meter = carriedOn(at(begun(), 0, taken(0)), kept);
    expect(settled(meter, instant(0))).toEqual({ ...kept, starts: 3 });
  });
});

describe("what the meter keeps", () => {
  const keepAt = (was: Keeping, meter: Meter, now: number) => {
    const moments = new Moments(instant(now));
    return { kept: nextKeeping(was, meter, moments), wakeAt: moments.next };
  };

  it("is renewed every 15 minutes and no sooner, and announces when (row 17)", () => {
    const meter = at(begun(), 0, taken(100));
    const first: Keeping = { at: instant(0), totals: NO_TOTALS, counters: NO_COUNTERS };
    const early = keepAt(first, meter, KEEP_EVERY_MS - 1);
    expect(early).toEqual({ kept: first, wakeAt: KEEP_EVERY_MS });
    expect(early.kept).toBe(first);
    const due = keepAt(first, meter, KEEP_EVERY_MS);
    expect(due.kept.totals.lampJ).toBe(30 * 900);
    expect(due.wakeAt).toBe(2 * KEEP_EVERY_MS);
  });

  it.each([1, 2, 3])(
    "is within a hundredth of the truth over 30 days with 12 power cuts, and never decreases (row 20, seed %d)",
    (seed) => {
      const dice = new Dice(seed);
      const truthWh = { lamp: 0, full: 0, controller: 0 };
      let kept: Keeping = { at: instant(0), totals: NO_TOTALS, counters: NO_COUNTERS };
      for (let run = 0; run < 12; run += 1) {
        const before = kept.totals;
        let meter = carriedOn(initialMeter(instant(0)), before);
        kept = { ...kept, at: instant(0) };
        for (let now = 0; now < 60 * HOUR;) {
          const powerW = dice.between(0, 41);
          const isNight = dice.chance(0.6);
          const lasts = Math.ceil(dice.between(1, 20 * 60_000));
          const levelPct = Math.round(dice.between(0, 100));
          meter = at(meter, now, taken(levelPct, { measuredW: watts(powerW), isNight }));
          truthWh.lamp += (powerW * lasts) / HOUR;
          truthWh.full += isNight ? (30 * lasts) / HOUR : 0;
          truthWh.controller += (0.6 * lasts) / HOUR;
          for (let wake = now; wake < now + lasts; wake += 60_000) {
            const next = keepAt(kept, meter, wake).kept;
            if (next === kept) continue;
            for (const name of Object.keys(NO_TOTALS) as (keyof Totals)[]) {
              expect(next.totals[name]).toBeGreaterThanOrEqual(kept.totals[name]);
            }
            kept = next;
          }
          now += lasts;
        }
        expect(kept.totals.starts).toBe(run + 1);
      }
      const { lampJ, alwaysFullJ, controllerJ } = kept.totals;
      for (const [counted, truth] of [
        [energyWh(lampJ), truthWh.lamp],
        [energyWh(alwaysFullJ), truthWh.full],
        [energyWh(controllerJ), truthWh.controller],
      ] as const) {
        expect(Math.abs(counted - truth) / truth).toBeLessThan(0.01);
      }
    },
  );

  it("is within a ten-thousandth of the truth over 30 days without one", () => {
    const dice = new Dice(9);
    let [meter, now, truthJ] = [begun(), 0, 0];
    while (now < 720 * HOUR) {
      const powerW = dice.between(0, 41);
      const lasts = dice.between(1, 60_000);
      meter = at(meter, now, taken(50, { measuredW: watts(powerW) }));
      truthJ += (powerW * lasts) / 1_000;
      now += lasts;
    }
    expect(Math.abs(settled(meter, instant(now)).lampJ - truthJ) / truthJ).toBeLessThan(1e-4);
  });
});
