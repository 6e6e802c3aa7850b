import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOTHING_REMEMBERED, remembered } from "../../../device/bin/remembered.ts";
import type { Mode } from "../../../device/bin/press/states.ts";
import type { Json } from "../../../device/measure/decision.ts";
import { RAM_RESTING_MM } from "../../../device/measure/samples.ts";
import { percent, watts, wattHours } from "../../../device/measure/units.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import type { EnergySettings } from "../../../device/bin/settings.ts";
import { BinBench } from "../bin-bench.ts";
import { atRest, inStroke, levelAt, refusal, remembering, settled, stroke } from "../reach.ts";
import { HOUR, MINUTE, PRESS, with_ } from "./rig.ts";

const charged = (bench: BinBench, chargePct: number): BinBench => {
  bench.chargePct = chargePct;
  bench.touched();
  bench.run(100);
  return bench;
};
const streams = (bench: BinBench, name: string) => bench.told.filter(({ report }) => report.stream === name);

describe("row 10: the cost of a stroke is learned", () => {
  it("as the motor's energy over the whole stroke, and is kept over a power cut", () => {
    const bench = settled();
    bench.movingMs = null;
    let [nj, lastAt, lastMa, open] = [0, 0, 0, false];
    bench.onDecision = ({ readings }, { state }, now) => {
      if (open) nj += lastMa * bench.voltageMv * (now - lastAt);
      lastMa = readings.current.ok ? readings.current.value : 0;
      lastAt = now;
      open = ["EXTEND", "PAUSE", "DWELL", "RETRACT"].includes(state.press?.mode.name ?? "");
    };
    stroke(bench);
    const trueMwh = nj / 3_600_000_000;
    expect(trueMwh).toBeGreaterThan(50);
    expect(bench.memory.strokesMwh).toEqual([Math.ceil(trueMwh)]);
    bench.cutPower();
    atRest(bench);
    expect(bench.memory.strokesMwh).toEqual([Math.ceil(trueMwh)]);
  });

  it("from whole strokes alone, the last five", () => {
    const five = () => settled(remembering({ strokesMwh: [1, 2, 3, 4, 5] }));
    const jammed = five();
    jammed.movingMs = null;
    jammed.breakPress({ jamDownMm: 40 });
    jammed.request("compact");
    expect(jammed.runTo("VERIFY")).toBe(true);
    expect(jammed.memory.strokesMwh).toEqual([1, 2, 3, 4, 5]);
    const whole = five();
    whole.movingMs = null;
    stroke(whole);
    expect(whole.memory.strokesMwh.slice(0, 4)).toEqual([2, 3, 4, 5]);
    expect(whole.memory.strokesMwh[4]).toBeGreaterThan(50);
  });

  it("and the press shuts down where the settings say, not at a number of its own", () => {
    const bench = atRest(new BinBench(with_({ shutdownPct: percent(15) })));
    charged(bench, 16);
    bench.run(15_000);
    expect(bench.mode.name).toBe("IDLE");
    charged(bench, 14);
    bench.run(15_000);
    expect(bench.mode.name).toBe("SHUTDOWN");
  });

  it("and a memory of an older version has learned nothing", () => {
    const older = JSON.parse(JSON.stringify({ ...NOTHING_REMEMBERED, strokesMwh: undefined })) as Json;
    expect(remembered(older)).toEqual(NOTHING_REMEMBERED);
  });
});

describe("row 10: what the press may", () => {
  const small = with_({ capacityWh: wattHours(5) });
  const learned = (mwh: number) => remembering({ strokesMwh: [mwh] }, small);

  it("begins no stroke below twice its cost and the way up, and says so", () => {
    // 5 Wh: 35 % are 1,250 mWh usable. The way up and the board: 348.
    expect(refusal(settled(charged(learned(452), 35)))).toMatch(/not enough for a stroke/);
    const may = settled(charged(learned(451), 35));
    may.request("compact");
    may.run(40);
    expect(may.mode.name).toBe("LOCKING");
  });

  it("gives up a start during which the charge falls, and not a stroke that runs", () => {
    for (const [state, after] of [
      ["LOCKING", "IDLE"],
      ["WARN", "IDLE"],
      ["EXTEND", "EXTEND"],
    ] as const) {
      const bench = charged(inStroke(state, charged(learned(451), 35)), 34);
      expect([state, bench.mode.name]).toEqual([state, after]);
      if (state !== "EXTEND") expect(bench.why.at(-1)?.because).toMatchObject({ missing: "energy for the stroke" });
      bench.runTo("IDLE");
      expect(bench.site.travelMm).toBeLessThanOrEqual(RAM_RESTING_MM);
    }
  });

  it("low voltage in a stroke brings the ram up, and costs nothing that is learned", () => {
    const bench = inStroke("EXTEND");
    bench.run(3_000);
    bench.voltageMv = 10_900;
    bench.touched();
    expect(bench.runTo("PAUSE", 300)).toBe(true);
    expect(bench.runTo("VERIFY", 30_000)).toBe(true);
    expect(bench.memory.strokesMwh).toEqual([]);
  });

  it("on mains there is no block by energy, with an empty battery or none", () => {
    const mains = settled(charged(new BinBench(with_({ supply: "mains" })), 0));
    mains.breakPart("battery");
    mains.request("compact");
    mains.run(40);
    expect(mains.mode.name).toBe("LOCKING");
    expect(mains.state.energy).toBe(null);
  });
});

describe("row 10: the modes at the bin", () => {
  const saving = (): BinBench => {
    const bench = settled();
    bench.chargePct = 29;
    bench.touched();
    bench.run(62 * MINUTE);
    charged(bench, 34);
    return bench;
  };

  it("saving presses at full alone: neither at 60 % nor after 15 throw-ins", () => {
    for (const [bench, presses] of [
      [settled(), true],
      [saving(), false],
    ] as const) {
      levelAt(bench, 70);
      bench.run(30_000);
      expect(bench.mode.name !== "IDLE").toBe(presses);
    }
    const bench = saving();
    for (let n = 0; n < 16; n++) {
      bench.blip("hopperA", false, 500);
      bench.blip("hopperB", false, 500);
      bench.run(2_000);
    }
    expect([bench.mode.name, bench.state.press?.holds.throws]).toEqual(["IDLE", 16]);
    levelAt(bench, 86);
    bench.run(30_000);
    expect(bench.mode.name).not.toBe("IDLE");
  });

  it("telemetry outlives compaction: at 5 % nothing moves, the ram is at its top, and the city hears every 30 min", () => {
    const bench = settled();
    bench.chargePct = 5;
    bench.touched();
    bench.run(90 * MINUTE);
    bench.told.splice(0);
    levelAt(bench, 95);
    bench.run(6 * HOUR);
    expect(streams(bench, "bin-fill")).toHaveLength(12);
    expect(streams(bench, "bin-state").at(-1)?.report.values).toMatchObject({ blocks: ["lowBattery", "energy"] });
    expect(streams(bench, "battery")).toHaveLength(12);
    expect([bench.site.figures.strokes, bench.site.travelMm]).toEqual([0, 0]);
  });

  it("each mode is an alarm that begins and ends", () => {
    const bench = settled();
    bench.chargePct = 15;
    bench.touched();
    bench.run(90 * MINUTE);
    const told = streams(bench, "bin-alarm").map(({ report }) => report.values);
    expect(told).toEqual([
      { alarm: "energySaving", active: true },
      { alarm: "energySaving", active: false },
      { alarm: "energyCommsOnly", active: true },
    ]);
    expect(bench.why.filter(({ subject }) => subject === "energy").map(({ reason }) => reason)).toEqual([
      "saving",
      "commsOnly",
    ]);
  });
});

describe("row 10, whatever the battery does", () => {
  const isRunning = (mode: Mode | undefined): boolean => mode?.name === "EXTEND";
  /** By the rule as the table has it, from the gauge alone. */
  const isEnough = (bench: BinBench, capacityWh: number): boolean => {
    const { strokesMwh } = bench.memory;
    const volts = bench.voltageMv / 1_000;
    const perHour = 30 / 3_600;
    const [pressA, upA] = [PRESS.pressMa / 1_000, PRESS.retractStallMa / 1_000];
    const meanWh = strokesMwh.reduce((sum, mwh) => sum + mwh / 1_000, 0) / strokesMwh.length;
    const costWh = strokesMwh.length === 0 ? (pressA + upA) * volts * perHour : meanWh;
    const reserveWh = upA * volts * perHour + (1.5 * 65) / 3_600;
    return (capacityWh * (bench.chargePct - 10)) / 100 >= 2 * costWh + reserveWh - 0.001;
  };

  const gauges = fc.record({
    capacityWh: fc.integer({ min: 2, max: 30 }),
    strokesMwh: fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 5 }),
    moves: fc.array(
      fc.tuple(fc.constantFrom("charge", "voltage", "gauge", "ask", "ask", "wait"), fc.nat({ max: 1_000 })),
      {
        minLength: 4,
        maxLength: 25,
      },
    ),
  });

  it("no stroke begins with less than twice its cost and the way up, by a gauge that says anything", () => {
    let strokes = 0;
    fc.assert(
      fc.property(gauges, ({ capacityWh, strokesMwh, moves }) => {
        const bench = settled(remembering({ strokesMwh }, with_({ capacityWh: wattHours(capacityWh) })));
        let before: Mode | undefined;
        bench.onDecision = ({ readings }, { state }) => {
          if (isRunning(state.press?.mode) && !isRunning(before)) {
            strokes += 1;
            expect(readings.battery.ok).toBe(true);
            expect(bench.chargePct).toBeGreaterThanOrEqual(20);
            expect(isEnough(bench, capacityWh)).toBe(true);
          }
          before = state.press?.mode;
        };
        for (const [move, size] of moves) {
          if (move === "charge") bench.chargePct = size / 10;
          else if (move === "voltage") bench.voltageMv = 11_000 + 2 * size;
          else if (move === "gauge") {
            if (size % 2 === 0) bench.breakPart("battery");
            else bench.mendPart("battery");
          } else if (move === "ask") bench.request("compact");
          bench.touched();
          bench.run(move === "wait" ? 150 * size : 4 * size);
        }
      }),
      propertyRuns(120),
    );
    expect(strokes).toBeGreaterThan(20);
  });

  /** All of the battery may be used, and the press goes on down to 2 %: so the rule alone stands before the end. */
  const learnedIn = (energy: Partial<EnergySettings>): BinBench => {
    const asked = with_({ ...energy, usablePct: percent(100), commsOnlyPct: percent(2), shutdownPct: percent(1) });
    return remembering({ strokesMwh: [90] }, { ...asked, press: { ...PRESS, ...LAX } });
  };
  const LAX = { lowChargePct: percent(2), strokesPerHourMax: 60, strokesPerDayMax: 400 };
  const worlds = fc.record({
    capacityWh: fc.integer({ min: 6, max: 15 }).map((tenths) => tenths / 10),
    chargePct: fc.integer({ min: 60, max: 100 }),
    boardW: fc.integer({ min: 2, max: 10 }).map((tenths) => tenths / 10),
    litter: fc.array(fc.integer({ min: 20, max: 200 }), { minLength: 30, maxLength: 60 }),
  });

  /** What chance brings may press little; these do, and run empty. */
  const WORLDS_THAT_PRESS = [0.2, 0.5, 1].map((boardW) => ({
    ...{ capacityWh: 1.5, chargePct: 100, boardW },
    litter: Array.from({ length: 40 }, (_, index) => 40 + (index % 5) * 40),
  }));

  it("no stroke leaves the ram down in a world whose battery runs empty", () => {
    let [strokes, dead] = [0, 0];
    fc.assert(
      fc.property(worlds, ({ capacityWh, chargePct, boardW, litter }) => {
        const bench = learnedIn({ capacityWh: wattHours(capacityWh), boardW: watts(boardW) });
        const battery = { wh: (capacityWh * chargePct) / 100, at: 0, ma: 0 };
        bench.movingMs = null;
        bench.chargePct = chargePct;
        bench.onDecision = (_inputs, _decision, now) => {
          const hours = (now - battery.at) / 3_600_000;
          battery.wh -= hours * (boardW + (battery.ma / 1_000) * (bench.voltageMv / 1_000));
          Object.assign(battery, { at: now, ma: bench.site.currentMa });
          bench.chargePct = Math.max(0, Math.floor((100 * battery.wh) / capacityWh));
          if (battery.wh <= 0)
            expect([bench.site.travelMm <= RAM_RESTING_MM, bench.outputs.ram]).toEqual([true, "off"]);
        };
        for (const looseMm of litter) {
          if (battery.wh <= 0) break;
          bench.throwIn(looseMm);
          bench.run(10_000);
          bench.request("compact");
          bench.run(3 * MINUTE);
          if (looseMm > 180) bench.collect();
        }
        for (let n = 0; n < 200 && battery.wh > 0; n++) bench.run(10 * MINUTE);
        strokes += bench.site.figures.strokes;
        dead += battery.wh <= 0 ? 1 : 0;
        expect(bench.site.travelMm).toBeLessThanOrEqual(RAM_RESTING_MM);
        expect(bench.violations).toEqual([]);
      }),
      { ...propertyRuns(8), examples: WORLDS_THAT_PRESS.map((world) => [world] as [typeof world]) },
    );
    expect(strokes).toBeGreaterThan(10);
    expect(dead).toBeGreaterThan(2);
  });
});
