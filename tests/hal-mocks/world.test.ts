import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs, instant } from "../../device/measure/time.ts";
import { inject, faultPlan } from "../../hal-mocks/faults.ts";
import { singlePost, streetScene } from "../../hal-mocks/scene.ts";
import { World } from "../../hal-mocks/world.ts";
import { eyes, truth } from "./shown.ts";

const DUSK = epochMs(Date.UTC(2026, 10, 25, 14, 30));
const MINUTE = 60_000;
const HOUR = 3_600_000;
const GRID = 20;
/** The press takes two places of its plate for one that are less than 0.5 um, a hundredth of a ms, apart. */
const EARLY_MS = 0.02;

type Poke = (world: World) => void;
const bin = (world: World) => world.bins.get("bin-1");
const POKES: readonly Poke[] = [
  (world) => world.walkSomeonePast(),
  (world) => world.throwLitter("bin-1"),
  (world) => world.jamRam("bin-1"),
  (world) => world.loseClock("lamp-1"),
  (world) => world.troubleClock("bin-1", { kind: "drift", ppm: 200, since: world.now }),
  (world) => world.breakPart("lamp-2", "motion", "no-answer"),
  (world) => world.breakPart("lamp-1", "motion", "frozen"),
  (world) => world.mendEverything(),
  (world) => world.posts.get("lamp-1")?.setLevel(30, world.now),
  (world) => world.posts.get("lamp-1")?.setLevel(100, world.now),
  (world) => bin(world)?.switch("watchdog", true, world.now),
  (world) => bin(world)?.switch("lock", true, world.now),
  (world) => bin(world)?.drive("down", world.now),
  (world) => bin(world)?.drive("off", world.now),
  (world) => bin(world)?.drive("up", world.now),
  (world) => bin(world)?.switch("watchdog", false, world.now),
  (world) => world.collect("bin-1"),
];
/** Every poke twice, a few seconds apart, then again after minutes. */
const SCRIPT = new Map(
  [...POKES, ...POKES, ...POKES].map((poke, index) => [GRID * (50 + 331 * index * (1 + Math.floor(index / 20))), poke]),
);

/** Advances from stop to stop; `next` says where from here. Pokes at their moments, and tells what was to be seen then. */
function run(seed: number, until: number, next: (world: World) => number): readonly string[] {
  const world = new World(streetScene(2, 1), seed, DUSK);
  inject(world, faultPlan(seed, [{ name: "lamp-1", kind: "lamp-post" }], 1, instant(0)));
  const look = eyes(world);
  const seen: string[] = [];
  const stops = [...SCRIPT.keys(), until].sort((a, b) => a - b);
  for (const stop of stops.filter((at) => at <= until)) {
    while (world.now < stop) world.advance(instant(Math.min(stop, next(world))));
    SCRIPT.get(stop)?.(world);
    seen.push(look(), truth(world));
  }
  return seen;
}

/** An hour of changes, each of them announced; how many there were. */
function changesAnnounced(world: World, script: (readonly [number, Poke])[]): number {
  const look = eyes(world);
  let changes = 0;
  while (world.now < HOUR) {
    const due = script[0];
    if (due !== undefined && due[0] <= world.now) {
      due[1](world);
      script.shift();
    }
    const before = look();
    const announced = world.nextChange();
    expect(announced).toBeGreaterThan(world.now);
    const next = instant(Math.min(announced, script[0]?.[0] ?? Infinity));
    if (next - EARLY_MS > world.now) world.advance(instant(next - EARLY_MS));
    expect(look()).toBe(before);
    world.advance(next);
    if (look() !== before) changes += 1;
  }
  expect(script).toEqual([]);
  return changes;
}

describe("a world", () => {
  it("is the same twice from the same seed, and another from another", () => {
    const jump = (world: World) => world.nextChange();
    expect(run(7, 2 * HOUR, jump)).toEqual(run(7, 2 * HOUR, jump));
    expect(run(8, 2 * HOUR, jump)).not.toEqual(run(7, 2 * HOUR, jump));
  });

  it("ends alike in steps of 20 ms, from change to change and at once, with everything poked in between", () => {
    const jumped = run(7, HOUR, (world) => world.nextChange());
    expect(run(7, HOUR, (world) => world.now + GRID)).toEqual(jumped);
    expect(run(7, HOUR, () => Infinity)).toEqual(jumped);
  });

  it("ends alike however a few minutes are cut up and whatever is poked", () => {
    const cuts = fc.array(fc.tuple(fc.integer({ min: 1, max: 9_000 }), fc.nat(POKES.length - 1)), { maxLength: 40 });
    fc.assert(
      fc.property(fc.nat(1_000), cuts, fc.integer({ min: 1, max: 977 }), (seed, script, step) => {
        const [cut, whole] = [new World(streetScene(2, 1), seed, DUSK), new World(streetScene(2, 1), seed, DUSK)];
        const [seeCut, seeWhole] = [eyes(cut), eyes(whole)];
        for (const [wait, which] of script) {
          const to = instant(whole.now + wait);
          whole.advance(to);
          while (cut.now < to) cut.advance(instant(Math.min(to, cut.now + step)));
          for (const world of [cut, whole]) POKES[which]?.(world);
          expect(seeCut()).toBe(seeWhole());
        }
        expect(truth(cut)).toBe(truth(whole));
      }),
      { numRuns: 60 },
    );
  });

  it("shows nothing new before the moment that it announces, which is later than now", () => {
    const upwards = POKES.length - 3;
    const script = [...SCRIPT].filter((_, index) => index % POKES.length !== upwards);
    expect(changesAnnounced(new World(streetScene(2, 1), 7, DUSK), script)).toBeGreaterThan(500);
  });

  /** The press announces where the plate reaches a millimetre; upwards it shows the next one just after. Mended: no `fails`. */
  it("shows nothing new before the moment that it announces while the ram goes up", () => {
    const world = new World(streetScene(2, 1), 7, DUSK);
    const site = bin(world);
    const script: [number, Poke][] = [
      [GRID, () => site?.switch("watchdog", true, world.now)],
      [2 * GRID, () => site?.drive("down", world.now)],
      [3_000, () => site?.drive("off", world.now)],
      [4_000, () => site?.drive("up", world.now)],
    ];
    changesAnnounced(world, script);
  });

  it("runs 30 days of one post from change to change within 0.7 s", () => {
    const world = new World(singlePost("lamp-1"), 7, DUSK);
    const began = performance.now();
    while (world.now < 30 * 24 * HOUR) world.advance(world.nextChange());
    expect(performance.now() - began).toBeLessThan(700);
    expect(world.posts.get("lamp-1")?.figures(world.now).passages).toBeGreaterThan(2_000);
  });

  it("walks someone past every post at 1.4 m/s, each post told once", () => {
    const world = new World(streetScene(3, 0), 7, DUSK);
    const edges = () => [...world.posts.values()].map(({ motion }) => motion.edges);
    const [others, poked] = [edges(), edges()];
    const alone = new World(streetScene(3, 0), 7, DUSK);
    world.walkSomeonePast();
    expect(world.people.filter(({ speedMps }) => speedMps === 1.4)).toHaveLength(1);
    expect(others).toEqual(poked);
    for (const one of [world, alone]) one.advance(instant(3 * MINUTE));
    const passages = (one: World) => [...one.posts.values()].map((post) => post.figures(one.now).passages);
    expect(passages(world)).toEqual(passages(alone).map((count) => count + 1));
  });

  it("counts who walks in the dark only at night and below the promised level", () => {
    const secondsDark = (levelPct: number, startsAt: number) => {
      const world = new World(singlePost("lamp-1"), 7, epochMs(startsAt));
      world.posts.get("lamp-1")?.setLevel(levelPct, world.now);
      world.walkSomeonePast();
      world.advance(instant(MINUTE));
      return world.posts.get("lamp-1")?.figures(world.now).darkS ?? NaN;
    };
    const night = Date.UTC(2026, 10, 25, 2);
    expect(secondsDark(29, night)).toBeCloseTo(22 / 1.4, 1);
    expect(secondsDark(30, night)).toBe(0);
    expect(secondsDark(0, Date.UTC(2026, 5, 21, 11))).toBe(0);
  });

  const LUMINAIRE = {
    ...{ powerFullW: 30, powerLeastW: 1, leastPct: 1, controllerW: 3, virtualPct: 100 },
    ...({ constantLight: "off", depreciation: [], maintenancePct: 100, maintenanceHours: 0 } as const),
  };
  const curve = [
    { hours: 0, outputPct: 80 },
    { hours: 20, outputPct: 100 },
  ];
  it.each([
    ["a base of 20 %", 20, {}, 20, 20],
    ["virtual output", 30, { virtualPct: 80 }, 24, 24],
    ["constant light by the controller, 10 h lit", 30, { constantLight: "controller", depreciation: curve }, 27, 27.15],
    ["constant light by the driver", 30, { constantLight: "driver", depreciation: curve }, 30, 30],
    ["maintenance, 10 h lit", 50, { maintenancePct: 80, maintenanceHours: 20 }, 45, 45.25],
    ["a least that is more", 10, { leastPct: 12 }, 12, 12],
  ] as const)("promises what a lamp gives at its base, with %s", (_name, basePct, kept, lowPct, highPct) => {
    const seen = (levelPct: number) => {
      const world = new World(singlePost("lamp-1"), 7, epochMs(Date.UTC(2026, 11, 24, 15)));
      const post = world.posts.get("lamp-1");
      post?.hang({ ...LUMINAIRE, ...kept }, basePct, world.now);
      world.advance(instant(10 * HOUR));
      post?.setLevel(levelPct, world.now);
      const before = post?.figures(world.now);
      world.walkSomeonePast();
      world.advance(instant(10 * HOUR + MINUTE));
      const after = post?.figures(world.now);
      return [(after?.darkS ?? NaN) - (before?.darkS ?? 0), (after?.boostedS ?? NaN) - (before?.boostedS ?? 0)];
    };
    expect(seen(lowPct)).toEqual([0, 0]);
    expect(seen(lowPct - 1)[0]).toBeGreaterThan(10);
    expect(seen(highPct + 1)).toEqual([0, 60]);
  });

  it("meters energy to the figure of always full, of the lamp and of its controller", () => {
    const night = epochMs(Date.UTC(2026, 11, 24, 20));
    const world = new World(singlePost("lamp-1"), 7, night);
    world.posts.get("lamp-1")?.setLevel(20, world.now);
    world.advance(instant(10 * HOUR));
    const figures = world.posts.get("lamp-1")?.figures(world.now);
    expect(figures?.lampWh).toBeCloseTo(10 * (1 + 0.2 * 29), 6);
    expect(figures?.alwaysFullWh).toBeCloseTo(300, 6);
    expect(figures?.controllerWh).toBeCloseTo(6, 6);
  });
});
