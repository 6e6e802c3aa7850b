import { describe, expect, it } from "vitest";
import { endedBy, IDLE_MS, OPEN_MAX_MS } from "../../../device/field/console/ending.ts";
import {
  CODE_LASTS_MS,
  codeOf,
  gateNow,
  mayEnter,
  openGate,
  tried,
  TRY_EVERY_MS,
  WRONG_MAX,
  type Gate,
} from "../../../device/field/console/gate.ts";
import { after, instant, millis } from "../../../device/measure/time.ts";

const CODE = "K7QF-2M9P-XW01";
const START = instant(5_000);
const SESSION = "s3cr3t";
const later = (ms: number) => after(START, millis(ms));
const tryAt = (gate: Gate, typed: string, ms: number) => tried(gate, typed, SESSION, later(ms));

describe("the code of the console", () => {
  it("is 60 bits in signs of which none looks like another", () => {
    const code = codeOf(Uint8Array.from({ length: 12 }, (_, at) => 255 - at));
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    const signs = Array.from({ length: 256 }, (_, byte) => codeOf(new Uint8Array(12).fill(byte)).charAt(0));
    expect(new Set(signs).size).toBe(32);
  });

  it.each(["K7QF-2M9P-XW01", "k7qf2m9pxw01", " K7QF 2M9P xwOI ", "k7qf-2m9p-xwol"])(
    "is taken as typed: %s",
    (typed) => {
      const { gate, verdict } = tryAt(openGate(CODE, START), typed, 10);
      expect([verdict, mayEnter(gate, SESSION)]).toEqual(["in", true]);
    },
  );

  it("lets one browser in, once", () => {
    const { gate } = tryAt(openGate(CODE, START), CODE, 10);
    expect(tryAt(gate, CODE, 20)).toEqual({ gate, verdict: "used" });
    expect([mayEnter(gate, null), mayEnter(gate, ""), mayEnter(gate, CODE), mayEnter(gate, `${SESSION}x`)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(mayEnter(openGate(CODE, START), null)).toBe(false);
  });

  it("is not tried twice within a second, not even the right one", () => {
    const { gate, verdict } = tryAt(openGate(CODE, START), "0000", 0);
    expect(verdict).toBe("wrong");
    expect(tryAt(gate, CODE, TRY_EVERY_MS - 1).verdict).toBe("tooSoon");
    expect(tryAt(gate, CODE, TRY_EVERY_MS).verdict).toBe("in");
  });

  it("is void after five wrong ones", () => {
    let gate = openGate(CODE, START);
    const verdicts = Array.from({ length: WRONG_MAX }, (_, at) => {
      const is = tryAt(gate, "", at * TRY_EVERY_MS);
      gate = is.gate;
      return is.verdict;
    });
    expect(verdicts).toEqual(["wrong", "wrong", "wrong", "wrong", "guessed"]);
    expect(tryAt(gate, CODE, 60_000).verdict).toBe("guessed");
  });

  it("is void after ten minutes, and a browser that is in stays in", () => {
    const open = openGate(CODE, START);
    expect(tryAt(open, CODE, CODE_LASTS_MS).verdict).toBe("late");
    expect(gateNow(open, later(CODE_LASTS_MS - 1))).toBe(open);
    const { gate } = tryAt(open, CODE, CODE_LASTS_MS - 1);
    expect(mayEnter(gateNow(gate, later(10 * CODE_LASTS_MS)), SESSION)).toBe(true);
  });
});

describe("the console ends", () => {
  const { gate } = tryAt(openGate(CODE, START), CODE, 10);

  it("after 30 min without a look, and not before", () => {
    const looked = later(60_000);
    expect(endedBy(gate, START, looked, after(looked, millis(IDLE_MS - 1)))).toBeNull();
    expect(endedBy(gate, START, looked, after(looked, IDLE_MS))).toBe("idle");
  });

  it("after 8 h, though a page looks", () => {
    const at = after(START, OPEN_MAX_MS);
    expect([
      endedBy(gate, START, at, at),
      endedBy(gate, START, later(OPEN_MAX_MS - 1), later(OPEN_MAX_MS - 1)),
    ]).toEqual(["old", null]);
  });

  it("when its code is void", () => {
    expect(endedBy({ is: "shut", because: "guessed" }, START, START, START)).toBe("guessed");
  });
});
