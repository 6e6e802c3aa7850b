import { describe, expect, it } from "vitest";
import { chance } from "../../../hal-mocks/random.ts";
import type { BrokerFaults } from "../../../device/link/session/memory-broker.ts";
import { millis } from "../../../device/measure/time.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { accountOf, BASE, clockLost, daylight, Rig } from "../rig.ts";

const { numRuns, seed = 1 } = propertyRuns(2);
const FLAPS = 400;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const POISON_LUX = 6_666;
const HISTORY = `${BASE}/up/b`;
const isPoison = (payload: string): boolean => payload.includes(`"daylightLux":${POISON_LUX}`);

/** A device that was away while it made so many records, one of which is what a broker chokes at. */
function away(count: number, poisonAt: number, choke: BrokerFaults["choke"]): Rig {
  const rig = new Rig();
  rig.run(1_000);
  rig.broker.cut();
  for (let index = 1; index <= count; index += 1) {
    rig.report(daylight(index === poisonAt ? POISON_LUX : index % 1_000));
    rig.run(100);
  }
  rig.broker.faults.choke = choke;
  rig.broker.mend();
  return rig;
}
const reasonsOf = (rig: Rig): readonly unknown[] =>
  [...rig.backend.live, ...rig.backend.history]
    .filter(({ stream }) => stream === "gap")
    .map(({ values }) => values["reason"]);
const seqs = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

describe("R1: a record at which a broker hangs up", () => {
  it.each([1, 150, 300])("is set aside and told, and all others come (the %d. of 300)", (poisonAt) => {
    const rig = away(300, poisonAt, (_, payload) => (isPoison(payload) ? "hang-up" : null));
    for (let minute = 0; minute < 120; minute += 1) {
      rig.report(daylight(1));
      rig.run(MINUTE);
    }
    const { delivered, gaps } = accountOf(rig.backend, rig.store.boot, 2);
    expect(gaps).toEqual([poisonAt]);
    expect([...delivered, ...gaps].sort((one, other) => one - other)).toEqual(seqs(420));
    expect(reasonsOf(rig)).toEqual(["poison"]);
    expect(rig.backend.problems).toEqual([]);
  });

  it("also on a line that takes two seconds a way", () => {
    const rig = away(300, 150, (_, payload) => (isPoison(payload) ? "hang-up" : null));
    rig.broker.latencyMs = millis(2_000);
    rig.run(3 * HOUR);
    const { delivered, gaps } = accountOf(rig.backend, rig.store.boot, 2);
    expect(gaps).toEqual([150]);
    expect([...delivered, ...gaps].sort((one, other) => one - other)).toEqual(seqs(300));
  });

  it("also where it is an alarm, and so before all others", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.broker.cut();
    rig.report(clockLost(true));
    for (let index = 0; index < 20; index += 1) rig.report(daylight(index));
    rig.run(1_000);
    rig.broker.faults.choke = (_, payload) => (payload.includes('"stream":"clock-lost"') ? "hang-up" : null);
    rig.broker.mend();
    rig.run(4 * HOUR);
    expect(accountOf(rig.backend, rig.store.boot, 0).gaps).toEqual([1]);
    expect(accountOf(rig.backend, rig.store.boot, 2).delivered).toHaveLength(20);
  });

  it("two of them, too", () => {
    const rig = away(300, 40, (_, payload) => (isPoison(payload) ? "hang-up" : null));
    rig.report(daylight(POISON_LUX));
    for (let minute = 0; minute < 240; minute += 1) {
      rig.report(daylight(1));
      rig.run(MINUTE);
    }
    const { delivered, gaps } = accountOf(rig.backend, rig.store.boot, 2);
    expect([...gaps].sort((one, other) => one - other)).toEqual([40, 301]);
    expect([...delivered, ...gaps].sort((one, other) => one - other)).toEqual(seqs(541));
  });

  it("or that it never acknowledges, while it does others", () => {
    const rig = away(30, 7, (_, payload) => (isPoison(payload) ? "silence" : null));
    for (let turn = 0; turn < 360; turn += 1) {
      rig.report(daylight(1));
      rig.run(20_000);
    }
    const { delivered, gaps } = accountOf(rig.backend, rig.store.boot, 2);
    expect(gaps).toEqual([7]);
    expect([...delivered, ...gaps].sort((one, other) => one - other)).toEqual(seqs(390));
  });

  it("and that is a gap: it waits, and what comes after it goes first", () => {
    const rig = away(20, 3, (_, payload) => (isPoison(payload) ? "hang-up" : null));
    rig.broker.faults.choke = (_, payload) =>
      isPoison(payload) || payload.includes('"stream":"gap"') ? "hang-up" : null;
    for (let minute = 0; minute < 200; minute += 1) {
      rig.report(daylight(1));
      rig.run(MINUTE);
    }
    const before = accountOf(rig.backend, rig.store.boot, 2).delivered.length;
    expect(before).toBeGreaterThan(150);
    rig.broker.faults.choke = () => null;
    rig.run(2 * HOUR);
    const { delivered, gaps } = accountOf(rig.backend, rig.store.boot, 2);
    expect([...delivered, ...gaps].sort((one, other) => one - other)).toEqual(seqs(220));
  });
});

describe("what is no fault of a record sets none aside", () => {
  it(`a network that breaks every few seconds, 400 times, ${numRuns} times over`, () => {
    for (let run = 0; run < numRuns; run += 1) {
      const rig = away(500, 0, () => null);
      rig.broker.latencyMs = millis(run % 2 === 0 ? 400 : 1_500);
      for (let index = 0; index < FLAPS; index += 1) {
        rig.report(index % 20 === 0 ? clockLost(index % 40 === 0) : daylight(1));
        rig.run(500 + Math.floor(chance(seed, `flap ${run}`, index) ** 2 * 20_000));
        rig.broker.wipe();
      }
      rig.run(HOUR);
      expect({ run, reasons: reasonsOf(rig) }).toEqual({ run, reasons: [] });
      expect(accountOf(rig.backend, rig.store.boot, 2).delivered).toHaveLength(500 + 0.95 * FLAPS);
      const alarms = [...rig.backend.live, ...rig.backend.history].filter(({ stream }) => stream === "clock-lost");
      expect(new Set(alarms.map(({ seq }) => seq)).size).toBe(0.05 * FLAPS);
    }
  });

  it("a broker that hangs up at all history: what is live goes on, and all comes when it has mended", () => {
    const rig = away(50, 0, (topic) => (topic === HISTORY ? "hang-up" : null));
    rig.run(3 * HOUR);
    const liveBefore = rig.backend.live.length;
    for (let minute = 0; minute < 120; minute += 1) {
      rig.report(daylight(2));
      rig.run(MINUTE);
    }
    expect(rig.backend.live.length - liveBefore).toBeGreaterThan(80);
    expect(rig.backend.history).toEqual([]);
    rig.broker.faults.choke = () => null;
    rig.run(HOUR);
    expect(reasonsOf(rig)).toEqual([]);
    expect(accountOf(rig.backend, rig.store.boot, 2).delivered).toHaveLength(170);
  });

  it("a broker that hangs up at packets of more than 12 KB, where a birth has 8: smaller ones go", () => {
    const rig = away(1_000, 0, (_, payload) => (payload.length > 12_000 ? "hang-up" : null));
    rig.run(2 * HOUR);
    expect(reasonsOf(rig)).toEqual([]);
    expect(accountOf(rig.backend, rig.store.boot, 2).delivered).toHaveLength(1_000);
  });

  it("a broker that hangs up at one live topic: its records go as history, and an alarm says so", () => {
    const rig = new Rig();
    rig.broker.faults.choke = (topic) => (topic.endsWith("/up/t/daylight") ? "hang-up" : null);
    for (let minute = 0; minute < 180; minute += 1) {
      rig.report(daylight(1));
      rig.run(MINUTE);
    }
    expect(reasonsOf(rig)).toEqual([]);
    expect(accountOf(rig.backend, rig.store.boot, 2).delivered).toHaveLength(180);
    expect(rig.backend.active?.active).toMatchObject([
      { kind: "topic-refused", values: { topic: `${BASE}/up/t/daylight` } },
    ]);
  });
});
