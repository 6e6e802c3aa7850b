import { describe, expect, it } from "vitest";
import { epochMs, instant } from "../../device/measure/time.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { World } from "../../hal-mocks/world.ts";

const DUSK = epochMs(Date.parse("2026-11-25T14:35:00Z"));
const NOON = epochMs(Date.parse("2026-06-21T10:00:00Z"));
const HOUR = 3_600_000;
/** How far a motion sensor sees; see hal-mocks/world.ts. */
const SIGHT_M = 8;

const world = () => new World(streetScene(), 7, DUSK);
/** Minutes of an hour, each with what is there. */
const hourOf = (seen: World, look: (seen: World) => unknown): unknown[] => {
  const begun = seen.now;
  return Array.from({ length: 60 }, (_, minute) => {
    seen.advance(instant(begun + minute * 60_000));
    return look(seen);
  });
};

describe("a world whose date is moved", () => {
  it("shows another sky and another clock at once, while monotonic time goes on", () => {
    const moved = world();
    moved.advance(instant(5_000));
    expect(moved.sky.elevationDeg).toBeLessThan(0);
    moved.moveWall(NOON);
    expect(moved.now).toBe(5_000);
    expect(moved.wall).toBe(NOON);
    expect(moved.sky.elevationDeg).toBeGreaterThan(50);
    expect(moved.clockOf("lamp-1").offsetMs).toBe(NOON - 5_000);
  });

  it("has the people of the new hour and none of the old, but for those who are on their way", () => {
    const moved = world();
    moved.advance(instant(60_000));
    const [there] = moved.people;
    moved.moveWall(NOON);
    if (there !== undefined) expect(moved.people.map(({ id }) => id)).toContain(there.id);
    moved.advance(instant(moved.now + 600_000));
    const ids = hourOf(moved, ({ people }) => people.map(({ id }) => id)).flat() as number[];
    const noonHour = Math.floor(NOON / HOUR);
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) expect([noonHour, noonHour + 1]).toContain(Math.floor(id / 1_000));
  });

  it("counts whoever is near a post in and out, however often it is moved", () => {
    const moved = world();
    for (let time = 0; time < 20; time += 1) {
      moved.walkSomeonePast();
      moved.advance(instant(moved.now + 7_000));
      moved.moveWall(epochMs(moved.wall + (time % 2 === 0 ? HOUR : -HOUR)));
    }
    moved.moveWall(epochMs(Date.parse("2026-11-26T02:00:00Z")));
    const begun = moved.now;
    for (let second = 1; second < 3_000; second += 1) {
      moved.advance(instant(begun + second * 1_000));
      const { people } = moved;
      for (const { atM, motion } of moved.posts.values()) {
        const distances = people.map((one) => Math.abs(one.atM - atM));
        if (motion.active) expect(Math.min(...distances)).toBeLessThan(SIGHT_M + 0.1);
        else expect(Math.min(SIGHT_M, ...distances)).toBeGreaterThan(SIGHT_M - 0.1);
      }
    }
  });

  it("throws in no litter of the old date", () => {
    const moved = world();
    moved.moveWall(epochMs(Date.parse("2026-11-26T03:05:00Z")));
    const still = new World(streetScene(), 7, epochMs(Date.parse("2026-11-26T03:05:00Z")));
    const throws = ({ bins }: World) => [...bins.values()].map(({ figures }) => figures.throws);
    expect(hourOf(moved, throws)).toEqual(hourOf(still, throws));
  });
});
