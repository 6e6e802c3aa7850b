import { describe, expect, it } from "vitest";
import { beginBank, hearBank } from "../../../drivers/dali/bank.ts";
import { ENERGY, energyOf, SOURCE, sourceOf } from "../../../drivers/dali/banks.ts";
import { MockDaliBus } from "../../../hal-mocks/dali-bus.ts";
import { MockDaliGear } from "../../../hal-mocks/dali-gear.ts";
import { PlayedLamp } from "./played.ts";

const HOUR = 3_600_000;

/** What bank is read to the end, on a bus that answers at once. */
function readBank(gear: MockDaliGear, bank: number, { from, count }: { from: number; count: number }, now: number) {
  const bus = new MockDaliBus(gear);
  let step = beginBank("all", bank, from, count);
  while ("frame" in step) step = hearBank("all", step.state, bus.transmit(step.frame.bytes, step.frame.twice, now));
  return step.bytes;
}

it("gear without the banks of D4i is asked for each twice, for a frame may be lost, and has no power to tell", () => {
  const lamp = new PlayedLamp(new MockDaliGear({ d4i: false }));
  lamp.run(60_000);
  for (const bank of ["c3ca", "c3cd", "c3ce"])
    expect(lamp.bus.traffic.filter((frame) => frame === bank)).toHaveLength(2);
  expect(lamp.state.own).toMatchObject({ energy: null, gear: null, source: null });
});

describe("rows 17 and 20: a night of 14 hours on the simulated bus", () => {
  it("gives the levels of the night, and the gear's own energy and lit hours, to 1 %, over a power cut and a restart", () => {
    const gear = new MockDaliGear({ fullW: 40, standbyW: 0.4 });
    const lamp = new PlayedLamp(gear);
    let [trueWh, last, litMs] = [0, lamp.now as number, 0];
    let read = 0;
    const meter = () => {
      const elapsed = lamp.now - last;
      trueWh += (gear.powerW(lamp.now) * elapsed) / HOUR;
      litMs += gear.level(lamp.now) > 0 ? elapsed : 0;
      last = lamp.now;
      const seen = lamp.state.own.energy?.energy ?? null;
      if (seen === null) return;
      if (seen < read) expect.fail(`${seen} Wh after ${read} Wh`);
      read = seen;
    };
    for (const [hours, levelPct] of [
      [1, 0],
      [3, 100],
      [5, 30],
      [1, 100],
      [3, 30],
      [1, 0],
    ] as const) {
      lamp.wantedPct = levelPct;
      lamp.run(hours * HOUR, meter, Infinity);
      const wrong = Math.abs(gear.lightPct(lamp.now) - levelPct);
      expect(wrong).toBeLessThan(0.6);
      if (hours !== 5) continue;
      gear.mains(false, lamp.now);
      lamp.run(20_000, meter, Infinity);
      gear.mains(true, lamp.now);
      lamp.restart();
      lamp.run(20_000, meter, Infinity);
    }
    const energy = energyOf(readBank(gear, 202, ENERGY, lamp.now) ?? []).energy ?? 0;
    expect(Math.abs(energy / trueWh - 1)).toBeLessThan(0.01);
    expect(Math.abs(read / trueWh - 1)).toBeLessThan(0.01);
    const lit = sourceOf(readBank(gear, 206, SOURCE, lamp.now) ?? []).litS ?? 0;
    expect(Math.abs((lit * 1_000) / litMs - 1)).toBeLessThan(0.01);
  });

  it("a bank that holds still is read as one moment, however the counter runs meanwhile", () => {
    const gear = new MockDaliGear();
    gear.energyWh = 25.5;
    const bus = new MockDaliBus(gear);
    let step = beginBank("all", 202, ENERGY.from, ENERGY.count);
    while ("frame" in step) {
      const reply = bus.transmit(step.frame.bytes, step.frame.twice, 0);
      if (step.state.bytes.length === 5) gear.energyWh = 25.6;
      step = hearBank("all", step.state, reply);
    }
    expect(energyOf(step.bytes ?? []).energy).toBe(25.5);
  });
});
