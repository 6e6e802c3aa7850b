import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { energyAlarms, energyMode } from "../../../device/bin/energy/planner.ts";
import { instant } from "../../../device/measure/time.ts";
import { percent, watts, wattHours } from "../../../device/measure/units.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { SOUND_SETTINGS } from "../sound-bin.ts";
import { DAY, HOUR, MINUTE, PlannerRig, with_, type Shown } from "./rig.ts";

const at = (chargePct: number): PlannerRig => new PlannerRig(SOUND_SETTINGS, chargePct);
const affordable = (rig: PlannerRig): boolean => rig.cycle().view.affordable;

describe("row 10: no stroke unless usable energy is at least twice a learned stroke, and the way up", () => {
  // A full battery of 5 Wh, of which 0.5 stay: a percent is 50 mWh. Up at the stall: 3 A, 12.8 V, 30 s = 320 mWh; the
  // board in 65 s: 28 mWh.
  const small = with_({ capacityWh: wattHours(5) });
  const rig = (learnedMwh: readonly number[], shown: Shown): boolean => {
    const made = new PlannerRig(small, shown.chargePct ?? 0);
    made.learnedMwh = learnedMwh;
    return affordable(made.show(shown));
  };

  it.each<[string, readonly number[], number, boolean]>([
    ["2 x 301 + 348 = 950 mWh, at 29 % there are 950", [301], 29, true],
    ["2 x 302 + 348 = 952", [302], 29, false],
    ["the mean of the last ones, 301, rounded up", [300, 302, 300], 29, true],
    ["a percent less", [301], 28, false],
    ["nothing learned: down at 3.5 A and up at 3 A for 30 s each, 694 mWh: 1,736 at 44 %", [], 44, false],
    ["and 1,750 at 45 %", [], 45, true],
    ["a stroke that costs nothing still keeps the way up: 348 at 17 %, but that is comms-only", [0], 17, false],
  ])("%s", (_, learned, chargePct, may) => {
    expect(rig(learned, { chargePct })).toBe(may);
  });

  it("reckons the way up with the voltage that there is", () => {
    expect(rig([301], { chargePct: 29, voltageMv: 12_900 })).toBe(false);
  });

  it("an unknown charge is a low one", () => {
    expect(affordable(at(90))).toBe(true);
    expect(affordable(at(90).show({ chargePct: null }))).toBe(false);
  });

  it("a gauge that falls counts at once, and one that jumps up does not", () => {
    const rig_ = new PlannerRig(small, 40);
    rig_.learnedMwh = [301];
    expect(affordable(rig_.show({ chargePct: 40 }))).toBe(true);
    expect(affordable(rig_.show({ chargePct: 28 }))).toBe(false);
    expect(affordable(rig_.show({ chargePct: 40 }))).toBe(true);
    const risen = new PlannerRig(small, 26);
    risen.learnedMwh = [301];
    risen.cycle();
    expect(affordable(risen.show({ chargePct: 90 }))).toBe(false);
    expect(affordable(risen.pass(3 * MINUTE))).toBe(true);
  });
});

describe("row 10: low 30 %, comms-only 20 %, shutdown 10 %", () => {
  it.each<[number, string]>([
    [30, "normal"],
    [29, "saving"],
    [20, "saving"],
    [19, "commsOnly"],
    [10, "commsOnly"],
    [9, "shutdown"],
    [0, "shutdown"],
  ])("at %i %%: %s", (chargePct, mode) => {
    const rig = new PlannerRig(SOUND_SETTINGS, chargePct);
    expect(energyMode(rig.state)).toBe(mode);
    expect(affordable(rig)).toBe(mode === "normal" || mode === "saving");
  });

  it("tells each change once, with its ground, and as an alarm", () => {
    const rig = at(31);
    const seen: (readonly string[])[] = [];
    for (const chargePct of [29, 19, 9]) {
      rig.show({ chargePct }).pass(11 * MINUTE);
      seen.push(energyAlarms(rig.state));
    }
    expect(rig.why).toEqual(["saving", "commsOnly", "shutdown"]);
    expect(seen).toEqual([["bin-alarm/energySaving"], ["bin-alarm/energyCommsOnly"], ["bin-alarm/energyShutdown"]]);
    expect(rig.last?.view.reportEveryMs).toBe(30 * MINUTE);
  });

  it.each<[string, number, number, number, string]>([
    ["saving ends above 35 % for 30 min", 29, 36, 30, "normal"],
    ["not at 35 %", 29, 35, 600, "saving"],
    ["not a minute before", 29, 36, 29, "saving"],
    ["comms-only ends above 25 %", 19, 26, 30, "saving"],
    ["not at 25 %", 19, 25, 600, "commsOnly"],
    ["section 8: shutdown ends above low + 10 points", 9, 41, 30, "normal"],
    ["not at 40 %", 9, 40, 600, "shutdown"],
  ])("%s", (_, from, to, minutes, mode) => {
    // What is believed follows a point a minute, so the wait begins with the last point.
    const fresh = new PlannerRig(SOUND_SETTINGS, from);
    expect(energyMode(fresh.state)).not.toBe("normal");
    fresh.show({ chargePct: to }).pass((to - from) * MINUTE);
    fresh.pass(minutes * MINUTE - 1_000);
    if (minutes === 30) expect(energyMode(fresh.state)).not.toBe(mode);
    expect(energyMode(fresh.pass(2_000).state)).toBe(mode);
  });

  it("a dip while the motor runs changes no mode", () => {
    const rig = at(35).show({ chargePct: 8 }).pass(50_000);
    expect(energyMode(rig.show({ chargePct: 35 }).pass(HOUR).state)).toBe("normal");
    expect(rig.why).toEqual([]);
  });

  it("a gauge that is silent for a minute is one that says low, and no deeper", () => {
    const rig = at(90)
      .show({ chargePct: null })
      .pass(MINUTE - 1);
    expect(energyMode(rig.state)).toBe("normal");
    expect(energyMode(rig.pass(1).state)).toBe("saving");
    expect(energyMode(rig.pass(DAY).state)).toBe("saving");
    expect(energyMode(rig.show({ chargePct: 90 }).pass(30 * MINUTE).state)).toBe("normal");
  });
});

describe("row 22: a day's balance, and winter", () => {
  it("reckons the sun's part from charge and use: 2 points of 720 Wh and 36 Wh of the board are 50.4 Wh", () => {
    const rig = new PlannerRig();
    rig
      .pass(12 * HOUR)
      .show({ chargePct: 88 })
      .pass(6 * HOUR)
      .show({ chargePct: 92 })
      .pass(6 * HOUR);
    expect(rig.reports).toEqual([
      {
        ...{ harvestWh: 50.4, boardWh: 36, strokesWh: 0, chargeMinPct: 88, chargeMaxPct: 92 },
        ...{ usableWh: 590.4, daysLeft: 16.4, mode: "normal" },
        ...{ normalH: 24, savingH: 0, commsOnlyH: 0, shutdownH: 0 },
      },
    ]);
  });

  it("counts strokes, measured: 2 A at 12.5 V for 36 s are 250 mWh", () => {
    const rig = new PlannerRig();
    const stroke = {
      trigger: "level",
      intent: 1,
      topOpened: true,
      end: null,
      endMm: null,
      downMs: null,
      strokesMs: null,
    } as const;
    for (let n = 0; n < 8; n++) {
      rig.pressMode = { name: "EXTEND", since: instant(rig.now), stroke };
      rig.show({ chargePct: 90, voltageMv: 12_500, currentMa: 2_000 }).pass(36_000);
      expect(rig.cycle().view.strokeMwh).toBe(250);
      rig.pressMode = { name: "COOL", since: instant(rig.now) };
      rig.show({ chargePct: 90, voltageMv: 12_500 });
    }
    rig.pass(DAY);
    expect(rig.reports[0]).toMatchObject({ harvestWh: 38, boardWh: 36, strokesWh: 2, daysLeft: 15.1 });
  });

  it("a stroke of which a part was not measured has no cost", () => {
    const rig = new PlannerRig();
    const stroke = {
      trigger: "level",
      intent: 1,
      topOpened: true,
      end: null,
      endMm: null,
      downMs: null,
      strokesMs: null,
    } as const;
    rig.pressMode = { name: "EXTEND", since: instant(0), stroke };
    rig.show({ chargePct: 90, currentMa: 2_000 }).pass(10_000);
    rig.show({ chargePct: null, currentMa: 2_000 }).pass(1_000);
    expect(rig.show({ chargePct: 90, currentMa: 2_000 }).cycle().view.strokeMwh).toBe(null);
  });

  it("says nothing of the sun when the gauge was silent at an end of the day", () => {
    const rig = new PlannerRig();
    rig
      .pass(23 * HOUR)
      .show({ chargePct: null })
      .pass(HOUR);
    expect(rig.reports[0]).not.toHaveProperty("harvestWh");
    expect(rig.reports[0]).not.toHaveProperty("daysLeft");
    expect(rig.reports[0]).toMatchObject({ boardWh: 36, savingH: 1, normalH: 23 });
  });

  /** Days on each of which the charge falls by this much. */
  const days = (rig: PlannerRig, count: number, points: number, from: number): number => {
    let pct = from;
    for (let day = 0; day < count; day++) {
      pct -= points;
      rig
        .pass(DAY - HOUR)
        .show({ chargePct: pct })
        .pass(HOUR);
    }
    return pct;
  };

  it("saves when days are dark and the battery lasts less than 10 days more: usable under 360 Wh, at 59 %", () => {
    const rig = new PlannerRig();
    const pct = days(rig, 6, 5, 90);
    expect([pct, energyMode(rig.state), rig.reports.at(-1)?.["daysLeft"]]).toEqual([60, "normal", 10]);
    days(rig, 1, 5, pct);
    expect([energyMode(rig.state), rig.reports.at(-1)?.["daysLeft"]]).toEqual(["saving", 9]);
  });

  it("does not with the sun giving what it uses, however little is left above low", () => {
    const rig = at(40).pass(10 * DAY);
    expect(rig.reports.at(-1)).toMatchObject({ harvestWh: 36, daysLeft: 6 });
    expect(energyMode(rig.state)).toBe("normal");
  });

  it("a bright day among three ends it when it makes up for the dark ones", () => {
    const rig = new PlannerRig();
    const pct = days(rig, 8, 5, 90);
    expect(energyMode(rig.state)).toBe("saving");
    days(rig, 1, -11, pct);
    expect(energyMode(rig.pass(HOUR).state)).toBe("normal");
  });

  it("takes the share that the city sets", () => {
    const rig = new PlannerRig(with_({ winterHarvestPct: percent(0), boardW: watts(1.5) }));
    days(rig, 8, 5, 90);
    expect(energyMode(rig.state)).toBe("normal");
  });
});

describe("time that jumps", () => {
  const histories = fc.array(
    fc.record({
      waits: fc.integer({ min: 1, max: 900 }),
      chargePct: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null, freq: 6 }),
      currentMa: fc.constantFrom(0, 0, 800, 5_000),
      pressing: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  );

  it("ends where each cycle of 10 s ends, with the same reports; the same object comes back when nothing is new", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const [jumping, each] = [new PlannerRig(), new PlannerRig()];
        for (const { waits, chargePct, currentMa, pressing } of history) {
          for (const [rig, gridMs] of [
            [jumping, null],
            [each, 10_000],
          ] as const) {
            const since = instant(rig.now);
            const stroke = {
              trigger: "level",
              intent: 1,
              topOpened: true,
              end: null,
              endMm: null,
              downMs: null,
              strokesMs: null,
            } as const;
            rig.pressMode = pressing ? { name: "EXTEND", since, stroke } : { name: "IDLE", since };
            rig.show({ chargePct, currentMa }).pass(waits * 60_000, gridMs);
          }
          expect(jumping.state).toEqual(each.state);
          expect(jumping.why).toEqual(each.why);
          expect(jumping.reports).toEqual(each.reports);
          const { state } = jumping;
          expect(jumping.cycle().energy).toBe(state);
        }
        expect(jumping.cycles).toBeLessThan(each.cycles);
      }),
      propertyRuns(40),
    );
  });
});
