import { describe, expect, it } from "vitest";
import { CYCLES, footAt, gaitOf, legsAt, phaseAt } from "../../../hal-mocks/page/scene/gait.ts";
import { housesAlong, seedOf, windowTone } from "../../../hal-mocks/page/scene/houses.ts";
import { onGround, onSomeone, onWall, REACH_PX } from "../../../hal-mocks/page/scene/light-falloff.ts";

describe("someone who walks", () => {
  it.each(["walk", "run", "stick"] as const)("does not slide: %s", (gait) => {
    const { length, onGround: standing } = CYCLES[gait];
    const placeOfFoot = (phase: number): number => phase * length + footAt(gait, phase)[0];
    for (let phase = 0; phase < standing; phase += 0.05) expect(placeOfFoot(phase)).toBeCloseTo(placeOfFoot(0));
    expect(footAt(gait, 0.999)[0]).toBeCloseTo(footAt(gait, 0)[0], 1);
  });

  it("has legs of one length, with knees that bend forwards", () => {
    for (let phase = 0; phase < 1; phase += 0.05) {
      for (const { hip, knee, foot } of legsAt("walk", phase)) {
        expect(Math.hypot(knee[0] - hip[0], knee[1] - hip[1])).toBeCloseTo(0.27);
        expect(Math.hypot(foot[0] - knee[0], foot[1] - knee[1])).toBeCloseTo(0.27);
        const side = (foot[0] - hip[0]) * (knee[1] - hip[1]) - (foot[1] - hip[1]) * (knee[0] - hip[0]);
        expect(side).toBeLessThanOrEqual(0);
      }
    }
  });

  it("walks by how far they went, and by their pace", () => {
    expect(phaseAt("walk", 0.34)).toBeCloseTo(0.5);
    expect(phaseAt("walk", -0.17)).toBeCloseTo(0.75);
    expect([0.7, 1.4, 2.6, 5].map(gaitOf)).toEqual(["stick", "walk", "run", "ride"]);
  });
});

describe("the houses", () => {
  const seed = seedOf("Hornsgatan");
  it("are the same for the same place, and stand side by side", () => {
    const houses = housesAlong(seed, 0, 500);
    expect(housesAlong(seedOf("Hornsgatan"), 0, 500)).toEqual(houses);
    expect(housesAlong(seedOf("Ringvägen"), 0, 500)).not.toEqual(houses);
    houses.slice(1).forEach((house, i) => {
      const before = houses[i];
      expect(house.fromM).toBeGreaterThanOrEqual((before?.fromM ?? 0) + (before?.widthM ?? 0));
    });
  });

  it("go dark one by one after 23, and a few never", () => {
    const litAt = (hour: number, darkShare = 1): number =>
      Array.from({ length: 2_000 }, (_, i) => windowTone(seed, i, hour, darkShare)).filter((tone) => tone !== null)
        .length;
    const evening = [20, 23, 23.5, 0.25, 1, 3].map((hour) => litAt(hour));
    evening.slice(1).forEach((lit, i) => expect(lit).toBeLessThan(evening[i] ?? 0));
    expect(evening[0]).toBeGreaterThan(600);
    expect(litAt(3)).toBe(litAt(4));
    expect(litAt(3)).toBeGreaterThan(20);
    expect(litAt(12, 0)).toBe(0);
  });
});

describe("the light of a lamp", () => {
  it("falls off to the side and ends before its picture does", () => {
    for (const falls of [(x: number) => onWall(x, 30), (x: number) => onGround(x, 4, 110)]) {
      for (let x = 0; x < REACH_PX; x += 5) expect(falls(x + 5)).toBeLessThanOrEqual(falls(x));
      expect(falls(REACH_PX)).toBe(0);
    }
    expect(onSomeone(0)).toBe(1);
    expect(onSomeone(11)).toBeLessThan(0.25);
  });

  it("leaves the upper storeys dark", () => {
    expect(onWall(0, -50)).toBeLessThan(0.02);
    expect(onWall(0, 30)).toBeGreaterThan(0.4);
  });
});
