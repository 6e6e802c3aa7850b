import { describe, expect, it } from "vitest";
import { driverLevel, levelLight } from "../../../device/measure/dimming-curve.ts";
import { percent } from "../../../device/measure/units.ts";
import { energyOf, gearOf, scaled, sourceOf, upkeepOf } from "../../../drivers/dali/banks.ts";
import { extendedFadeS, fadeCode, fadeRate, fadeTimeS } from "../../../drivers/dali/fade.ts";
import { keep, ledNext, level, query, readMemory } from "../../../drivers/dali/frames.ts";
import { hatLine, heardHat, hearHat } from "../../../drivers/dali/hat.ts";
import { gearGiven } from "../../../drivers/dali-lamp/gear-given.ts";

const LOG = { curve: "logarithmic", leastLevel: 1 } as const;

describe("vectors 7.1 of the lighting page", () => {
  it("levels to light, on the standard curve", () => {
    const table =
      "1:0.1000 2:0.1028 10:0.1279 50:0.3811 60:0.5007 85:0.9909 86:1.0184 100:1.4925 126:3.0354 127:3.1194 144:4.9619 " +
      "145:5.0993 170:10.0914 180:13.2596 195:19.9708 196:20.5236 210:30.0788 221:40.6159 229:50.5309 235:59.5256 " +
      "241:70.1213 245:78.2133 250:89.6539 253:97.3066";
    for (const [n = 0, light = 0] of table.split(" ").map((pair) => pair.split(":").map(Number))) {
      expect(levelLight(n, LOG)).toBeCloseTo(light, 3);
    }
    expect(levelLight(254, LOG)).toBe(100);
  });

  it("light to the nearest level, on both curves", () => {
    const table =
      "0:0 0.1:1 0.5:60 1:85 2:111 3:126 5:144 10:170 15:185 20:195 25:203 30:210 40:220 50:229 60:235 70:241 75:243 80:246 90:250 100:254";
    for (const [light = 0, n = 0] of table.split(" ").map((pair) => pair.split(":").map(Number))) {
      expect(driverLevel(percent(light), LOG)).toBe(n);
    }
    const linear = [1, 10, 20, 50, 100].map((light) => driverLevel(percent(light), { curve: "linear", leastLevel: 1 }));
    expect(linear).toEqual([3, 25, 51, 127, 254]);
  });

  it("fade times and rates by their codes", () => {
    const table =
      "1:0.707/357.8 2:1.000/253.0 3:1.414/178.9 4:2.000/126.5 5:2.828/89.4 6:4.000/63.3 7:5.657/44.7 8:8.000/31.6 " +
      "9:11.31/22.4 10:16.00/15.8 11:22.63/11.2 12:32.00/7.9 13:45.25/5.6 14:64.00/4.0 15:90.51/2.8";
    for (const entry of table.split(" ")) {
      const [code = 0, time = 0, rate = 0] = entry.split(/[:/]/).map(Number);
      expect(Math.abs(fadeTimeS(code) - time)).toBeLessThanOrEqual(0.005);
      expect(Math.abs(fadeRate(code) - rate)).toBeLessThanOrEqual(0.05);
      expect(fadeCode(time)).toBe(code);
    }
    expect([0, 0.3].map(fadeCode)).toEqual([0, 0]);
    expect(() => fadeTimeS(0)).toThrow("1..15");
  });

  it("extended fades: 38 is 7 s, beyond 0x4f none", () => {
    expect(extendedFadeS(38)).toBe(7);
    expect([0x00, 0x0f, 0x10, 0x3f, 0x4f, 0x50, 0xff].map(extendedFadeS)).toEqual([0, 0, 0.1, 160, 960, 0, 0]);
  });
});

describe("frames", () => {
  it.each([
    ["a level to address 5", level(5, 254), [0x0a, 0xfe], false],
    ["a level to all", level("all", 0), [0xfe, 0x00], false],
    ["a question to address 63", query(63, "actualLevel"), [0x7f, 0xa0], false],
    ["the power-on level, twice", keep("all", "powerOnLevel"), [0xff, 0x2d], true],
    ["the system failure level, twice", keep(0, "systemFailureLevel"), [0x01, 0x2c], true],
    ["a byte of memory", readMemory(1), [0x03, 0xc5], false],
    ["LED gear next", ledNext, [0xc1, 0x06], false],
  ])("%s", (_, frame, bytes, twice) => {
    expect(frame).toMatchObject({ bytes, twice });
  });

  it("an address that there is not is a mistake of ours", () => {
    expect(() => level(64, 0)).toThrow("no short address");
  });
});

describe("the words of the HAT", () => {
  const hear = (frame: Parameters<typeof hearHat>[0], text: string) =>
    heardHat(hearHat(frame), Buffer.from(text, "latin1")).reply;

  it("h sends a frame, t sends it twice", () => {
    expect(hatLine(level("all", 254))).toBe("hFEFE\n");
    expect(hatLine(keep(0, "powerOnLevel"))).toBe("t012D\n");
  });

  it.each([
    ["N\n", { kind: "nothing" }],
    ["J8C\n", { kind: "byte", byte: 0x8c }],
    ["Jfe\r\n", { kind: "byte", byte: 0xfe }],
    ["X\n", { kind: "garbled" }],
    ["Z\n", { kind: "failed" }],
    ["HFF90\nJ04\n", { kind: "byte", byte: 4 }],
    ["J0", null],
    ["J\n", null],
    [`${"x".repeat(1_000)}\nN\n`, { kind: "nothing" }],
  ])("%j is %j", (text, reply) => {
    expect(hear(query(0, "status"), text)).toEqual(reply);
  });

  it("a frame that is sent twice is answered twice", () => {
    expect(hear(keep(0, "powerOnLevel"), "N\n")).toBeNull();
    expect(hear(keep(0, "powerOnLevel"), "N\nN\n")).toEqual({ kind: "nothing" });
  });

  it("an answer may come in pieces", () => {
    const first = heardHat(hearHat(query(0, "status")), Buffer.from("J8"));
    expect(first.reply).toBeNull();
    expect(heardHat(first.hearing, Buffer.from("C\n")).reply).toEqual({ kind: "byte", byte: 0x8c });
  });
});

describe("the banks of D4i gear, DiiA parts 252 and 253", () => {
  it("row 20: a counter of Wh by the gear's own power of ten, and power", () => {
    expect(energyOf([0x00, 0, 0, 0, 0, 0x30, 0x39, 0xfe, 0, 0, 0x0e, 0x42])).toEqual({ energy: 12_345, power: 36.5 });
    expect(energyOf([0x03, 0, 0, 0, 0, 0, 12, 0xff, 0, 0, 1, 0x6d])).toEqual({ energy: 12_000, power: 36.5 });
    expect(energyOf([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfd, 0, 0, 0, 0, 0]).energy).toBe(28_147_497_671_065.3);
  });

  it("what the gear does not know is no number", () => {
    const mask = [0xff, 0xff, 0xff, 0xff];
    expect(scaled([0, ...mask])).toBeNull();
    expect(scaled([0, 0xff, 0xff, 0xff, 0xfe])).toBeNull();
    expect(scaled([7, 0, 0, 0, 1])).toBeNull();
    expect(scaled([0xf9, 0, 0, 0, 1])).toBeNull();
  });

  it("205: the gear; its time runs unlit too", () => {
    const bytes = Array<number>(25).fill(0);
    bytes.splice(0, 12, 0, 1, 0x51, 0x80, 0, 0, 7, 0x08, 0xfc, 50, 97, 0);
    bytes.splice(23, 2, 105, 80);
    expect(gearOf(bytes)).toMatchObject({ onTimeS: 86_400, starts: 7, supplyV: 230, supplyHz: 50, powerFactor: 0.97 });
    expect(gearOf(bytes)).toMatchObject({ failed: false, derated: false, heatC: 45, currentPct: 80 });
  });

  it("206: the light source; row 17: constant light goes by its lit seconds", () => {
    const bytes = Array<number>(29).fill(0);
    bytes.splice(3, 3, 0, 1, 0);
    bytes.splice(10, 8, 0, 0, 0x0e, 0x10, 0x02, 0x1c, 0x02, 0xbc);
    bytes.splice(18, 1, 1);
    bytes.splice(28, 1, 0xff);
    expect(sourceOf(bytes)).toMatchObject({
      starts: 256,
      litS: 3_600,
      voltageV: 54,
      currentA: 0.7,
      failed: true,
      heatC: null,
    });
  });

  it("207: what the maker promises, and that he promises nothing", () => {
    expect(upkeepOf([100, 125, 0, 10])).toEqual({ usefulLifeH: 100_000, referenceC: 65, usefulStarts: 1_000 });
    expect(upkeepOf([0xff, 0xff, 0xff, 0xff])).toEqual({ usefulLifeH: null, referenceC: null, usefulStarts: null });
  });
});

it("a config's percents become the gear's levels on its own curve", () => {
  const settled = { port: "/dev/serial0", address: 3, powerOnPct: 50, systemFailurePct: 100, supply: null };
  expect(gearGiven({ ...settled, curve: "logarithmic" })).toEqual({
    target: 3,
    observes: false,
    wish: { powerOnLevel: 229, systemFailureLevel: 254, fade: 0, curve: 0 },
  });
  expect(gearGiven({ ...settled, curve: "linear" }).wish).toMatchObject({ powerOnLevel: 127, curve: 1 });
});
