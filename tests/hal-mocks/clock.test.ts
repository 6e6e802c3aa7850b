import { describe, expect, it } from "vitest";
import { instant } from "../../device/measure/time.ts";
import { clockSays, nextClockChange, type ClockTrouble } from "../../hal-mocks/clock.ts";

const OFFSET = 1_000_000;
const at = (ms: number) => instant(ms);

describe("a clock of the world", () => {
  it("is right and in sync when nothing is wrong, and none when it is lost", () => {
    expect(clockSays(OFFSET, undefined, at(5))).toEqual({ offsetMs: OFFSET, quality: "sync", errorMs: 10 });
    expect(clockSays(OFFSET, { kind: "lost" }, at(5))).toMatchObject({ quality: "none" });
  });

  it("set wrong it knows its error, lying it does not", () => {
    const step = clockSays(OFFSET, { kind: "step", byMs: -3_600_000 }, at(5));
    expect(step).toEqual({ offsetMs: OFFSET - 3_600_000, quality: "estimated", errorMs: 3_600_010 });
    const lie = clockSays(OFFSET, { kind: "lie", byMs: 3_600_000 }, at(5));
    expect(lie).toEqual({ offsetMs: OFFSET + 3_600_000, quality: "sync", errorMs: 10 });
  });

  it.each([100, -100, 37, 5_000])(
    "drifting by %d ppm it changes just when it announced, and never understates",
    (ppm) => {
      const trouble: ClockTrouble = { kind: "drift", ppm, since: at(1_000) };
      let now = at(1_000);
      for (let change = 0; change < 50; change++) {
        const next = nextClockChange(trouble, now) ?? now;
        expect(next).toBeGreaterThan(now);
        expect(clockSays(OFFSET, trouble, at(next - 1))).toEqual(clockSays(OFFSET, trouble, now));
        const says = clockSays(OFFSET, trouble, next);
        expect(says).not.toEqual(clockSays(OFFSET, trouble, now));
        const trueErrorMs = ((next - 1_000) * Math.abs(ppm)) / 1_000_000;
        expect(says.offsetMs - OFFSET).toBeCloseTo(Math.sign(ppm) * trueErrorMs, 0);
        expect(says.errorMs).toBeGreaterThan(trueErrorMs);
        now = next;
      }
    },
  );

  it("announces nothing when it does not drift", () => {
    expect(nextClockChange({ kind: "drift", ppm: 0, since: at(0) }, at(9))).toBeNull();
    expect(nextClockChange({ kind: "lost" }, at(9))).toBeNull();
  });
});
