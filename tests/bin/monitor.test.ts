import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { initialMonitor, monitor, type MonitorState } from "../../device/bin/monitor.ts";
import type { BinOutputs, BinReadings } from "../../device/bin/readings.ts";
import type { BinSettings } from "../../device/bin/settings.ts";
import type { Kept } from "../../device/measure/decision.ts";
import type { Violation } from "../../device/measure/machine.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import type { RamDirection } from "../../device/measure/samples.ts";
import { instant, type Instant } from "../../device/measure/time.ts";
import { celsius, milliamps, millimetres } from "../../device/measure/units.ts";
import { contact, keptAs, RESTING, SOUND_SETTINGS, soundReadings } from "./sound-bin.ts";

type Change = Partial<BinReadings>;
const T0 = instant(0);

/** The monitor at a sound bin: `cycle` says what is wanted after so many ms and gives what comes out. */
class Bench {
  now = T0;
  state: MonitorState = initialMonitor(T0);
  readings: BinReadings = soundReadings();
  kept: Reading<Kept> = keptAs(1);
  wakeAt: Instant | null = null;
  told: Violation[] = [];
  settings: BinSettings = SOUND_SETTINGS;

  cycle(afterMs: number, wanted: Partial<BinOutputs>, change: Change = {}): BinOutputs {
    this.now = instant(this.now + afterMs);
    this.readings = { ...this.readings, ...change };
    const inputs = { readings: this.readings, kept: this.kept, requests: [], taken: [] };
    const given = monitor(this.state, inputs, { ...RESTING, ...wanted }, this.settings, this.now);
    if (given.wakeAt !== null && given.wakeAt <= this.now) throw new Error("announced a moment that has passed");
    this.state = given.state;
    this.wakeAt = given.wakeAt;
    this.told = [...given.violations];
    return given.outputs;
  }
  invariants = () => this.told.map(({ invariant }) => invariant);

  /** Rest, then the ram driven for a while under this intent; the last cycle's outputs. */
  drive(ram: RamDirection, forMs = 3_000, intentRevision = 1): BinOutputs {
    this.kept = keptAs(intentRevision);
    this.cycle(2_000, { intentRevision });
    this.cycle(20, { ram, intentRevision });
    if (ram !== "off") this.cycle(20, { ram, intentRevision }, ram === "down" ? AWAY : {});
    return this.cycle(forMs, { ram, intentRevision });
  }
}
const AWAY: Change = { top: contact(false, T0, 0, 1), topOpen: contact(true, T0, 1) };
const HOME: Change = { top: contact(true, T0, 1, 1), topOpen: contact(false, T0, 1, 1) };
const stale = (part: string) => faulty(part, "stale", T0);

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
    const inputs = { readings: bench.readings, kept: bench.kept, requests: [], taken: [] };
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
    ["memory unreadable", 1, valid({ status: "unreadable", value: null, foundRevision: 0, durable: 1 }, T0), "I6"],
    ["memory silent", 1, faulty("keep", "starting", T0), "I6"],
  ])("intent %s", (_, intentRevision, kept, invariant) => {
    const bench = new Bench();
    bench.kept = kept;
    bench.cycle(2_000, { intentRevision });
    expect(bench.cycle(20, { ram: "down", intentRevision }).ram).toBe("off");
    expect(bench.invariants()).toEqual([invariant]);
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

describe("I9, the lock", () => {
  it.each<[string, Change]>([
    ["TOP open", AWAY],
    ["TOP stale", { top: stale("top") }],
    ["its breaking contact stale", { topOpen: stale("top-open") }],
    ["contacts in conflict", { topOpen: contact(true, T0, 1) }],
    ["BOTTOM made too", { bottom: contact(true, T0, 1) }],
    ["BOTTOM stale", { bottom: stale("bottom") }],
  ])("%s: opens not at all, and an open one is shut within 200 ms, told once", (_, change) => {
    const closed = new Bench();
    expect(closed.cycle(20, { lock: false }, change).lock).toBe(true);
    expect(closed.invariants()).toEqual(["I9"]);
    const open = new Bench();
    expect(open.cycle(20, { lock: false }).lock).toBe(false);
    expect(open.cycle(20, { lock: false }, change).lock).toBe(false);
    expect(open.wakeAt).toBe(240);
    expect(open.cycle(199, { lock: false }).lock).toBe(false);
    expect(open.cycle(1, { lock: false }).lock).toBe(true);
    expect(open.invariants()).toEqual(["I9"]);
    open.cycle(20, { lock: false });
    expect(open.told).toEqual([]);
  });

  it("stays shut while the ram is driven, TOP or not", () => {
    const bench = new Bench();
    bench.cycle(2_000, {});
    expect(bench.cycle(20, { ram: "down", intentRevision: 1, lock: false }).lock).toBe(true);
  });

  it("TOP that is still made 2 s after a run down began counts no more, until it was seen open", () => {
    const bench = new Bench();
    bench.cycle(2_000, {});
    bench.cycle(20, { ram: "down", intentRevision: 1 });
    expect(bench.wakeAt).toBe(4_020);
    bench.cycle(2_000, { ram: "down", intentRevision: 1 });
    expect(bench.cycle(20, { lock: false }).lock).toBe(true);
    bench.cycle(20, {}, AWAY);
    expect(bench.cycle(20, { lock: false }, HOME).lock).toBe(false);
  });

  it("TOP that comes although nothing drives the ram up counts no more", () => {
    const bench = new Bench();
    bench.drive("down");
    bench.cycle(20, { intentRevision: 1 });
    bench.cycle(20, { intentRevision: 1 }, HOME);
    expect(bench.cycle(20, { lock: false }).lock).toBe(true);
  });

  it("a TOP contact that was merely unreadable does not", () => {
    const bench = new Bench();
    bench.cycle(2_000, {});
    bench.cycle(20, { ram: "down", intentRevision: 1 });
    bench.cycle(20, {}, { top: stale("top") });
    expect(bench.cycle(20, { lock: false }, { top: contact(true, T0) }).lock).toBe(false);
  });
});

describe("I10, a weld", () => {
  const flowing = (ma: number): Change => ({ current: valid(milliamps(ma), T0) });

  it("current 200 ms after the run-down drops the watchdog for good, told once", () => {
    const bench = new Bench();
    bench.drive("down");
    bench.cycle(20, { ram: "down", intentRevision: 1 }, flowing(800));
    bench.cycle(20, {});
    expect(bench.wakeAt).toBe(bench.now + 500);
    expect(bench.cycle(499, {}).watchdog).toBe(true);
    expect(bench.cycle(1, {}).watchdog).toBe(false);
    expect(bench.invariants()).toEqual(["I10"]);
    expect(bench.cycle(60_000, {}, flowing(0)).watchdog).toBe(false);
    expect(bench.told).toEqual([]);
    bench.kept = keptAs(2);
    expect(bench.cycle(20, { ram: "up", intentRevision: 2 }).ram).toBe("off");
  });

  it("is found at rest too, hours after the last stroke", () => {
    const bench = new Bench();
    bench.cycle(3_600_000, {});
    bench.cycle(20, {}, flowing(51));
    expect(bench.cycle(199, {}).watchdog).toBe(true);
    expect(bench.cycle(1, {}).watchdog).toBe(false);
  });

  it("is not a current of 50 mA, nor one that stops in between, nor a machine that dropped it itself", () => {
    const small = new Bench();
    small.cycle(20, {}, flowing(50));
    expect(small.cycle(10_000, {}).watchdog).toBe(true);
    const stops = new Bench();
    stops.cycle(1_000, {}, flowing(800));
    stops.cycle(190, {}, flowing(0));
    stops.cycle(20, {}, flowing(800));
    expect(stops.cycle(190, {}).watchdog).toBe(true);
    const dropped = new Bench();
    dropped.cycle(1_000, { watchdog: false }, flowing(800));
    dropped.cycle(200, { watchdog: false });
    expect(dropped.told).toEqual([]);
    expect(dropped.cycle(20, {}).watchdog).toBe(false);
  });
});

describe("the law of the same object", () => {
  const wantedOf = fc.record({
    ram: fc.constantFrom<RamDirection>("off", "off", "down", "up"),
    lock: fc.boolean(),
    intentRevision: fc.constantFrom(null, 1, 2, 3),
  });
  const changeOf = fc.constantFrom<Change>(
    {},
    AWAY,
    HOME,
    { hopperA: contact(true, T0, 1, 1) },
    { current: valid(milliamps(800), T0) },
    { current: valid(milliamps(0), T0) },
    { lockClosed: stale("lock") },
    { lockClosed: contact(true, T0) },
  );
  const steps = fc.array(fc.tuple(wantedOf, changeOf, fc.integer({ min: 1, max: 40 })), {
    minLength: 5,
    maxLength: 40,
  });

  it("jumping from change to announced moment gives what each cycle of 20 ms gives", () => {
    fc.assert(
      fc.property(steps, (history) => {
        const each = new Bench();
        const jumping = new Bench();
        each.kept = jumping.kept = keptAs(2);
        for (const [wanted, change, cycles] of history) {
          const outputs = each.cycle(20, wanted, change);
          expect(jumping.cycle(20, wanted, change)).toEqual(outputs);
          const till = jumping.now + cycles * 20;
          let before = { state: each.state, outputs };
          while (each.now < till) {
            const announced = each.wakeAt;
            const after = each.cycle(20, wanted);
            if (announced === null || announced > each.now) {
              if (each.state !== before.state) throw new Error("another object without a cause");
              if (JSON.stringify(after) !== JSON.stringify(before.outputs)) throw new Error("changed unannounced");
            } else jumping.cycle(each.now - jumping.now, wanted);
            before = { state: each.state, outputs: after };
          }
          expect(jumping.cycle(till - jumping.now, wanted)).toEqual(before.outputs);
          expect(jumping.state).toEqual(each.state);
          expect(JSON.parse(JSON.stringify(each.state))).toEqual(each.state);
        }
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
