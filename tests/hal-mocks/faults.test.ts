import { describe, expect, it } from "vitest";
import { epochMs, instant } from "../../device/measure/time.ts";
import { faultPlan, inject, type InjectedFault } from "../../hal-mocks/faults.ts";
import { everyPart, mockParts } from "../../hal-mocks/parts.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { World } from "../../hal-mocks/world.ts";

const START = instant(0);
const DAY = 86_400_000;
const DEVICES = [
  { name: "lamp-1", kind: "lamp-post" },
  { name: "bin-1", kind: "litter-bin" },
] as const;
const made = () => new World(streetScene(1, 1), 7, epochMs(Date.UTC(2026, 10, 25, 14)));
const planned = (world: World, device: string, fault: InjectedFault) => {
  inject(world, [{ at: instant(1_000), until: instant(5_000), device, fault }]);
};

describe("a fault plan", () => {
  it("is the same from the same seed and survives as JSON", () => {
    const plan = faultPlan(7, DEVICES, 10, START);
    expect(faultPlan(7, DEVICES, 10, START)).toEqual(plan);
    expect(faultPlan(8, DEVICES, 10, START)).not.toEqual(plan);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it("has about a fault a day and device, in order, within its days, each kind of them in a year", () => {
    const plan = faultPlan(7, DEVICES, 365, START);
    expect(plan.length).toBeGreaterThan(600);
    expect(plan.length).toBeLessThan(860);
    for (const [index, { at, until }] of plan.entries()) {
      expect(at).toBeGreaterThanOrEqual(plan[index - 1]?.at ?? 0);
      expect(until - at).toBeGreaterThanOrEqual(20_000);
      expect(until - at).toBeLessThanOrEqual(6 * 3_600_000);
      expect(at).toBeLessThan(365 * DAY);
    }
    expect(new Set(plan.map(({ fault }) => fault.what))).toEqual(new Set(["part", "clock", "press", "contact"]));
  });

  it("leaves a world sound when it is over", () => {
    const world = made();
    inject(world, faultPlan(7, DEVICES, 20, START));
    world.advance(instant(22 * DAY));
    for (const { name, kind } of DEVICES) {
      for (const { role } of everyPart(kind).parts) expect(world.faultOf(name, role)).toBeUndefined();
      expect(world.clockOf(name).quality).toBe("sync");
    }
    const sound = made().bins.get("bin-1")?.faults;
    expect(world.bins.get("bin-1")?.faults).toEqual(sound);
  });
});

describe("an injected fault", () => {
  it("breaks a part for its time", () => {
    const world = made();
    const { motion } = mockParts(world, "lamp-1", everyPart("lamp-post")) as { motion: { read(now: number): unknown } };
    planned(world, "lamp-1", { what: "part", role: "motion", says: "no-answer" });
    const read = (ms: number) => {
      world.advance(instant(ms));
      return motion.read(world.now);
    };
    expect(read(999)).toMatchObject({ ok: true });
    expect(read(1_000)).toMatchObject({ ok: false, fault: { part: "motion", cause: "no-answer" } });
    expect(read(4_999)).toMatchObject({ ok: false });
    expect(read(5_000)).toMatchObject({ ok: true });
  });

  it("disturbs a clock, jams a press, presses an emergency stop, and a mender comes with RESET and START", () => {
    const world = made();
    const bin = world.bins.get("bin-1");
    planned(world, "bin-1", { what: "clock", trouble: { kind: "lost" } });
    planned(world, "bin-1", { what: "press", faults: { jamDownMm: 40 } });
    planned(world, "bin-1", { what: "contact", contact: "eStop", active: true });
    world.advance(instant(2_000));
    expect(world.clockOf("bin-1").quality).toBe("none");
    expect(bin?.faults.jamDownMm).toBe(40);
    expect(bin?.contact("eStop").active).toBe(true);
    world.advance(instant(120_000));
    expect(world.clockOf("bin-1").quality).toBe("sync");
    expect(bin?.faults.jamDownMm).toBeNull();
    expect(bin?.contact("eStop").active).toBe(false);
    expect(bin?.contact("reset")).toMatchObject({ active: false, falls: 1 });
    expect(bin?.contact("start")).toMatchObject({ active: false, falls: 1 });
  });
});
