import { expect, it } from "vitest";
import { instant } from "../../../device/measure/time.ts";
import { ads1115, measureOnce, voltageOf, type Ads1115State } from "../../../drivers/ads1115/registers.ts";
import { chargeOf } from "../../../drivers/ads1115-battery/charge.ts";

const AT = instant(0);
const model = ads1115(2, 1_000);
const hear = (state: Ads1115State, bytes: number[]) => model.hear(state, bytes, AT, AT);

it("SBAS444D section 9.6.3: one conversion of a pin against GND, ±4.096 V, 128 a second", () => {
  expect([0, 1, 2, 3].map((channel) => measureOnce(channel).toString(16))).toEqual(["c383", "d383", "e383", "f383"]);
});

it("SBAS444D table 3: a step is 0.125 mV; at the ends it is out of range, never a number", () => {
  expect(voltageOf(0x4000)).toEqual({ ok: true, value: 2_048 });
  expect(voltageOf(1)).toEqual({ ok: true, value: 0.125 });
  expect(voltageOf(0x7fff)).toMatchObject({ ok: false, cause: "out-of-range" });
  expect(voltageOf(-0x8000)).toMatchObject({ ok: false, cause: "out-of-range" });
  expect(voltageOf(-3)).toEqual({ ok: true, value: 0 });
});

it("waits for its own conversion, never longer than it says, and reads back what it was set to", () => {
  let state: Ads1115State = { at: "looking", looks: 0 };
  for (let looks = 0; looks < 5; looks += 1) {
    state = hear(state, [0x63, 0x83]).state;
    expect(state).toMatchObject({ at: "looking" });
  }
  expect(hear(state, [0x63, 0x83]).found).toMatchObject({ ok: false, cause: "stuck" });
  expect(hear(state, [0x85, 0x83]).found).toMatchObject({ ok: false, cause: "stuck" });
  expect(hear(state, [0xe3, 0x83]).state).toEqual({ at: "reading" });
});

it.each([
  ["lead-12v", 10_000, 0],
  ["lead-12v", 12_100, 50],
  ["lead-12v", 12_170, 55],
  ["lead-12v", 14_400, 100],
  ["lifepo4-4s", 13_150, 55],
  ["lifepo4-4s", 12_250, 11.5],
] as const)("%s at %d mV has %d %%", (kind, mv, pct) => {
  expect(chargeOf(kind, mv)).toBeCloseTo(pct, 9);
});
