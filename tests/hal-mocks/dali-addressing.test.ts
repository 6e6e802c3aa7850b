import { describe, expect, it } from "vitest";
import { MockDaliGear } from "../../hal-mocks/dali-gear.ts";

describe("a simulated gear obeys IEC 62386-102 in being addressed", () => {
  const hears =
    (gear: MockDaliGear) =>
    (hex: string, now: number, twice = false) => {
      const [first = 0, second = 0] = Buffer.from(hex, "hex");
      return gear.hear(first, second, twice, now);
    };
  const begun = () => {
    const gear = new MockDaliGear({ serial: 1 });
    const say = hears(gear);
    say("a5ff", 0, true);
    return { gear, say };
  };

  it("answers for 15 min from INITIALISE on, or until TERMINATE", () => {
    const { say } = begun();
    expect([say("a900", 1), say("a900", 900_000), say("a900", 900_001)]).toEqual([0xff, 0xff, undefined]);
    say("a5ff", 900_002, true);
    say("a100", 900_003);
    expect(say("a900", 900_004)).toBeUndefined();
  });

  it("obeys INITIALISE and RANDOMISE when they come twice alone, and has its random address after 100 ms", () => {
    const gear = new MockDaliGear({ serial: 1 });
    const say = hears(gear);
    say("a5ff", 0);
    expect(say("a900", 1)).toBeUndefined();
    say("a5ff", 2, true);
    say("a700", 3);
    expect(gear.addressing.random).toBe(0xffffff);
    say("a700", 4, true);
    expect(gear.addressing.random).not.toBe(0xffffff);
    expect([say("a900", 103), say("a900", 104)]).toEqual([undefined, 0xff]);
  });

  it("INITIALISE is for those without an address, for one address, or for all", () => {
    for (const [hex, meant] of [
      ["a500", true],
      ["a5ff", false],
      ["a50b", true],
      ["a50d", false],
    ] as const) {
      const say = hears(new MockDaliGear({ address: 5 }));
      say(hex, 0, true);
      expect([hex, say("a900", 1)]).toEqual([hex, meant ? 0xff : undefined]);
    }
  });

  it("withdrawn, it compares no more and can be given its address still", () => {
    const { gear, say } = begun();
    say("ab00", 1);
    expect(say("a900", 2)).toBeUndefined();
    say("b70b", 3);
    expect([gear.address, say("b90b", 4), say("b90d", 5), say("bb00", 6)]).toEqual([5, 0xff, undefined, 0x0b]);
  });

  it("a power cut ends it, and takes neither address nor random address", () => {
    const { gear, say } = begun();
    gear.addressing.random = 0x123456;
    gear.mains(false, 10);
    gear.mains(true, 20);
    expect(say("a900", 200)).toBeUndefined();
    expect([say("ffc2", 201), say("ffc3", 202), say("ffc4", 203)]).toEqual([0x12, 0x34, 0x56]);
  });
});
