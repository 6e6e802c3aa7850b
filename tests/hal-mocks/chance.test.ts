import { describe, expect, it } from "vitest";
import { instant } from "../../device/measure/time.ts";
import { Agenda } from "../../hal-mocks/agenda.ts";
import { arrivals } from "../../hal-mocks/people.ts";
import { chance } from "../../hal-mocks/random.ts";

describe("chance", () => {
  it("is a number of 0 to below 1 that seed, stream and index alone decide", () => {
    expect(chance(7, "litter", 3)).toBe(chance(7, "litter", 3));
    const drawn = [chance(7, "litter", 3), chance(8, "litter", 3), chance(7, "people", 3), chance(7, "litter", 4)];
    expect(new Set(drawn).size).toBe(4);
    for (const one of drawn) expect(one >= 0 && one < 1).toBe(true);
  });

  it("is spread evenly: each tenth has its share of 10,000 draws", () => {
    for (const stream of ["gap", "kind", "throw bin-1"]) {
      const tenths = Array.from({ length: 10 }, () => 0);
      for (let index = 0; index < 10_000; index++) {
        const tenth = Math.floor(10 * chance(7, stream, index));
        tenths[tenth] = (tenths[tenth] ?? 0) + 1;
      }
      for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(130);
    }
  });
});

describe("people", () => {
  it("arrive as often as the hour has it, with gaps as a Poisson process has them", () => {
    const gaps: number[] = [];
    let count = 0;
    for (let hour = 0; hour < 400; hour++) {
      const people = arrivals(7, hour, 17, 0, 110);
      count += people.length;
      people.forEach(({ since }, index) => gaps.push(since - (people[index - 1]?.since ?? 0)));
    }
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(count / 400).toBeGreaterThan(15);
    expect(count / 400).toBeLessThan(17);
    expect(spread / mean).toBeGreaterThan(0.85);
    expect(spread / mean).toBeLessThan(1.15);
  });

  it("go at 0.5 to 7 m/s, both ways, and some turn off", () => {
    const people = Array.from({ length: 200 }, (_, hour) => arrivals(7, hour, 17, 0, 110)).flat();
    for (const { speedMps } of people) expect(speedMps >= 0.5 && speedMps <= 7).toBe(true);
    const share = (holds: (one: (typeof people)[number]) => boolean) => people.filter(holds).length / people.length;
    expect(share(({ towards }) => towards === 1)).toBeCloseTo(0.5, 1);
    const whole = ({ speedMps, since, until }: (typeof people)[number]) => (speedMps * (until - since)) / 1_000 > 169;
    expect(share(whole)).toBeGreaterThan(0.85);
    expect(share(whole)).toBeLessThan(0.95);
  });
});

describe("an agenda", () => {
  it("gives what is due in order of moment, then of being written down, and what is added meanwhile", () => {
    const agenda = new Agenda();
    const ran: string[] = [];
    const note = (at: number, name: string) => agenda.add(instant(at), () => ran.push(name));
    for (let index = 0; index < 200; index++) note(Math.floor(100 * chance(7, "agenda", index)), `${index}`);
    const moments: number[] = [];
    for (let entry = agenda.take(instant(60)); entry !== null; entry = agenda.take(instant(60))) {
      moments.push(entry.at);
      entry.run(entry.at);
      if (moments.length === 5) note(entry.at, "late");
    }
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
    expect(moments.filter((at) => at > 60)).toEqual([]);
    expect(ran).toContain("late");
    expect(agenda.next).toBeGreaterThan(60);
    const at = (name: string) => Math.floor(100 * chance(7, "agenda", Number(name)));
    const order = ran.filter((name) => name !== "late");
    expect(order).toEqual([...order].sort((a, b) => at(a) - at(b) || Number(a) - Number(b)));
  });
});
