import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valid } from "../../device/measure/reading.ts";
import type { RamDirection } from "../../device/measure/samples.ts";
import { milliamps, millimetres } from "../../device/measure/units.ts";
import { contact, keptAs } from "./sound-bin.ts";

import { AWAY, Bench, HOME, stale, T0, type Change } from "./monitor-bench.ts";

const travelled = (mm: number | null): Change => ({
  ram: valid({ driven: "off", travelMm: mm === null ? null : millimetres(mm) }, T0),
});

describe("I9, the lock", () => {
  it.each<[string, Change]>([
    ["TOP open", AWAY],
    ["TOP stale", { top: stale("top") }],
    ["its breaking contact stale", { topOpen: stale("top-open") }],
    ["contacts in conflict", { topOpen: contact(true, T0, 1) }],
    ["BOTTOM made too", { bottom: contact(true, T0, 1) }],
    ["BOTTOM stale", { bottom: stale("bottom") }],
    ["travel of 26 mm", travelled(26)],
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

  it("travel of 25 mm, or none, says nothing against TOP", () => {
    const bench = new Bench();
    expect(bench.cycle(20, { lock: false }, travelled(25)).lock).toBe(false);
    expect(bench.cycle(400, { lock: false }, travelled(null)).lock).toBe(false);
  });

  it("travel that contradicts TOP for 300 ms condemns it until it was seen open, a shorter one does not", () => {
    const bench = new Bench();
    bench.cycle(20, {}, travelled(200));
    expect(bench.wakeAt).toBe(bench.now + 300);
    bench.cycle(299, {});
    expect(bench.cycle(20, { lock: false }, travelled(0)).lock).toBe(false);
    bench.cycle(20, {}, travelled(200));
    bench.cycle(300, {});
    bench.cycle(20, {}, travelled(null));
    expect(bench.cycle(20, { lock: false }).lock).toBe(true);
    bench.cycle(20, {}, AWAY);
    expect(bench.cycle(20, { lock: false }, HOME).lock).toBe(false);
  });

  it.each([
    [1_129, true],
    [1_171, false],
  ])("TOP after %i ms up, when down took 3 s: %s that it counts no more", (upMs, condemned) => {
    const bench = new Bench();
    bench.drive("down");
    bench.cycle(20, { intentRevision: 1 });
    bench.cycle(2_000, { intentRevision: 1 });
    bench.cycle(20, { ram: "up", intentRevision: 1 });
    bench.cycle(upMs, { ram: "up", intentRevision: 1 }, HOME);
    bench.cycle(20, {});
    expect(bench.cycle(20, { lock: false }).lock).toBe(condemned);
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

  /** Steps of so many mm each so many ms, the current unreadable; whether the chain is dropped. */
  const drops = (stepMm: number, everyMs: number, steps: number, change: Change = {}): boolean => {
    const bench = new Bench();
    bench.cycle(1_000, {}, { current: stale("current"), ...change, ...travelled(0) });
    for (let step = 1; step <= steps; step++) bench.cycle(everyMs, {}, travelled(stepMm * step));
    return !bench.cycle(20, {}).watchdog;
  };
  it("is a ram that goes 15 mm though it is off and the chain is closed, current or none", () => {
    expect([drops(1, 50, 15), drops(1, 50, 16), drops(-5, 500, 4)]).toEqual([false, true, true]);
  });
  it("is not a ram that moves 15 mm in hours, in a single step, or with the chain open", () => {
    expect([drops(1, 501, 60), drops(200, 20, 1), drops(1, 50, 60, { chain: contact(false, T0) })]).toEqual([
      ...[false, false, false],
    ]);
  });

  it("nothing begins while more than 50 mA flow with both ways off", () => {
    const bench = new Bench();
    bench.cycle(2_000, {});
    expect(bench.cycle(20, { ram: "down", intentRevision: 1 }, flowing(51)).ram).toBe("off");
    expect(bench.invariants()).toEqual(["I3"]);
    const small = new Bench();
    small.cycle(2_000, {});
    expect(small.cycle(20, { ram: "down", intentRevision: 1 }, flowing(50)).ram).toBe("down");
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
    ...[0, 8, 16, 60].map(travelled),
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
