import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { after, instant, millis, type Instant } from "../../device/measure/time.ts";
import { advance, emptied, litterMm, newPress, nextChange, signals, thrownIn } from "../../hal-mocks/press.ts";
import { NO_FAULTS, type Press, type PressFaults, type PressInputs } from "../../hal-mocks/press-make.ts";

const START = instant(1_000);
const IDLE: PressInputs = { driven: "off", lock: true, watchdog: true, guardsClosed: true, faults: NO_FAULTS };
const DOWN: PressInputs = { ...IDLE, driven: "down" };
const UP: PressInputs = { ...IDLE, driven: "up" };
const withFaults = (inputs: PressInputs, faults: Partial<PressFaults>): PressInputs => ({
  ...inputs,
  faults: { ...NO_FAULTS, ...faults },
});
const run = (press: Press, inputs: PressInputs, ms: number) => advance(press, inputs, after(press.at, millis(ms)));
const ready = () => run(newPress(START), IDLE, 1_000);
const shows = (press: Press) => {
  const { ram, currentMa, chain, lockClosed, top, topOpen, bottom } = signals(press);
  const contacts = { chain: chain.active, lock: lockClosed.active, top: top.active, topOpen: topOpen.active };
  return { travelMm: ram.travelMm, currentMa, ...contacts, bottom: bottom.active };
};

describe("press", () => {
  it("goes down in 12 s to its lower switch, which cuts it, and up again to its upper one", () => {
    const half = run(ready(), DOWN, 6_000);
    expect(shows(half)).toMatchObject({ travelMm: 300, currentMa: 800, top: false, topOpen: true, bottom: false });
    const down = run(half, DOWN, 9_000);
    expect(shows(down)).toMatchObject({ travelMm: 598, currentMa: 0, bottom: true });
    const up = run(down, UP, 12_500);
    expect(shows(up)).toMatchObject({ travelMm: 2, currentMa: 0, top: true, topOpen: false, bottom: false });
  });

  it("takes more current at the start, and more the harder it presses, until it stalls", () => {
    const full = thrownIn(ready(), 900);
    expect(shows(run(full, DOWN, 100)).currentMa).toBe(4_500);
    const early = run(full, DOWN, 5_000);
    const late = run(early, DOWN, 4_000);
    expect(shows(late).currentMa).toBeGreaterThan(shows(early).currentMa);
    const more = run(thrownIn(ready(), 4_000), DOWN, 30_000);
    expect(shows(more).currentMa).toBe(5_000);
  });

  it("leaves the litter lower after a stroke, with less gain each time", () => {
    let press = thrownIn(ready(), 900);
    const heights = [litterMm(press)];
    for (let stroke = 0; stroke < 4; stroke++) {
      for (let ms = 0; ms < 12_000 && shows(press).currentMa !== 2_800; ms += 20) {
        press = run(press, DOWN, 20);
        if (ms > 500 && shows(press).currentMa >= 2_800) break;
      }
      press = run(press, UP, 13_000);
      heights.push(litterMm(press));
    }
    const gains = heights.slice(1).map((height, index) => (heights[index] ?? 0) - height);
    for (const [index, gain] of gains.entries()) expect(gain).toBeLessThan(gains[index - 1] ?? Infinity);
    expect(gains[0]).toBeGreaterThan(100);
    expect(litterMm(emptied(press))).toBe(0);
  });

  it("stops when a guard opens, and its chain closes again only after both directions were off", () => {
    const moving = run(ready(), DOWN, 2_000);
    const opened = run(moving, { ...DOWN, guardsClosed: false }, 10);
    const closed = run(opened, DOWN, 5_000);
    expect(shows(closed)).toMatchObject({ travelMm: 100, currentMa: 0, chain: false });
    expect(signals(closed).chain.falls).toBe(1);
    expect(shows(run(closed, IDLE, 1)).chain).toBe(true);
  });

  it("closes its lock after 300 ms and drops its chain 500 ms after the watchdog", () => {
    const press = newPress(START);
    expect(shows(run(press, IDLE, 299)).lock).toBe(false);
    expect(shows(run(press, IDLE, 300)).lock).toBe(true);
    const starved = { ...IDLE, watchdog: false };
    expect(shows(run(ready(), starved, 499)).chain).toBe(true);
    expect(shows(run(ready(), starved, 500)).chain).toBe(false);
    expect(shows(run(press, withFaults(IDLE, { lockStuckOpen: true }), 9_000)).lock).toBe(false);
  });

  it("behaves as broken as it is told", () => {
    expect(shows(run(ready(), withFaults(DOWN, { jamDownMm: 40 }), 3_000))).toMatchObject({
      travelMm: 40,
      currentMa: 5_000,
    });
    expect(shows(run(ready(), withFaults(DOWN, { wireBroken: true }), 3_000))).toMatchObject({
      travelMm: 0,
      currentMa: 0,
    });
    const welded = run(ready(), withFaults(IDLE, { weld: "down" }), 3_000);
    expect(shows(welded)).toMatchObject({ travelMm: 150, currentMa: 800 });
    expect(shows(run(welded, { ...withFaults(IDLE, { weld: "down" }), watchdog: false }, 600)).currentMa).toBe(0);
    expect(shows(run(ready(), withFaults(DOWN, { stuckTop: "made" }), 3_000)).top).toBe(true);
    expect(shows(run(ready(), withFaults(IDLE, { stuckTop: "conflict" }), 1))).toMatchObject({
      top: true,
      topOpen: true,
    });
    expect(shows(run(ready(), withFaults(DOWN, { stuckBottom: "made" }), 3_000))).toMatchObject({
      travelMm: 0,
      bottom: true,
    });
    const lost = run(run(ready(), DOWN, 3_000), withFaults(UP, { stuckTop: "open" }), 9_000);
    expect(shows(lost)).toMatchObject({ travelMm: 0, currentMa: 5_000, top: false });
  });

  it("ends alike however time is cut up, and nothing it shows changes between announced moments", () => {
    const inputs = fc.record({
      driven: fc.constantFrom("off", "down", "up"),
      lock: fc.boolean(),
      watchdog: fc.boolean(),
      guardsClosed: fc.boolean(),
      faults: fc.constantFrom<PressFaults[]>(NO_FAULTS, { ...NO_FAULTS, jamDownMm: 77 }, { ...NO_FAULTS, weld: "up" }),
    });
    const history = fc.array(fc.record({ inputs, ms: fc.integer({ min: 1, max: 9_000 }) }), { maxLength: 12 });
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 2_000 }), (steps, litter) => {
        let whole = thrownIn(newPress(START), litter);
        let cut = whole;
        for (const { inputs: given, ms } of steps) {
          whole = run(whole, given, ms);
          cut = byChanges(cut, given, whole.at);
          expect(signals(cut)).toEqual(signals(whole));
          expect(litterMm(cut)).toBeCloseTo(litterMm(whole), 6);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Steps from announced moment to announced moment, and sees that half-way nothing had changed. */
function byChanges(press: Press, inputs: PressInputs, to: Instant): Press {
  let is = advance(press, inputs, press.at);
  for (;;) {
    const next = nextChange(is, inputs);
    if (next === null || next > to) {
      expect(signals(advance(is, inputs, to))).toEqual(signals(is));
      return advance(is, inputs, to);
    }
    expect(next).toBeGreaterThan(is.at);
    expect(signals(advance(is, inputs, instant((is.at + next) / 2)))).toEqual(signals(is));
    is = advance(is, inputs, next);
  }
}
