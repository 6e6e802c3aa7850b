import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LAMP_FAILURES, PRIVATE_MOVEMENTS } from "../../device/contract/lamp-day.ts";
import { PRIVATE_WINDOW_S } from "../../device/contract/stream.ts";
import { streamNamed } from "../../device/contract/streams.ts";
import { failureReports } from "../../device/lamp/told/failures.ts";
import type { DayFigures } from "../../device/lamp/told/day-figures.ts";
import {
  dayReport,
  initialIndicators,
  nextIndicators,
  resumedIndicators,
  settledIndicators,
  type Lived,
} from "../../device/lamp/told/indicators.ts";
import { FAILURES } from "../../device/lamp/watch/electrical.ts";
import { initialMeter, nextMeter, NO_TOTALS, settled } from "../../device/lamp/watch/meter.ts";
import { Moments } from "../../device/measure/moments.ts";
import { instant } from "../../device/measure/time.ts";
import { percent, watts } from "../../device/measure/units.ts";
import { SETTINGS } from "./post.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** 2026-11-25, noon. */
const DAY_NUMBER = 20_782;
const DARK: Lived = {
  dayNumber: DAY_NUMBER,
  at: "day",
  isNight: false,
  isSomeoneHere: false,
  movements: 0,
  levelPct: percent(0),
  promisedPct: percent(100),
  failures: [],
};

/** A post's day on a table, in whole ms. Its power is 0.3 W a percent, its controller's 3 W. */
class Day {
  readonly closed: DayFigures[] = [];
  indicators = initialIndicators(NO_TOTALS, instant(0));
  #meter = initialMeter(instant(0));
  #lived: Lived;
  now = 0;
  readonly #luminaire = { ...SETTINGS.luminaire, powerLeastW: watts(0.3), powerFullW: watts(30) };

  constructor(change: Partial<Lived> = {}) {
    this.#lived = { ...DARK, ...change };
    this.at(0);
  }

  at(moment: number, change: Partial<Lived> = {}): this {
    this.now = moment;
    this.#lived = { ...this.#lived, ...change };
    const { levelPct, isNight } = this.#lived;
    const moments = new Moments(instant(moment));
    this.#meter = nextMeter(this.#meter, { levelPct, measuredW: null, isNight }, this.#luminaire, moments);
    const { indicators, closed } = nextIndicators(this.indicators, this.#lived, this.#meter, moments);
    this.indicators = indicators;
    if (closed !== null) this.closed.push(closed);
    return this;
  }

  after(wait: number, change: Partial<Lived> = {}): this {
    return this.at(this.now + wait, change);
  }

  /** So many more movements, so long after the last thing. */
  passes(wait: number, count = 1): this {
    return this.after(wait, { movements: (this.#lived.movements ?? 0) + count });
  }

  /** A restart: what was kept, and nothing else. */
  restarts(awayMs: number): this {
    const totals = settled(this.#meter, instant(this.now));
    const kept = settledIndicators(this.indicators, instant(this.now));
    this.now += awayMs;
    this.#meter = { ...initialMeter(instant(this.now)), totals };
    this.indicators = resumedIndicators(JSON.parse(JSON.stringify(kept)) as typeof kept, instant(this.now));
    return this;
  }

  ends(): DayFigures {
    this.at(Math.max(this.now, DAY), { dayNumber: (this.#lived.dayNumber ?? DAY_NUMBER) + 1 });
    const [first] = this.closed;
    if (first === undefined) throw new Error("no day was closed");
    return first;
  }
}

describe("a day of indicators (row 21)", () => {
  it("is net of the controller's own power, beside what full light would have used", () => {
    const day = new Day().at(4 * HOUR, { at: "base", isNight: true, levelPct: percent(20) });
    day.after(14 * HOUR, { at: "boost", levelPct: percent(100) }).after(2 * HOUR, DARK);
    expect(day.ends()).toMatchObject({
      date: "2026-11-25",
      seenS: 86_400,
      lampWh: 14 * 6 + 2 * 30,
      controllerWh: 72,
      alwaysFullWh: 16 * 30,
      savedGrossPct: 70,
      savedNetPct: 55,
      baseMin: 14 * 60,
      boostMin: 120,
      dayMin: 8 * 60,
      safeMin: 0,
      overrideMin: 0,
    });
  });

  it("comes to vector 7.4: 72 % gross is 68 % net with 0.6 W round the clock, and 51 % with 3 W", () => {
    // The year's 4,244 h of night as one night: 10 % of it at 100 %, the rest at 20 %, power as light.
    const year = (controllerW: number): DayFigures => {
      const luminaire = { ...SETTINGS.luminaire, powerLeastW: watts(0.3), controllerW: watts(controllerW) };
      const [boosted, base, dark] = [424.4, 3_819.6, 4_516].map((hours) => hours * HOUR) as [number, number, number];
      let meter = initialMeter(instant(0));
      let indicators = initialIndicators(NO_TOTALS, instant(0));
      const at = (now: number, change: Partial<Lived>) => {
        const lived = { ...DARK, ...change };
        const moments = new Moments(instant(now));
        meter = nextMeter(meter, { ...lived, measuredW: null }, luminaire, moments);
        const next = nextIndicators(indicators, lived, meter, moments);
        indicators = next.indicators;
        return next.closed;
      };
      at(0, { isNight: true, levelPct: percent(100) });
      at(boosted, { isNight: true, levelPct: percent(20) });
      at(boosted + base, {});
      const closed = at(boosted + base + dark, { dayNumber: DAY_NUMBER + 1 });
      if (closed === null) throw new Error("the year did not end");
      return closed;
    };
    expect(year(0.6).savedGrossPct).toBe(72);
    expect(Math.round(year(0.6).savedNetPct ?? 0)).toBe(68);
    expect(Math.round(year(3).savedNetPct ?? 0)).toBe(51);
  });

  it("has no saving on a day without a night: no data is never a number", () => {
    const figures = new Day().ends();
    expect(figures).toMatchObject({ alwaysFullWh: 0, lampWh: 0, controllerWh: 72 });
    expect(Object.keys(figures).filter((key) => key.startsWith("saved"))).toEqual([]);
  });

  it("counts the seconds in which someone walked below the promised level, at night alone", () => {
    const night = { at: "base", isNight: true, levelPct: percent(20) } as const;
    const day = new Day().at(HOUR, { isSomeoneHere: true }).after(MINUTE, { isSomeoneHere: false });
    day.after(HOUR, night).after(MINUTE, { isSomeoneHere: true });
    day
      .after(1_500, { levelPct: percent(99) })
      .after(500, { levelPct: percent(100) })
      .after(MINUTE, night);
    day.after(MINUTE, { isSomeoneHere: false }).after(HOUR);
    day.after(0, { isSomeoneHere: true, promisedPct: percent(20) }).after(MINUTE, { isSomeoneHere: false });
    expect(day.ends().belowPromiseS).toBe(62);
  });

  it("counts minutes at the safe level and under an override, and names what is broken when it ends", () => {
    const day = new Day()
      .at(HOUR, { at: "safe" })
      .after(30 * MINUTE, { at: "override" })
      .after(45 * MINUTE, DARK);
    day.at(23 * HOUR, { failures: ["lampFailure"] });
    expect(day.ends()).toMatchObject({ safeMin: 30, overrideMin: 45, failures: ["lampFailure"] });
  });

  it("goes on with the same day while the time is not known, and after a restart", () => {
    const day = new Day().at(2 * HOUR, { dayNumber: null }).at(3 * HOUR, { dayNumber: DAY_NUMBER });
    day
      .at(4 * HOUR, { at: "base", isNight: true, levelPct: percent(50) })
      .at(5 * HOUR)
      .restarts(2 * HOUR)
      .at(7 * HOUR);
    expect(day.ends()).toMatchObject({ seenS: 22 * 3_600, lampWh: 18 * 15, baseMin: 18 * 60 });
    expect(day.closed).toHaveLength(1);
  });

  it("drops a day that was seen for less than 15 minutes", () => {
    const short = new Day().at(14.9 * MINUTE, { dayNumber: DAY_NUMBER + 1 });
    expect(short.closed).toEqual([]);
    expect(new Day().at(15 * MINUTE, { dayNumber: DAY_NUMBER + 1 }).closed).toHaveLength(1);
  });

  it("comes back the same while nothing changes", () => {
    const day = new Day();
    const before = day.indicators;
    expect(day.at(5 * HOUR, { failures: ["lampFailure"] }).indicators).toBe(before);
  });
});

describe("movements (row 21, k of 3)", () => {
  const parts = (day: Day) => day.ends().movements.map(({ forMin, count }) => [forMin, count]);

  it("of fewer than three go on until there are three, and a rest is told without a number", () => {
    const day = new Day()
      .passes(10 * MINUTE, 5)
      .passes(60 * MINUTE)
      .passes(60 * MINUTE)
      .passes(90 * MINUTE);
    day.passes(10 * HOUR, 2);
    expect(parts(day)).toEqual([
      [60, 5],
      [180, 3],
      [1_200, null],
    ]);
  });

  it("of a rest shorter than 15 minutes belong to the part before it", () => {
    const day = new Day()
      .passes(23.5 * HOUR, 5)
      .passes(35 * MINUTE, 1)
      .after(5 * MINUTE);
    expect(parts(day)).toEqual([[1_450, 6]]);
  });

  it("of a day without any, or with two, are told alike", () => {
    expect(parts(new Day())).toEqual([[1_440, null]]);
    expect(parts(new Day().passes(HOUR).passes(HOUR))).toEqual([[1_440, null]]);
  });

  it("are those of the sensor, which counts from nothing when it is plugged in again", () => {
    const day = new Day({ movements: 100 }).passes(HOUR / 2, 2).after(MINUTE, { movements: null });
    day.after(MINUTE, { movements: 7 }).after(MINUTE, { movements: 8 }).after(MINUTE, { movements: 1 });
    expect(parts(day)).toEqual([
      [60, 4],
      [1_380, null],
    ]);
  });

  it("never name a part shorter than 15 minutes, or a number below three, whatever happens", () => {
    const step = fc.record({
      wait: fc.oneof(fc.nat(10_000), fc.nat(5 * HOUR)),
      came: fc.nat(4),
      restarts: fc.nat(20).map((chance) => chance === 0),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(30 * HOUR), (steps, rest) => {
        const day = new Day();
        let came = 0;
        for (const one of steps) {
          day.passes(one.wait, one.came);
          came += one.came;
          if (one.restarts) day.restarts(MINUTE).after(0);
        }
        day.after(rest, { dayNumber: DAY_NUMBER + 1 });
        for (const figures of day.closed) {
          const { movements, seenS } = figures;
          expect(streamNamed("lamp-day").values.safeParse(figures).error).toBeUndefined();
          const told = movements.reduce((sum, { count }) => sum + (count ?? 0), 0);
          expect(told).toBeLessThanOrEqual(came);
          if (!steps.some(({ restarts }) => restarts)) expect(came - told).toBeLessThan(3);
          const minutes = movements.reduce((sum, { forMin }) => sum + forMin, 0);
          expect(Math.abs(minutes - seenS / 60)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe("what the city is told of a day", () => {
  it("is a record of the contract, from which the rest of the movements cannot be reckoned", () => {
    const report = dayReport(
      new Day()
        .passes(HOUR / 2, 5)
        .passes(2 * HOUR, 2)
        .ends(),
    );
    expect(report).toMatchObject({ kind: "sample", stream: "lamp-day", class: 1 });
    expect(streamNamed("lamp-day").values.safeParse(report.values).error).toBeUndefined();
    const numbers = Object.values(report.values).filter((value) => typeof value === "number");
    expect(numbers).not.toContain(7);
  });

  it("is refused by the contract where it says too much", () => {
    const figures = new Day().ends();
    const refuses = (change: object) => !streamNamed("lamp-day").values.safeParse({ ...figures, ...change }).success;
    expect(refuses({})).toBe(false);
    expect(refuses({ movements: [{ forMin: 60, count: 2 }] })).toBe(true);
    expect(refuses({ movements: [{ forMin: 14, count: 9 }] })).toBe(true);
    expect(refuses({ seenS: 899 })).toBe(true);
    expect(PRIVATE_MOVEMENTS.forMin * 60).toBeGreaterThanOrEqual(PRIVATE_WINDOW_S);
  });

  it("names failures as TALQ does, one alarm each", () => {
    expect([...LAMP_FAILURES]).toEqual([...FAILURES]);
    const reports = failureReports(["lampFailure"], ["lampPowerTooHigh"]);
    expect(reports.map(({ values }) => [values["failure"], values["active"]])).toEqual([
      ["lampPowerTooHigh", true],
      ["lampFailure", false],
    ]);
    const { values, alarm } = streamNamed("lamp-failure");
    for (const report of reports) expect(values.safeParse(report.values).success).toBe(true);
    expect(alarm).toEqual(["failure"]);
    expect(failureReports([], [])).toEqual([]);
  });
});
