import { describe, expect, it } from "vitest";
import { monitor } from "../../device/bin/monitor/monitor.ts";
import type { BinOutputs } from "../../device/bin/readings.ts";
import type { Kept } from "../../device/measure/decision.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import { instant } from "../../device/measure/time.ts";
import { celsius, milliamps, millimetres } from "../../device/measure/units.ts";
import { contact, keptAs, RESTING, SOUND_SETTINGS } from "./sound-bin.ts";

import { AWAY, Bench, HOME, stale, T0, unreadable, type Change } from "./monitor-bench.ts";

const NO_G: readonly (readonly [string, Change])[] = [
  ...(["chain", "hopperA", "hopperB", "doorA", "doorB", "binPresent", "lockClosed"] as const).flatMap(
    (role): [string, Change][] => [
      [`${role} open`, { [role]: contact(false, T0, 0, 1) }],
      [`${role} open for less than a cycle`, { [role]: contact(true, T0, 1, 1) }],
      [`${role} stale`, { [role]: stale(role) }],
    ],
  ),
  ...(["eStop", "tilt"] as const).flatMap((role): [string, Change][] => [
    [`${role} active`, { [role]: contact(true, T0, 1) }],
    [`${role} active for less than a cycle`, { [role]: contact(false, T0, 1, 1) }],
    [`${role} stale`, { [role]: stale(role) }],
  ]),
  ["fire", { temperature: valid(celsius(70.1), T0) }],
  ["thermometer silent", { temperature: stale("temp-1") }],
  ["current stale", { current: stale("shunt") }],
];
const NOT_WHILE_MOVING: readonly (readonly [string, Change])[] = [
  ["key at SERVICE", { key: contact(true, T0, 1) }],
  ["key turned for less than a cycle", { key: contact(false, T0, 1, 1) }],
  ["key unreadable", { key: stale("key") }],
];

describe("a sound stroke", () => {
  it("passes untouched, as the very object that was wanted", () => {
    const bench = new Bench();
    const wanted: BinOutputs = { ...RESTING, ram: "down", intentRevision: 1 };
    bench.cycle(2_000, { intentRevision: 1 });
    const inputs = { readings: bench.readings, kept: bench.kept, requests: [], heard: [], taken: [] };
    const given = monitor(bench.state, inputs, wanted, SOUND_SETTINGS, instant(2_020));
    expect(given.outputs).toBe(wanted);
    expect(given.violations).toEqual([]);
  });

  it("goes down, rests, goes up, and the next one under its own intent too", () => {
    const bench = new Bench();
    for (const intentRevision of [1, 3]) {
      expect(bench.drive("down", 3_000, intentRevision).ram).toBe("down");
      bench.cycle(20, { intentRevision });
      expect(bench.cycle(300, { ram: "up", intentRevision }).ram).toBe("up");
      expect(bench.cycle(3_000, { ram: "up", intentRevision }, HOME).ram).toBe("up");
      expect(bench.cycle(20, {}).ram).toBe("off");
      expect(bench.cycle(1_000, { lock: false }).lock).toBe(false);
      bench.cycle(1_000, {}, { ...HOME });
      expect(bench.told).toEqual([]);
    }
  });

  it("may begin upwards away from the top", () => {
    const bench = new Bench();
    bench.cycle(0, {}, AWAY);
    expect(bench.drive("up").ram).toBe("up");
  });
});

describe("what takes the motor away", () => {
  it.each([...NO_G, ...NOT_WHILE_MOVING])("%s: at its start", (_, change) => {
    const bench = new Bench();
    bench.cycle(2_000, {});
    expect(bench.cycle(20, { ram: "down", intentRevision: 1 }, change).ram).toBe("off");
    expect(bench.told).toHaveLength(1);
  });

  it.each([...NO_G, ...NOT_WHILE_MOVING])("%s: on the way, told once and never good again", (_, change) => {
    const bench = new Bench();
    bench.drive("down");
    const before = bench.readings;
    const taken = bench.cycle(20, { ram: "down", intentRevision: 1 }, change);
    expect(taken.ram).toBe("off");
    expect(bench.told).toHaveLength(1);
    expect(bench.cycle(20, { ram: "down", intentRevision: 1 }, before)).toBe(taken);
    expect(bench.told).toEqual([]);
    bench.cycle(2_000, { intentRevision: 1 });
    for (const ram of ["down", "up"] as const) {
      expect(bench.cycle(2_000, { ram, intentRevision: 1 }).ram).toBe("off");
      bench.cycle(20, { intentRevision: 1 });
    }
  });

  it.each(NO_G)("I2, %s in the pause: no reverse", (_, change) => {
    const bench = new Bench();
    bench.drive("down");
    const before = bench.readings;
    bench.cycle(20, { intentRevision: 1 });
    bench.cycle(20, { intentRevision: 1 }, change);
    bench.cycle(20, { intentRevision: 1 }, before);
    expect(bench.told).toEqual([]);
    expect(bench.cycle(2_000, { ram: "up", intentRevision: 1 }).ram).toBe("off");
    expect(bench.invariants()).toEqual(["I1"]);
  });

  it("I2: after a stop the way back needs a new intent and a rest, and goes up", () => {
    const bench = new Bench();
    bench.drive("down");
    bench.cycle(20, {}, { hopperA: contact(false, T0, 0, 1) });
    bench.kept = keptAs(4);
    bench.cycle(20, { intentRevision: 4 }, { hopperA: contact(true, T0, 1, 1) });
    expect(bench.cycle(900, { ram: "up", intentRevision: 4 }).ram).toBe("off");
    bench.kept = keptAs(6);
    bench.cycle(1_000, { intentRevision: 5 });
    expect(bench.cycle(20, { ram: "down", intentRevision: 5 }).ram).toBe("off");
    expect(bench.invariants()).toEqual(["I7"]);
    bench.cycle(20, { intentRevision: 6 });
    expect(bench.cycle(20, { ram: "up", intentRevision: 6 }).ram).toBe("up");
  });

  it("I3: the other direction sooner than 300 ms, and at once", () => {
    const early = new Bench();
    early.drive("down");
    early.cycle(20, { intentRevision: 1 });
    expect(early.cycle(299, { ram: "up", intentRevision: 1 }).ram).toBe("off");
    expect(early.invariants()).toEqual(["I3"]);
    const atOnce = new Bench();
    atOnce.drive("down");
    expect(atOnce.cycle(20, { ram: "up", intentRevision: 1 }).ram).toBe("off");
    expect(atOnce.invariants()).toEqual(["I3"]);
    const fresh = new Bench();
    expect(fresh.cycle(299, { ram: "up", intentRevision: 1 }).ram).toBe("off");
    expect(fresh.invariants()).toEqual(["I3"]);
  });

  it("I4: the other direction is read back", () => {
    const bench = new Bench();
    bench.drive("down");
    const ram = valid({ driven: "up" as const, travelMm: millimetres(10) }, T0);
    expect(bench.cycle(20, { ram: "down", intentRevision: 1 }, { ram }).ram).toBe("off");
    expect(bench.invariants()).toEqual(["I4"]);
  });

  it.each<[string, number | null, Reading<Kept>, string]>([
    ["none", null, keptAs(1), "I1"],
    ["not on disk", 2, keptAs(1), "I6"],
    ["of an earlier run", 4, keptAs(5, 4), "I1"],
    ["nothing could be read nor written", 1, unreadable(0), "I6"],
    ["memory silent", 1, faulty("keep", "starting", T0), "I6"],
  ])("intent %s", (_, intentRevision, kept, invariant) => {
    const bench = new Bench();
    bench.kept = kept;
    bench.cycle(2_000, { intentRevision });
    expect(bench.cycle(20, { ram: "down", intentRevision }).ram).toBe("off");
    expect(bench.invariants()).toEqual([invariant]);
  });

  it("a memory that could not be read at start and has been written since is good for a stroke", () => {
    const bench = new Bench();
    bench.kept = unreadable(1);
    bench.cycle(2_000, { intentRevision: 1 });
    expect(bench.cycle(20, { ram: "down", intentRevision: 1 }).ram).toBe("down");
  });

  it("I6: memory lost on the way", () => {
    const bench = new Bench();
    bench.drive("down");
    bench.kept = faulty("keep", "no-answer", T0);
    expect(bench.cycle(20, { ram: "down", intentRevision: 1 }).ram).toBe("off");
    expect(bench.invariants()).toEqual(["I6"]);
  });

  it("a second run down, or a run down after up, in one stroke", () => {
    for (const first of ["down", "up"] as const) {
      const bench = new Bench();
      bench.drive(first);
      bench.cycle(20, { intentRevision: 1 });
      expect(bench.cycle(2_000, { ram: "down", intentRevision: 1 }, HOME).ram).toBe("off");
      expect(bench.invariants()).toEqual(["I1"]);
    }
  });

  it("the intent changes on the way", () => {
    const bench = new Bench();
    bench.drive("down");
    bench.kept = keptAs(2);
    expect(bench.cycle(20, { ram: "down", intentRevision: 2 }).ram).toBe("off");
  });

  it("the run time: 65 s from the first motion to the top, announced", () => {
    const bench = new Bench();
    bench.drive("down", 0);
    const end = 2_020 + 65_000;
    bench.cycle(20, { intentRevision: 1 });
    expect(bench.cycle(1_000, { ram: "up", intentRevision: 1 }).ram).toBe("up");
    expect(bench.wakeAt).toBe(end);
    expect(bench.cycle(end - 1 - bench.now, { ram: "up", intentRevision: 1 }).ram).toBe("up");
    expect(bench.cycle(1, { ram: "up", intentRevision: 1 }).ram).toBe("off");
    expect(bench.invariants()).toEqual(["run-time"]);
  });

  it("a command that was refused still stands when its cause goes", () => {
    const bench = new Bench();
    bench.cycle(2_000, {}, { doorA: contact(false, T0, 0, 1) });
    bench.cycle(20, { ram: "down", intentRevision: 1 });
    bench.kept = keptAs(2);
    expect(bench.cycle(20, { ram: "down", intentRevision: 2 }, { doorA: contact(true, T0, 1, 1) }).ram).toBe("off");
    expect(bench.cycle(2_000, { ram: "down", intentRevision: 2 }).ram).toBe("off");
    bench.cycle(20, { intentRevision: 2 });
    expect(bench.cycle(20, { ram: "down", intentRevision: 2 }).ram).toBe("down");
  });

  it("no press: the ram never, everything else as wanted", () => {
    const bench = new Bench();
    bench.settings = { ...SOUND_SETTINGS, press: null };
    bench.cycle(2_000, {});
    expect(bench.cycle(20, { ram: "up", intentRevision: 1, lock: false }, AWAY)).toMatchObject({
      ram: "off",
      lock: false,
    });
    bench.cycle(20, {}, { current: valid(milliamps(900), T0) });
    expect(bench.cycle(10_000, {}).watchdog).toBe(true);
  });

  it("a bin without a thermometer presses", () => {
    const bench = new Bench();
    bench.cycle(20, {}, { temperature: faulty("temperature", "absent", T0) });
    expect(bench.drive("down").ram).toBe("down");
  });
});
