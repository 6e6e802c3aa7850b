import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs, instant, type EpochMs, type Instant } from "../../../device/measure/time.ts";
import { ds3231, type ChipClock, type Ds3231State } from "../../../drivers/ds3231/dialogue.ts";
import { chipTime, timeRegisters } from "../../../drivers/ds3231/registers.ts";
import type { Turn } from "../../../drivers/i2c/model.ts";
import { MockDs3231 } from "../../../hal-mocks/i2c/ds3231.ts";

const SUMMER = Date.UTC(2026, 5, 21, 23, 59, 58);
const registers = (time: readonly number[], status = 0) => [...time, 0, 0, 0, 0, 0, 0, 0, 0x1c, status];

describe("the registers, 19-5170 figure 1", () => {
  it("are decimal digits in halves of bytes, from the seconds up", () => {
    const time = [0x56, 0x34, 0x12, 0x01, 0x21, 0x06, 0x26];
    expect(chipTime(registers(time)).wall).toBe(Date.UTC(2026, 5, 21, 12, 34, 56));
    expect(timeRegisters(epochMs(Date.UTC(2026, 5, 21, 12, 34, 56)))).toEqual(time);
  });

  it.each([
    ["noon", 0x72, 12],
    ["midnight", 0x52, 0],
    ["11 in the evening", 0x71, 23],
  ])("in twelve hours: %s", (_, byte, hour) => {
    expect(chipTime(registers([0, 0, byte, 1, 0x21, 0x86, 0x26])).wall).toBe(Date.UTC(2026, 5, 21, hour));
  });

  it.each([
    ["no digits", [0x7f, 0, 0, 1, 1, 1, 0x26]],
    ["30 February", [0, 0, 0, 1, 0x30, 0x02, 0x26]],
    ["all ones, as a bus gives that nobody drives", Array<number>(7).fill(0xff)],
    ["all zeros", Array<number>(7).fill(0)],
  ])("that are no time: %s", (_, time) => {
    expect(chipTime(registers(time)).wall).toBeNull();
  });

  it("come back as they were written, at each second of the century", () => {
    const second = fc.integer({ min: Date.UTC(2000, 0, 1) / 1_000, max: Date.UTC(2099, 11, 31) / 1_000 });
    fc.assert(
      fc.property(second, (at) => {
        expect(chipTime(registers(timeRegisters(epochMs(at * 1_000)))).wall).toBe(at * 1_000);
      }),
      { numRuns: 300 },
    );
  });
});

/** A chip and the dialogue with it, on a clock of its own; each ask takes `lagMs`. */
function played(trusted: (now: Instant) => EpochMs | null, lagMs = 4) {
  let now = instant(50_000);
  const chip = new MockDs3231(now);
  const model = ds3231(trusted);
  let turn: Turn<Ds3231State, ChipClock> = model.begin();
  const step = () => {
    now = instant(now + turn.afterMs);
    const { write, readBytes } = turn.ask;
    chip.write(write, now);
    const bytes = readBytes === 0 ? [] : chip.read(readBytes, now);
    const askedAt = instant(now - lagMs / 2);
    now = instant(now + lagMs / 2);
    turn = model.hear(turn.state, bytes, now, askedAt);
    return turn.found;
  };
  return { chip, step, now: () => now, until: (end: number) => Array.from({ length: end }, step) };
}

describe("the dialogue", () => {
  it("a chip that was never set is implausible, and says what sets it", () => {
    const { step } = played(() => null);
    expect(step()).toMatchObject({
      ok: false,
      cause: "implausible",
      detail: expect.stringContaining("synchronised") as string,
    });
  });

  it("its flag of a stopped oscillator outweighs a likely time", () => {
    const { chip, step, now } = played(() => null);
    chip.set(SUMMER, now());
    chip.status = 0x80;
    expect(step()).toMatchObject({ ok: false, cause: "implausible" });
  });

  it("finds the beginning of the chip's second, and steps no more once it is found", () => {
    const { chip, now, until } = played(() => null);
    chip.set(SUMMER, now());
    const right = SUMMER - now();
    const offsets = until(200).map((found) => (found?.ok === true ? found.value.offsetMs : NaN));
    expect(Math.abs((offsets.at(-1) ?? NaN) - right)).toBeLessThan(30);
    expect(new Set(offsets.slice(40)).size).toBe(1);
    expect(new Set(offsets).size).toBeLessThan(10);
  });

  it("is never further off than half a second, however it is asked", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 200 }), (phase, lag) => {
        const { chip, now, until } = played(() => null, lag);
        chip.set(SUMMER, instant(now() - phase));
        const right = SUMMER - now() + phase;
        for (const found of until(50)) {
          expect(found?.ok === true && Math.abs(found.value.offsetMs - right)).toBeLessThanOrEqual(501 + lag / 2);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("sets the chip by a synchronised clock, to the second and within milliseconds, and clears its flag", () => {
    const offset = SUMMER + 321 - 50_000;
    const { chip, now, until } = played((at) => epochMs(at + offset));
    until(60);
    expect(chip.status & 0x80).toBe(0);
    const shown = chipTime(chip.read(16, now())).wall ?? 0;
    expect(Math.abs(shown - (now() + offset))).toBeLessThan(1_000);
    const found = until(60).at(-1);
    expect(found?.ok === true && Math.abs(found.value.offsetMs - offset)).toBeLessThan(40);
  });

  it.each([3_600_000, -3_600_000, 3_000])("sets a chip that goes and is %d ms off", (off) => {
    const offset = SUMMER - 50_000;
    const { chip, now, until } = played((at) => epochMs(at + offset));
    chip.set(now() + offset + off, now());
    const found = until(60).at(-1);
    expect(found?.ok === true && Math.abs(found.value.offsetMs - offset)).toBeLessThan(40);
  });

  it("leaves a chip alone that is right", () => {
    const offset = SUMMER - 50_000;
    const { chip, now, until } = played((at) => epochMs(at + offset));
    chip.set(now() + offset, now());
    let written = 0;
    const write = chip.write.bind(chip);
    chip.write = (bytes, at) => {
      if (bytes.length > 1) written += 1;
      write(bytes, at);
    };
    until(100);
    expect(written).toBe(0);
  });

  it("seconds that do not go on are stuck, and go on again when they do", () => {
    const { chip, now, step, until } = played(() => null);
    chip.set(SUMMER, now());
    until(5);
    chip.standing = true;
    expect(until(5).at(-1)).toMatchObject({ ok: false, cause: "stuck" });
    chip.standing = false;
    expect(step()).toMatchObject({ ok: true });
  });

  it("follows a chip that another program sets", () => {
    const { chip, now, until } = played(() => null);
    chip.set(SUMMER, now());
    until(50);
    chip.set(SUMMER + 3_600_000, now());
    const right = SUMMER + 3_600_000 - now();
    expect(until(50).every((found) => found?.ok === true && Math.abs(found.value.offsetMs - right) < 520)).toBe(true);
  });
});
