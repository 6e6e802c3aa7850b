import { describe, expect, it } from "vitest";
import type { Failure } from "../../device/lamp/watch/electrical.ts";
import { Dice } from "./dice.ts";
import { MINUTE, SECOND, sound, WatchedLamp, type Behaviour } from "./watched-lamp.ts";

const HOUR = 60 * MINUTE;
/** A driver that keeps its power at any voltage, and one whose power goes with the square of it. */
const DRIVERS: Readonly<Record<string, (volts: number) => number>> = {
  "of constant power": () => 1,
  "whose power goes with the square of its mains": (volts) => (volts / 230) ** 2,
};

/**
 * 16 h of a post: dusk, ramps in steps of a second, boosts, switch points at all levels, a stretch without light, dawn. The
 * mains wander between 207 and 253 V; the meter is a second late and has noise of 2 % and 0.2 W.
 */
function night(lamp: WatchedLamp, dice: Dice, factorAt: (volts: number) => number): void {
  const begins = lamp.now;
  let volts = dice.between(207, 253);
  let [levelPct, shownPct] = [0, 0];
  const behaves: Behaviour = (_asked, now) => {
    const powerW = (sound(shownPct, now) ?? 0) * factorAt(volts) * dice.between(0.98, 1.02);
    return powerW + (shownPct === 0 ? dice.between(0, 0.3) : dice.between(-0.2, 0.2));
  };
  const ramp = (toPct: number, takesS: number): void => {
    const fromPct = levelPct;
    for (let step = 1; step <= takesS; step += 1) {
      shownPct = levelPct;
      levelPct = fromPct + ((toPct - fromPct) * step) / takesS;
      lamp.after(SECOND, { levelPct, behaves });
    }
    shownPct = levelPct;
    lamp.after(SECOND);
  };
  lamp.after(SECOND, { isDay: false });
  while (lamp.now < begins + 16 * HOUR) {
    ramp(dice.chance(0.1) ? 0 : dice.between(1, 100), Math.ceil(dice.between(0, 10)));
    lamp.after(dice.between(5 * SECOND, 40 * MINUTE));
    volts = Math.min(253, Math.max(207, volts + dice.between(-8, 8)));
    if (dice.chance(0.2)) volts = dice.chance(0.5) ? 207 : 253;
    lamp.after(SECOND);
  }
  ramp(0, 8);
  lamp.after(2 * MINUTE, { isDay: true });
  lamp.after(8 * HOUR - 2 * MINUTE);
}

describe("30 nights with mains of ±10 % (row 18)", () => {
  it.each(Object.entries(DRIVERS))("give no false alarm with a driver %s", (_which, factorAt) => {
    const lamp = new WatchedLamp(MINUTE);
    const dice = new Dice(5);
    for (let nights = 0; nights < 30; nights += 1) night(lamp, dice, factorAt);
    expect(lamp.now).toBeGreaterThan(29 * 24 * HOUR);
    expect(lamp.told).toEqual([]);
  });

  it("give none where every moment of the mains is the worst there is", () => {
    for (const volts of [207, 253]) {
      const lamp = new WatchedLamp(MINUTE);
      const dice = new Dice(6);
      for (let nights = 0; nights < 5; nights += 1) night(lamp, dice, () => (volts / 230) ** 2);
      expect(lamp.told).toEqual([]);
    }
  });

  it.each<[Failure, number, Behaviour]>([
    ["lampFailure", 2 * MINUTE, () => 0.3],
    ["dimmingFailure", 15 * MINUTE, (asked) => (asked === 0 ? 0 : 40)],
    ["lampPowerTooHigh", 15 * MINUTE, (asked) => (asked === 0 ? 0 : 40)],
    ["lampPowerTooLow", 15 * MINUTE, (asked, now) => (sound(asked, now) ?? 0) * 0.45],
    ["cyclingFailure", 15 * MINUTE, (asked, now) => (Math.floor(now / 90_000) % 2 === 0 ? sound(asked, now) : 0)],
  ])("a %s in the middle of them is told within %d ms", (failure, within, breaks) => {
    for (const factor of [0.81, 1, 1.21]) {
      const lamp = new WatchedLamp(MINUTE);
      const dice = new Dice(7);
      night(lamp, dice, () => factor);
      const levelPct = failure === "dimmingFailure" || failure === "lampPowerTooHigh" ? 30 : 80;
      const broke = lamp.now + MINUTE;
      lamp.after(SECOND, { isDay: false, levelPct });
      const broken: Behaviour = (asked, now) => (breaks(asked, now) ?? 0) * factor;
      lamp.at(broke, { behaves: broken }).at(broke + 20 * MINUTE);
      const toldAt = lamp.toldAt(failure, broke);
      expect(toldAt).not.toBeNull();
      expect((toldAt ?? 0) - broke).toBeLessThanOrEqual(within);
    }
  });

  it("a day burner is told within 15 min of daylight", () => {
    const lamp = new WatchedLamp(MINUTE);
    night(lamp, new Dice(8), () => 1);
    const dawn = lamp.now;
    lamp.at(dawn, { behaves: () => 33 }).at(dawn + 15 * MINUTE);
    expect(lamp.active).toEqual(["lampUnexpectedOn"]);
  });
});
