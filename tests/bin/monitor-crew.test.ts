import { describe, expect, it } from "vitest";
import { Moments } from "../../device/measure/moments.ts";
import { nextHands, type Hands } from "../../device/bin/looking/hands.ts";
import { lookAtGuards, countEdges } from "../../device/bin/looking/guards.ts";
import { initialWatch } from "../../device/bin/looking/watch.ts";
import { instant } from "../../device/measure/time.ts";
import { AWAY, Bench, T0, type Change } from "./monitor-bench.ts";
import { contact, keptAs, soundReadings } from "./sound-bin.ts";

const KEY: Change = { key: contact(true, T0, 1) };
const held = (...names: ("serviceA" | "serviceB")[]): Change =>
  Object.fromEntries(names.map((name) => [name, contact(true, T0, 1)]));
const FREE: Change = { serviceA: contact(false, T0, 1, 1), serviceB: contact(false, T0, 1, 1) };

/** The key at SERVICE for a while, both buttons let go of, the service on disk. */
function keyed(): Bench {
  const bench = new Bench();
  bench.kept = keptAs(3);
  bench.cycle(1_000, { intentRevision: 3 }, KEY);
  bench.cycle(1_000, { intentRevision: 3 });
  return bench;
}
const DOWN = { ram: "down", intentRevision: 3 } as const;
const UP = { ram: "up", intentRevision: 3 } as const;

describe("I1: the monitor at a crew's hands", () => {
  it("lets both hands go down and the first one up, 300 ms apart, and no longer than 5 s", () => {
    const bench = keyed();
    expect(bench.cycle(20, DOWN, held("serviceA", "serviceB")).ram).toBe("down");
    expect(bench.cycle(20, DOWN, AWAY).ram).toBe("down");
    expect(bench.cycle(2_000, DOWN).ram).toBe("down");
    expect(bench.wakeAt).toBe(bench.now + 2_980);
    expect(bench.cycle(2_970, DOWN).ram).toBe("down");
    expect(bench.cycle(20, DOWN).ram).toBe("off");
    expect(bench.invariants()).toEqual(["I1"]);
    bench.cycle(20, { intentRevision: 3 }, FREE);
    bench.cycle(400, { intentRevision: 3 });
    expect(bench.cycle(20, UP, { serviceA: contact(true, T0, 2, 1) }).ram).toBe("up");
    expect(bench.invariants()).toEqual([]);
  });

  it.each<[string, typeof DOWN | typeof UP, Change]>([
    ["nobody's hand", DOWN, {}],
    ["one hand, down", DOWN, held("serviceA")],
    ["the second hand alone, up", UP, held("serviceB")],
    ["both hands, up", UP, held("serviceA", "serviceB")],
    ["a guard open", DOWN, { ...held("serviceA", "serviceB"), hopperA: contact(false, T0, 0, 1) }],
    ["the lock open", DOWN, { ...held("serviceA", "serviceB"), lockClosed: contact(false, T0, 0, 1) }],
    ["the key that is turned back", DOWN, { ...held("serviceA", "serviceB"), key: contact(false, T0, 1, 1) }],
    ["the key that was at AUTO for a moment", DOWN, { ...held("serviceA", "serviceB"), key: contact(true, T0, 2, 1) }],
  ])("takes the motor away from %s", (_, wanted, change) => {
    const bench = keyed();
    expect(bench.cycle(20, wanted, change).ram).toBe("off");
    expect(bench.invariants()).toEqual(["I1"]);
  });

  it("wants two hands within 0.5 s, and both let go of between two runs", () => {
    const apart = keyed();
    apart.cycle(20, { intentRevision: 3 }, held("serviceA"));
    expect(apart.cycle(520, DOWN, held("serviceB")).ram).toBe("off");
    const again = keyed();
    again.cycle(20, DOWN, held("serviceA", "serviceB"));
    again.cycle(20, { intentRevision: 3 });
    expect(again.cycle(1_000, DOWN).ram).toBe("off");
    expect([apart.invariants(), again.invariants()]).toEqual([["I1"], ["I1"]]);
  });

  it("I6, I7: not before the service is on disk, and down only from the top", () => {
    const early = keyed();
    early.kept = keptAs(2);
    expect(early.cycle(20, DOWN, held("serviceA", "serviceB")).ram).toBe("off");
    const away = keyed();
    expect(away.cycle(20, DOWN, { ...AWAY, ...held("serviceA", "serviceB") }).ram).toBe("off");
    expect([early.invariants(), away.invariants()]).toEqual([["I6"], ["I7"]]);
  });

  it("what it found for good it judges anew after RESET with the key at SERVICE, and only then", () => {
    const welded = (change: Change): boolean => {
      const bench = new Bench();
      bench.cycle(1_000, {}, { ...change, current: { ok: true, value: 800, at: T0 } as never });
      bench.cycle(1_000, {});
      expect(bench.cycle(20, {}).watchdog).toBe(false);
      bench.cycle(20, {}, { current: soundReadings().current, reset: contact(true, T0, 1) });
      return bench.cycle(1_000, {}, { reset: contact(false, T0, 1, 1) }).watchdog;
    };
    expect([welded(KEY), welded({})]).toEqual([true, false]);
  });
});

describe("hands that a late cycle sees together", () => {
  const after = (was: Hands, ms: number, change: Change): Hands => {
    const readings = { ...soundReadings(), ...KEY, ...change };
    return nextHands(
      was,
      lookAtGuards(readings, countEdges(initialWatch(T0).counts, readings), false, false),
      new Moments(instant(ms)),
    );
  };
  it.each([
    [500, { is: "held", way: "down", since: 500 }],
    [501, { is: "spent" }],
  ] as const)("%i ms after the first", (ms, hands) => {
    const begun: Hands = { is: "begun", first: "A", since: instant(0) };
    expect(after(begun, ms, held("serviceA", "serviceB"))).toEqual(hands);
  });
});
