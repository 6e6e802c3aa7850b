import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Release } from "../../device/update/release.ts";
import {
  freeSlot,
  NO_SLOTS,
  nextSlots,
  STARTS_MAX,
  versionAt,
  wasBroken,
  type SlotEvent,
  type Slots,
} from "../../device/update/slots.ts";
import { propertyRuns } from "../setup/property-runs.ts";

const PACKAGED = "0.1.0";
const release = (version: string): Release => ({ version, sha256: version.replaceAll(".", "").padEnd(64, "0") });
const after = (was: Slots, ...events: readonly SlotEvent[]): Slots => events.reduce(nextSlots, was);
const FILL = { is: "fill", release: release("0.2.0") } as const;
const FILLED = { is: "filled" } as const;
const SWITCH = { is: "switch", failing: [] } as const;
const START = { is: "start", whole: ["a", "b"], packaged: PACKAGED } as const;
const PROVED = { is: "proved" } as const;
const SICK = { is: "unhealthy", text: "control does not answer" } as const;
const UNFILLED = { is: "unfilled" } as const;

const FILLING = after(NO_SLOTS, FILL);
const STAGED = after(FILLING, FILLED);
const TRYING = after(STAGED, SWITCH);
const COMMITTED = after(TRYING, START, PROVED);
const BACK = after(TRYING, START, SICK);

describe("the slots of an update", () => {
  it("goes from the packaged program to a new one, and from there to the other slot", () => {
    expect(FILLING).toMatchObject({ home: "packaged", phase: { is: "filling", slot: "a" } });
    expect(STAGED).toMatchObject({ home: "packaged", phase: { is: "staged", slot: "a" } });
    expect(TRYING).toMatchObject({ home: "a", phase: { is: "trying", back: "packaged", starts: 0 } });
    expect(COMMITTED).toMatchObject({ home: "a", phase: { is: "idle" }, broken: null });
    const next = after(COMMITTED, { is: "fill", release: release("0.3.0") }, FILLED, SWITCH);
    expect(next).toMatchObject({ home: "b", phase: { is: "trying", back: "a" } });
  });

  it("goes back when it is not healthy, keeps the broken slot, and knows that program again", () => {
    expect(BACK).toMatchObject({ home: "packaged", phase: { is: "idle" }, broken: { slot: "a", why: "unhealthy" } });
    expect(BACK.holds.a).toEqual(release("0.2.0"));
    expect(wasBroken(BACK, release("0.2.0"))).toBe(true);
    expect(wasBroken(BACK, release("0.2.1"))).toBe(false);
    expect(freeSlot(BACK)).toBe("b");
    expect(after(BACK, FILL).phase).toMatchObject({ is: "filling", slot: "b" });
  });

  it("goes back at the fourth start: three have failed", () => {
    const third = after(TRYING, START, START, START);
    expect(third).toMatchObject({ home: "a", phase: { is: "trying", starts: STARTS_MAX } });
    expect(after(third, START)).toMatchObject({ home: "packaged", phase: { is: "idle" }, broken: { why: "starts" } });
  });

  it("goes back when its program is not there, and to the packaged one when a committed one is not", () => {
    const without = { ...START, whole: [] } as const;
    expect(after(TRYING, without)).toMatchObject({ home: "packaged", broken: { why: "incomplete" } });
    expect(after(COMMITTED, without)).toMatchObject({ home: "packaged", broken: null });
  });

  it.each(["0.2.0", "0.10.0", "1.0.0"])("lets a .deb of %s, installed by hand, have the last word", (packaged) => {
    expect(after(COMMITTED, { ...START, packaged }).home).toBe("packaged");
    expect(after(TRYING, { ...START, packaged })).toMatchObject({ home: "packaged", phase: { is: "idle" } });
  });

  it("says which version runs", () => {
    expect(versionAt(NO_SLOTS, PACKAGED)).toBe("0.1.0");
    expect(versionAt(COMMITTED, PACKAGED)).toBe("0.2.0");
  });

  it.each([
    ["idle", NO_SLOTS, [FILLED, UNFILLED, SWITCH, START, PROVED, SICK]],
    ["filling", FILLING, [SWITCH, START, PROVED, SICK]],
    ["staged", STAGED, [FILLED, UNFILLED, START, PROVED, SICK]],
    ["trying", TRYING, [FILL, FILLED, UNFILLED, SWITCH]],
  ] as const)("knows in %s no other event", (_name, slots, events) => {
    for (const event of events) expect(nextSlots(slots, event)).toBe(slots);
  });
});

const versions = fc.constantFrom("0.2.0", "0.3.0", "0.4.0").map(release);
const anEvent: fc.Arbitrary<SlotEvent> = fc.oneof(
  versions.map((each) => ({ is: "fill", release: each }) as const),
  fc.constant(FILLED),
  fc.constant(UNFILLED),
  fc.constant(SWITCH),
  fc.constant(START),
  fc.constant(PROVED),
  fc.constant(SICK),
);

describe("the slots, whatever happens", () => {
  it("run a program that was filled whole, never the one being filled, and never the broken one", () => {
    fc.assert(
      fc.property(fc.array(anEvent, { maxLength: 40 }), (events) => {
        let slots = NO_SLOTS;
        for (const event of events) {
          slots = nextSlots(slots, event);
          const { home, holds, phase, broken } = slots;
          if (home !== "packaged") expect(holds[home]).not.toBeNull();
          if (phase.is === "filling" || phase.is === "staged") expect(phase.slot).not.toBe(home);
          if (phase.is === "trying") expect(phase.starts).toBeLessThanOrEqual(STARTS_MAX);
          if (phase.is === "trying") expect(phase.back).not.toBe(home);
          if (broken !== null) expect(broken.slot).not.toBe(home);
        }
      }),
      propertyRuns(300),
    );
  });

  it("come back to the old home after four starts that prove nothing", () => {
    fc.assert(
      fc.property(fc.array(anEvent, { maxLength: 40 }), (events) => {
        const slots = after(NO_SLOTS, ...events);
        const home = slots.phase.is === "trying" ? slots.phase.back : slots.home;
        expect(after(slots, START, START, START, START).home).toBe(home);
      }),
      propertyRuns(300),
    );
  });
});
