import { describe, expect, it } from "vitest";
import { keptCounters, readCounters, type OwnCounts } from "../../device/lamp/watch/counters.ts";
import { carriedOn, initialMeter, nextMeter, settled, type Meter } from "../../device/lamp/watch/meter.ts";
import { Moments } from "../../device/measure/moments.ts";
import { instant } from "../../device/measure/time.ts";
import { percent, wattHours, watts } from "../../device/measure/units.ts";
import { Dice } from "./dice.ts";
import { SETTINGS } from "./post.ts";

const HOUR = 3_600_000;
const LUMINAIRE = { ...SETTINGS.luminaire, powerFullW: watts(40) };

/** What comes of the driver: its counts, a word without them, or nothing. */
type Hears = "counts" | "no counts" | "silent";
const NO_COUNTS: OwnCounts = { driverId: null, energyWh: null, litS: null, onS: null };

/** A lamp's driver that counts, and the meter of the post that reads it. */
class Counted {
  driverId: string | null = "a";
  ownWh = 12_000;
  ownLitS = 9_000_000;
  now = 0;
  meter: Meter;
  /** What the lamp has really used in the sight of this meter, in Wh. */
  truthWh = 0;
  truthLitS = 0;
  #told = 0;

  constructor(meter: Meter = initialMeter(instant(0))) {
    this.meter = meter;
  }

  get usedWh(): number {
    return settled(this.meter, instant(this.now)).lampJ / 3_600;
  }
  get litS(): number {
    return settled(this.meter, instant(this.now)).litS;
  }

  /** For so long it takes that many watts; the meter thinks of `measuredW`, and reads the counters at the end. */
  run(ms: number, powerW: number, measuredW: number | null = powerW, hears: Hears = "counts"): this {
    this.#take(measuredW, hears);
    this.now += ms;
    this.ownWh += (powerW * ms) / HOUR;
    this.truthWh += (powerW * ms) / HOUR;
    this.ownLitS += powerW > 1 ? ms / 1_000 : 0;
    this.truthLitS += powerW > 1 ? ms / 1_000 : 0;
    return this.#take(measuredW, hears);
  }

  #take(measuredW: number | null, hears: Hears): this {
    const own: OwnCounts = {
      driverId: this.driverId,
      energyWh: wattHours(Math.floor(this.ownWh * 10) / 10),
      litS: Math.floor(this.ownLitS),
      onS: Math.floor(this.now / 1_000),
    };
    const taken = {
      levelPct: percent(measuredW === null || measuredW > 1 ? 100 : 0),
      measuredW: measuredW === null ? null : watts(measuredW),
      isNight: true,
      ...(hears === "silent" ? {} : { own: hears === "counts" ? own : NO_COUNTS }),
    };
    this.meter = nextMeter(this.meter, taken, LUMINAIRE, new Moments(instant(this.now)));
    const { lampJ } = settled(this.meter, instant(this.now));
    if (lampJ < this.#told) throw new Error(`${lampJ} J after ${this.#told} J`);
    this.#told = lampJ;
    return this;
  }
}
const near = (is: number, truth: number, off: number) => {
  expect(Math.abs(is - truth)).toBeLessThanOrEqual(off);
};

describe("row 20: energy by the driver's own counter", () => {
  it("begins at nothing though the driver has used much elsewhere, and follows its counter, not its power", () => {
    const lamp = new Counted().run(10 * HOUR, 40, 30);
    near(lamp.usedWh, 400, 0.2);
    expect(lamp.meter.counters).toMatchObject({ tells: true, changes: 0, driverId: "a" });
  });

  it("an hour in which it is not heard is made up for when it is heard again", () => {
    const lamp = new Counted().run(HOUR, 40).run(HOUR, 30, null, "silent");
    near(lamp.usedWh, 40, 0.2);
    near(lamp.run(1_000, 30).usedWh, 70, 0.2);
  });

  it("a dead driver takes nothing, and the one that comes in its place takes nothing for the time between", () => {
    const lamp = new Counted().run(HOUR, 40).run(HOUR, 0, null, "silent");
    lamp.driverId = "b";
    near(lamp.run(HOUR, 40).usedWh, 80, 0.2);
    near(lamp.litS, lamp.truthLitS, 2);
  });

  it("where the next driver tells no counts, its energy is reckoned as of any lamp", () => {
    const lamp = new Counted().run(HOUR, 40).run(HOUR, 30, 20, "no counts");
    near(lamp.usedWh, 60, 0.2);
    near(lamp.run(HOUR, 40, null, "silent").usedWh, 100, 0.2);
  });

  it("what was reckoned too high is waited for: it never decreases", () => {
    const lamp = new Counted().run(HOUR, 40).run(HOUR, 10, null, "no counts");
    near(lamp.usedWh, 80, 0.2);
    near(lamp.run(HOUR, 10).usedWh, 80, 0.2);
    near(lamp.run(HOUR, 10).usedWh, 80, 0.2);
    near(lamp.run(HOUR, 40).usedWh, lamp.truthWh, 0.2);
  });

  it.each([1, 2, 3])(
    "is within a hundredth of the truth over 30 days of faults and restarts, and never decreases (seed %d)",
    (seed) => {
      const dice = new Dice(seed);
      let lamp = new Counted();
      for (let day = 0; day < 30; day += 1) {
        for (let hour = 0; hour < 24; hour += 1) {
          const powerW = dice.between(0, 40);
          lamp.run(
            HOUR,
            powerW,
            dice.chance(0.2) ? null : powerW * dice.between(0.95, 1.05),
            dice.chance(0.9) ? "counts" : dice.chance(0.5) ? "silent" : "no counts",
          );
        }
        lamp.run(HOUR, 10);
        const { meter, ownWh, ownLitS } = lamp;
        const kept = JSON.parse(JSON.stringify(keptCounters(meter.counters))) as unknown;
        const totals = settled(meter, instant(lamp.now));
        const keptWh = totals.lampJ / 3_600;
        // An hour without anyone: the driver counts on.
        const next = new Counted(carriedOn(initialMeter(instant(0)), totals, readCounters(kept as never)));
        [next.ownWh, next.ownLitS, next.truthWh] = [ownWh + 12, ownLitS + 3_600, lamp.truthWh + 12];
        lamp = next;
        expect(lamp.usedWh).toBeGreaterThanOrEqual(keptWh);
      }
      lamp.run(HOUR, 10);
      expect(Math.abs(lamp.usedWh / lamp.truthWh - 1)).toBeLessThan(0.01);
    },
  );

  it("a driver that does not say who it is may be another one after a restart: the time between is not counted", () => {
    const lamp = new Counted();
    lamp.driverId = null;
    lamp.run(HOUR, 40);
    const totals = settled(lamp.meter, instant(lamp.now));
    const kept = readCounters(JSON.parse(JSON.stringify(keptCounters(lamp.meter.counters))) as never);
    const next = new Counted(carriedOn(initialMeter(instant(0)), totals, kept));
    [next.driverId, next.ownWh, next.ownLitS] = [null, 99_999, 8];
    next.run(HOUR, 40);
    near(next.usedWh, 80, 0.3);
    expect(next.meter.counters.changes).toBe(0);
  });
});

describe("another driver", () => {
  it.each([
    ["another", { driverId: "b", ownWh: 12_100 }],
    ["back", { ownWh: 3 }],
    ["back", { ownLitS: 60 }],
    ["jump", { ownWh: 300_000 }],
    ["jump", { ownLitS: 90_000_000 }],
  ] as const)("shows by %s %j, once, and takes and gives no energy and no hours", (sign, change) => {
    const lamp = new Counted().run(10 * HOUR, 40);
    lamp.driverId = sign === "another" ? lamp.driverId : null;
    Object.assign(lamp, change);
    lamp.run(1_000, 40);
    lamp.run(HOUR, 40);
    expect(lamp.meter.counters).toMatchObject({ changes: 1, sign });
    near(lamp.usedWh, lamp.truthWh, 0.5);
    near(lamp.litS, lamp.truthLitS, 2);
  });

  it("is none that a winter's energy came at once from after an hour's silence, in whole kWh", () => {
    const lamp = new Counted().run(HOUR, 40);
    lamp.ownWh = 13_000;
    expect(lamp.run(HOUR, 40).meter.counters.changes).toBe(0);
  });
});

describe("row 17: hours lit by the driver's own counter", () => {
  it("follow it where our own level says something else", () => {
    const lamp = new Counted().run(10 * HOUR, 0.5, 40);
    near(lamp.litS, 0, 1);
    lamp.run(20 * HOUR, 40, 0.5);
    near(lamp.litS, 20 * 3_600, 20);
  });
});

it("what an older version kept, and nonsense, is a driver that is not known", () => {
  for (const kept of [undefined, null, 7, [], {}, { driverId: null }, { driverId: 4 }])
    expect(readCounters(kept as never)).toMatchObject({ driverId: null, energy: null, lit: null });
  expect(
    readCounters({ driverId: "a", energy: { count: "x" }, lit: { firstCount: 1, firstTotal: 2, count: 3 } }),
  ).toMatchObject({
    energy: null,
    lit: { firstCount: 1, firstTotal: 2, count: 3, at: null },
  });
});

it("comes back the same while nothing new is told", () => {
  const { meter, now } = new Counted().run(HOUR, 40);
  const own = { driverId: "a", energyWh: wattHours(12_040), litS: 9_003_600, onS: 3_600 };
  const taken = { levelPct: percent(100), measuredW: watts(40), isNight: true, own };
  expect(nextMeter(meter, taken, LUMINAIRE, new Moments(instant(now + 5_000)))).toBe(meter);
});
