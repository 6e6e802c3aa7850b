import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DRIVERS } from "../../config/drivers.ts";
import { hearMore, hintOf, jsonOf, lineOf, NOTHING_HEARD, totalOf, type Heard } from "../../device/field/heard.ts";
import { listenedTo } from "../../device/field/listen-to.ts";
import { RANGE_MODELS } from "../../drivers/range-models.ts";
import {
  ajFrame,
  digitsFrame,
  frame,
  hex,
  lunaFrame,
  miniFrame,
  noise,
  repeated,
} from "../drivers/range-line/frames.ts";

async function meant(name: string, range: string | null = null) {
  const found = await listenedTo(name, range);
  if (!found.ok) throw new Error(found.sentence);
  return found;
}

async function heardAs(name: string, bytes: Iterable<number>, range: string | null = null) {
  const { model, others } = await meant(name, range);
  const { heard, findings } = hearMore(model, NOTHING_HEARD, Uint8Array.from(bytes));
  return { heard, findings, hint: hintOf(model, others, "/dev/ttyX", heard) };
}

describe("a hint says what looks wrong", () => {
  it.each<[what: string, as: string, bytes: Uint8Array, hint: RegExp]>([
    [
      "a sum that differs by one",
      "a02yyuw",
      repeated(ajFrame(1_953), 12),
      /checksums are those of an AJ-SR04M.*aj-sr04m/,
    ],
    ["the sum with the head", "aj-sr04m", repeated(frame(1_953), 12), /Write driver: jsn-sr04t/],
    ["three digits", "maxbotix-hrxl", repeated(digitsFrame(81, 3), 12), /Write driver: maxbotix-xl/],
    ["four digits", "maxbotix-xl", repeated(digitsFrame(812, 4), 12), /Write driver: maxbotix-hrxl/],
    ["another frame", "a02yyuw", repeated(digitsFrame(812, 4), 12), /frames of maxbotix-hrxl: check the label/],
    ["another frame", "maxbotix-hrxl", repeated(frame(812), 12), /frames of a01nyub or a02yyuw or jsn-sr04t/],
    ["a TFmini", "tf-luna", repeated(miniFrame(120), 12), /frames of tfmini/],
    ["a TF-Luna", "tfmini", repeated(lunaFrame(120), 12), /chip's temperature.*tf-luna/],
    ["centimetres, perhaps", "a02yyuw", repeated(frame(195), 12), /centimetres.*SEN0627/],
    ["millimetres in place of centimetres", "tf-luna", repeated(lunaFrame(1_210), 12), /over 8 m.*centimetres/],
    ["10 m on a model of 5 m", "maxbotix-hrxl", repeated(digitsFrame(6_200, 4), 12), /range: 10 m/],
  ])("%s, heard as %s", async (_what, as, bytes, hint) => {
    expect((await heardAs(as, bytes)).hint).toMatch(hint);
  });

  it("noise: check polarity (RS232 inverted) or model, and the speed", async () => {
    const next = noise(3);
    const bytes = Array.from({ length: 400 }, () => Math.floor(next() * 256));
    for (const as of ["a02yyuw", "maxbotix-hrxl", "tf-luna", "tfmini"]) {
      const { hint } = await heardAs(as, bytes);
      expect(hint).toContain("check polarity (RS232 inverted) or model");
      expect(hint).toMatch(/at (9600|115200) baud/);
    }
  });

  it.each([
    ["a02yyuw", repeated(frame(1_953), 40)],
    ["a02yyuw", repeated(frame(0), 40)],
    ["jsn-sr04t", repeated(frame(900), 40, 3)],
    ["aj-sr04m", repeated(ajFrame(900), 40)],
    ["maxbotix-hrxl", repeated(digitsFrame(5_000, 4), 40)],
    ["maxbotix-xl", repeated(digitsFrame(120, 3), 40)],
    ["tf-luna", repeated(lunaFrame(120), 40)],
    ["tfmini", repeated(miniFrame(1_200, 400, 7), 40)],
  ])("%s, in order: none", async (as, bytes) => {
    expect((await heardAs(as, bytes)).hint).toBeNull();
  });

  it("is not given of a few bytes, nor of a start in the middle of a frame", async () => {
    expect((await heardAs("a02yyuw", repeated(ajFrame(1_953), 9))).hint).toBeNull();
    const mixed = [...hex("00 41 FF FF 07 00 13"), ...repeated(frame(1_953), 12, 2)];
    expect((await heardAs("a02yyuw", mixed)).hint).toBeNull();
  });
});

describe("a finding, as JSON and for a person", () => {
  const first = async (as: string, bytes: Iterable<number>) => {
    const { heard, findings } = await heardAs(as, bytes);
    const [found] = findings;
    if (found === undefined) throw new Error("nothing found");
    return { json: JSON.parse(jsonOf(found, heard)) as unknown, line: lineOf(found) };
  };

  it("has mm with a value, and none without", async () => {
    expect(await first("a02yyuw", repeated(frame(1_953), 2))).toEqual({
      json: { mm: 1_953, quality: "valid", bytes: "FF 07 A1 A7", errorPct: 0 },
      line: "FF 07 A1 A7  1953 mm  valid",
    });
    const { json, line } = await first("tf-luna", repeated(lunaFrame(0, 40), 2));
    expect(json).toEqual({ quality: "weak", bytes: "59 59 00 00 28 00 C8 08 AA", errorPct: 0 });
    expect(line).toContain("no value  weak");
  });

  it("has the air's temperature of a sensor with a fixed speed of sound", async () => {
    expect((await first("jsn-sr04t", repeated(frame(900), 2))).json).toMatchObject({ mm: 900, assumedC: 14.5 });
  });

  it("is a fault, and no value, beyond what the model can give", async () => {
    const { json, line } = await first("a02yyuw", repeated(hex("FF 13 88 9A"), 2));
    expect(json).toEqual({ fault: "out-of-range", bytes: "FF 13 88 9A", errorPct: 100 });
    expect(line).toContain("which this model cannot give");
  });
});

it("keeps a bounded piece of what it heard, and counts all", async () => {
  const { model } = await meant("tf-luna");
  let heard: Heard = NOTHING_HEARD;
  for (let turn = 0; turn < 100; turn += 1) heard = hearMore(model, heard, repeated(lunaFrame(120), 20)).heard;
  expect(heard).toMatchObject({ bytes: 18_000, readings: 1_999 });
  expect(heard.newestBytes.length).toBeLessThanOrEqual(512);
  expect(heard.newest.length).toBeLessThanOrEqual(20);
  expect(totalOf(heard)).toBe("18000 bytes, 2000 frames, 0 bad, 0.0 % of the newest bytes in no frame");
});

describe("which model is meant", () => {
  const fillSensors = Object.entries(DRIVERS).filter(
    ([, { contract, roles }]) => contract === "range-sensor" || roles?.includes("beam"),
  );
  it.each(fillSensors)(
    "%s: a driver of this version is heard, or told what shows it, with files that there are",
    async (name) => {
      const found = await listenedTo(name, null);
      if (found.ok) {
        expect(found.model.driver).toBe(name);
        return;
      }
      expect(found.sentence).not.toContain("no model is called");
      const files = found.sentence.match(/drivers\/[a-z0-9/-]+\.ts/g) ?? [];
      expect(files).not.toEqual([]);
      expect(files.filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)))).toEqual([]);
    },
  );
  it("nothing is heard or refused that has no driver", () => {
    expect(Object.keys(RANGE_MODELS).filter((name) => !Object.hasOwn(DRIVERS, name))).toEqual([]);
    expect(fillSensors.map(([name]) => name)).toEqual(
      expect.arrayContaining(["hc-sr04", "beam", ...Object.keys(RANGE_MODELS)]),
    );
  });

  it.each<[name: string, range: string | null, sentence: RegExp]>([
    ["a02yuw", null, /no model is called "a02yuw"\. Did you mean a02yyuw\? There are a01nyub, .*tfmini/],
    ["tfluna", null, /Did you mean tf-luna\?/],
    ["lidar", null, /no model is called "lidar"\. There are/],
    ["beam", null, /a contact and sends no bytes.*drivers\/gpio\/smoke\.ts/],
    ["hc-sr04", null, /sends no bytes.*PingFirmata.*drivers\/hc-sr04\/smoke\.ts.*gaturum why/],
    ["a02yyuw", "5 m", /--range is for maxbotix-hrxl/],
    ["maxbotix-hrxl", "7 m", /write 5 m or 10 m/],
    ["constructor", null, /no model is called/],
  ])("%s with range %s is refused", async (name, range, sentence) => {
    expect(await listenedTo(name, range)).toEqual({ ok: false, sentence: expect.stringMatching(sentence) as string });
  });

  it("a maxbotix-hrxl is of 5 m unless --range says 10 m", async () => {
    const bytes = repeated(digitsFrame(6_200, 4), 1);
    expect((await heardAs("maxbotix-hrxl", bytes)).findings[0]).toMatchObject({ range: { quality: "noEcho" } });
    expect((await heardAs("maxbotix-hrxl", bytes, "10 m")).findings[0]).toMatchObject({ range: { distanceMm: 6_200 } });
  });
});
