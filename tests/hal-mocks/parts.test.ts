import { describe, expect, it } from "vitest";
import type { LampPostParts, LitterBinParts } from "../../device/hal/parts.ts";
import { percent } from "../../device/measure/units.ts";
import { epochMs, instant } from "../../device/measure/time.ts";
import { ROLES } from "../../device/measure/roles.ts";
import { openMocks } from "../../hal-mocks/open.ts";
import { everyPart, mockParts } from "../../hal-mocks/parts.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { World } from "../../hal-mocks/world.ts";

const NIGHT = epochMs(Date.UTC(2026, 10, 25, 2));
const made = () => new World(streetScene(2, 1), 7, NIGHT);
const post = (world: World) => mockParts(world, "lamp-1", everyPart("lamp-post")) as Required<LampPostParts>;
const bin = (world: World) => mockParts(world, "bin-1", everyPart("litter-bin")) as Required<LitterBinParts>;
const go = (world: World, ms: number) => {
  world.advance(instant(world.now + ms));
};

describe("mock parts", () => {
  it("are one for each role, under the names of the config, and no more than it names", () => {
    const world = made();
    for (const [device, kind] of [
      ["lamp-1", "lamp-post"],
      ["bin-1", "litter-bin"],
    ] as const) {
      expect(Object.keys(mockParts(world, device, everyPart(kind)))).toEqual(Object.keys(ROLES[kind]));
    }
    const one = mockParts(world, "lamp-1", { kind: "lamp-post", parts: [{ name: "pir-4", role: "motion" }] });
    expect(Object.keys(one)).toEqual(["motion"]);
    world.breakPart("lamp-1", "motion", "stuck");
    expect((one as LampPostParts).motion?.read(world.now)).toMatchObject({ fault: { part: "pir-4", cause: "stuck" } });
  });

  it("of a device or role that is not there are a mistake that says what there is", () => {
    expect(() => mockParts(made(), "lamp-9", everyPart("lamp-post"))).toThrow("no lamp-9; it has lamp-1, lamp-2");
    const wrong = { kind: "lamp-post", parts: [{ name: "x", role: "ram" }] } as const;
    expect(() => mockParts(made(), "lamp-1", wrong)).toThrow("a lamp-post has no role ram");
  });

  it("see someone come past, and a frozen sensor does not", () => {
    const [world, frozen] = [made(), made()];
    const [seeing, blind] = [post(world), post(frozen)];
    blind.motion.read(frozen.now);
    frozen.breakPart("lamp-1", "motion", "frozen");
    for (const one of [world, frozen]) {
      one.walkSomeonePast();
      go(one, 60_000);
    }
    expect(seeing.motion.read(world.now)).not.toMatchObject({ value: { edges: 0 } });
    expect(blind.motion.read(frozen.now)).toMatchObject({ ok: true, value: { edges: 0 }, at: frozen.now });
  });

  it("hang the lamp that a config says, so that its power is what the config expects of it", () => {
    const world = made();
    const luminaire = {
      ...{ powerFullW: 41, powerLeastW: 3, leastPct: 5, controllerW: 2, virtualPct: 100 },
      ...({ constantLight: "off", depreciation: [], maintenancePct: 100, maintenanceHours: 0 } as const),
    };
    mockParts(world, "lamp-1", { ...everyPart("lamp-post"), lamp: { luminaire, basePct: 30 } });
    const site = world.posts.get("lamp-1");
    const powerAt = (levelPct: number) => {
      site?.setLevel(levelPct, world.now);
      return site?.lamp.powerW;
    };
    expect([0, 2, 5, 52.5, 100].map(powerAt)).toEqual([0, 3, 3, 22, 41]);
    go(world, 3_600_000);
    expect(site?.figures(world.now)).toMatchObject({ lampWh: 41, controllerWh: 2 });
  });

  it("drive the world's lamp, which is full until then", () => {
    const world = made();
    expect(world.posts.get("lamp-1")?.lamp).toEqual({ levelPct: 100, powerW: 30 });
    const { lamp } = post(world);
    lamp.setLevel(percent(50));
    expect(lamp.read(world.now)).toMatchObject({ value: { levelPct: 50, powerW: 15.5 } });
    expect(world.posts.get("lamp-1")?.lamp.levelPct).toBe(50);
  });

  it("press: locked, watched and driven the ram goes down, and the fill sensor sees its plate", () => {
    const world = made();
    const { ram, watchdog, lock, chain, current, level, top } = bin(world);
    expect(chain.read(world.now)).toMatchObject({ value: { active: false } });
    watchdog.set(true);
    lock.set(true);
    go(world, 1_000);
    expect(chain.read(world.now)).toMatchObject({ value: { active: true } });
    ram.drive("down");
    go(world, 2_000);
    expect(ram.read(world.now)).toMatchObject({ value: { driven: "down", travelMm: 100 } });
    expect(top.read(world.now)).toMatchObject({ value: { active: false } });
    expect(current.read(world.now)).toMatchObject({ value: 800 });
    const seen = level.read(world.now);
    const distance = seen.ok && seen.value.quality === "valid" ? seen.value.distanceMm : NaN;
    expect(Math.abs(distance - 300)).toBeLessThanOrEqual(2);
    watchdog.set(false);
    go(world, 500);
    expect(chain.read(world.now)).toMatchObject({ value: { active: false } });
    expect(current.read(world.now)).toMatchObject({ value: 0 });
  });

  it("a ram that is driven takes from the battery", () => {
    const [idle, driven] = [made(), made()];
    const [rests, works] = [bin(idle), bin(driven)];
    works.ram.drive("down");
    for (const world of [idle, driven]) go(world, 3_600_000);
    works.ram.drive("off");
    for (const world of [idle, driven]) go(world, 3_600_000);
    expect(rests.battery.read(idle.now)).toMatchObject({ value: { chargePct: 80 } });
    expect(works.battery.read(driven.now)).toMatchObject({ value: { chargePct: 78 } });
  });

  it("are well again when everything is mended", () => {
    const world = made();
    const { level, clock, ram, eStop } = bin(world);
    world.breakPart("bin-1", "level", "corrupt");
    world.loseClock("bin-1");
    world.jamRam("bin-1");
    world.bins.get("bin-1")?.set("eStop", true, world.now);
    expect(level.read(world.now)).toMatchObject({ ok: false });
    expect(clock.read(world.now)).toMatchObject({ value: { quality: "none" } });
    world.mendEverything();
    expect(level.read(world.now)).toMatchObject({ ok: true });
    expect(clock.read(world.now)).toMatchObject({ value: { quality: "sync" } });
    expect(eStop.read(world.now)).toMatchObject({ value: { active: false, rises: 1 } });
    expect(world.bins.get("bin-1")?.faults.jamDownMm).toBeNull();
    expect(ram.read(world.now)).toMatchObject({ value: { driven: "off" } });
  });

  it("litter raises the level, opens the hopper by both contacts, and a crew takes it away", () => {
    const world = made();
    const { level, hopperA, hopperB, returned } = bin(world);
    const mm = () => {
      const reading = level.read(world.now);
      return reading.ok && reading.value.quality === "valid" ? reading.value.distanceMm : NaN;
    };
    const empty = mm();
    world.throwLitter("bin-1");
    expect(hopperA.read(world.now)).toMatchObject({ value: { active: false } });
    expect(hopperB.read(world.now)).toMatchObject({ value: { active: true } });
    go(world, 50);
    expect(hopperB.read(world.now)).toMatchObject({ value: { active: false } });
    go(world, 3_000);
    expect(hopperB.read(world.now)).toMatchObject({ value: { active: true, rises: 1, falls: 1 } });
    expect(mm()).toBeLessThan(empty - 50);
    world.collect("bin-1");
    go(world, 70_000);
    expect(Math.abs(mm() - empty)).toBeLessThan(5);
    expect(returned.read(world.now)).toMatchObject({ value: { active: false, falls: 1 } });
  });
});

describe("the mocks of --mock", () => {
  it("sense a world of their own that moves with the device", async () => {
    const asset = { place: { latitudeDeg: 59.3, longitudeDeg: 18.1 } };
    const config = { ...everyPart("lamp-post"), device: "4711-0382", asset };
    const opened = await openMocks(config, "", instant(1_000.5), () => undefined);
    const { clock, motion } = opened.parts as Required<LampPostParts>;
    const later = instant(1_000.5 + 24 * 3_600_000);
    opened.advance(later);
    const reading = clock.read(later);
    const wall = reading.ok ? reading.value.offsetMs + 1_000.5 : NaN;
    expect(Math.abs(wall - Date.now())).toBeLessThan(1_000);
    expect(motion.read(later)).not.toMatchObject({ value: { edges: 0 } });
    await opened.close();
  });
});
