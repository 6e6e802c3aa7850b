import { describe, expect, it } from "vitest";
import { model } from "../../../drivers/a02yyuw/model.ts";
import { hear, readingOf, startListening, type Listening } from "../../../drivers/range-line/listening.ts";
import { faulty } from "../../../device/measure/reading.ts";
import { instant } from "../../../device/measure/time.ts";
import { ajFrame, digitsFrame, frame, noise, repeated } from "./frames.ts";
import { modelOf } from "./models.ts";

const A02YYUW = model();
const at = instant;
const STARTING = faulty("level", "starting", at(0));
const opened = startListening(STARTING, "/dev/serial0", at(0));
const heard = (was: Listening, ms: number, ...bytes: number[]) => hear(A02YYUW, was, Uint8Array.from(bytes), at(ms));
const twoFrames = (was: Listening, ms: number, mm = 800) => heard(was, ms, ...frame(mm), ...frame(mm));
const cause = (listening: Listening, ms: number) => {
  const reading = readingOf(A02YYUW, listening, at(ms));
  return reading.ok ? "value" : `${reading.fault.cause} at ${reading.at}`;
};

describe("what is said of what is heard", () => {
  it("says what stood before, until a second has gone", () => {
    expect(readingOf(A02YYUW, opened, at(1_000))).toBe(STARTING);
    expect(cause(opened, 1_001)).toBe("no-answer at 1000");
    expect(readingOf(A02YYUW, opened, at(9_000))).toEqual(readingOf(A02YYUW, opened, at(1_001)));
  });

  it("gives the newest frame with the moment at which it was heard, for a second", () => {
    const listening = twoFrames(opened, 300);
    expect(readingOf(A02YYUW, listening, at(1_300))).toEqual({
      ok: true,
      at: 300,
      value: { quality: "valid", distanceMm: 800 },
    });
    expect(cause(listening, 1_301)).toBe("no-answer at 1300");
  });

  it("keeps no old distance alive on bytes that make no frame", () => {
    let listening = twoFrames(opened, 300);
    for (let ms = 400; ms <= 1_300; ms += 100) listening = heard(listening, ms, 0x12);
    expect(cause(listening, 1_300)).toBe("value");
    expect(cause(listening, 1_301)).toBe("corrupt at 1300");
  });

  it("gives a sensor that wakes from silence a second to make sense", () => {
    const quiet = twoFrames(opened, 300);
    let listening = heard(quiet, 20_000, 0x12);
    expect(cause(listening, 20_000)).toBe("no-answer at 1300");
    for (let ms = 20_100; ms <= 21_000; ms += 100) listening = heard(listening, ms, 0x12);
    expect(cause(listening, 21_000)).toBe("no-answer at 1300");
    expect(cause(listening, 21_001)).toBe("corrupt at 21000");
    expect(cause(twoFrames(listening, 21_050), 21_060)).toBe("value");
  });
});

describe("why no frame comes, and what to do", () => {
  /** 1.1 s of bytes, every 100 ms. */
  const corruptBy = async (driver: string, bytes: (turn: number) => Iterable<number>, was = opened) => {
    const model = await modelOf(driver);
    let listening = was;
    for (let turn = 1; turn <= 11; turn += 1) {
      listening = hear(model, listening, Uint8Array.from(bytes(turn)), at(turn * 100));
    }
    const reading = readingOf(model, listening, at(1_101));
    return reading.ok ? "a value" : `${reading.fault.cause}: ${reading.fault.detail ?? ""}`;
  };

  it.each<[driver: string, bytes: readonly number[], cure: string]>([
    ["a02yyuw", ajFrame(1_953), "Write driver: aj-sr04m"],
    ["a01nyub", ajFrame(1_953), "Write driver: aj-sr04m"],
    ["jsn-sr04t", ajFrame(1_953), "Write driver: aj-sr04m"],
    ["aj-sr04m", frame(1_953), "Write driver: jsn-sr04t"],
    ["maxbotix-hrxl", digitsFrame(81, 3), "Write driver: maxbotix-xl"],
    ["maxbotix-xl", digitsFrame(812, 4), "Write driver: maxbotix-hrxl"],
  ])("%s, hearing another model, names the driver to write", async (driver, bytes, cure) => {
    const says = await corruptBy(driver, () => bytes);
    expect(says).toMatch(/^corrupt: the frames on \/dev\/serial0 are not those of model /);
    expect(says).toContain(cure);
  });

  it.each(["a02yyuw", "maxbotix-hrxl", "tf-luna"])(
    "%s, over half of its bytes in no frame: check polarity (RS232 inverted) or model",
    async (driver) => {
      const next = noise(7);
      const says = await corruptBy(driver, () => Array.from({ length: 40 }, () => Math.floor(next() * 256)));
      expect(says).toContain("corrupt: over half of the bytes");
      expect(says).toContain("check polarity (RS232 inverted) or model");
    },
  );

  it("after an hour of good frames, bytes that make none are told as such, and no model is blamed", async () => {
    const model = await modelOf("a02yyuw");
    const good = hear(model, opened, repeated(frame(800), 1_000), at(1));
    const says = await corruptBy("a02yyuw", () => [0x12, 0x13], good);
    expect(says).toContain("frames came on /dev/serial0, and now bytes that make none");
  });
});
