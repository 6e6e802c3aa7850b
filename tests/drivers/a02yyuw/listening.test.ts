import { describe, expect, it } from "vitest";
import { hear, readingOf, startListening, type Listening } from "../../../drivers/a02yyuw/listening.ts";
import { faulty } from "../../../device/measure/reading.ts";
import { instant } from "../../../device/measure/time.ts";
import { frame } from "./frames.ts";

const at = instant;
const STARTING = faulty("level", "starting", at(0));
const opened = startListening(STARTING, "/dev/serial0", at(0));
const heard = (was: Listening, ms: number, ...bytes: number[]) => hear(was, Uint8Array.from(bytes), at(ms));
const twoFrames = (was: Listening, ms: number, mm = 800) => heard(was, ms, ...frame(mm), ...frame(mm));
const cause = (listening: Listening, ms: number) => {
  const reading = readingOf(listening, at(ms));
  return reading.ok ? "value" : `${reading.fault.cause} at ${reading.at}`;
};

describe("what is said of what is heard", () => {
  it("says what stood before, until a second has gone", () => {
    expect(readingOf(opened, at(1_000))).toBe(STARTING);
    expect(cause(opened, 1_001)).toBe("no-answer at 1000");
    expect(readingOf(opened, at(9_000))).toEqual(readingOf(opened, at(1_001)));
  });

  it("gives the newest frame with the moment at which it was heard, for a second", () => {
    const listening = twoFrames(opened, 300);
    expect(readingOf(listening, at(1_300))).toEqual({
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
