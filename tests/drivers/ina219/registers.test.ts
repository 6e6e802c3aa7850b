import { expect, it } from "vitest";
import { instant } from "../../../device/measure/time.ts";
import { ina219, MEASURE_ONCE, powerOf, type Ina219State } from "../../../drivers/ina219/registers.ts";
import type { Turn } from "../../../drivers/i2c/model.ts";

const AT = instant(0);
const model = ina219({ fullMa: 3_200, everyMs: 10 });
const hear = (state: Ina219State, bytes: number[]) => model.hear(state, bytes, AT, AT);

it("SBOS448G section 8.6.2.1: 32 V, 320 mV, 12 bits four times, shunt and bus once", () => {
  expect(MEASURE_ONCE.toString(16)).toBe("3d53");
});

it("SBOS448G table 8: 07D0h and 5D98h are 20 mV and 11.98 V, at 2 mΩ 10 A and 119.8 W", () => {
  const voltage = hear({ at: "voltage", looks: 0 }, [0x5d, 0x9a]);
  expect(voltage.state).toEqual({ at: "shunt", voltageMv: 11_980 });
  const found = powerOf(0x07d0, 11_980, 160_000);
  if (!found.ok) throw new Error(found.detail);
  expect(found.value.currentMa).toBeCloseTo(10_000, 6);
  expect(found.value.powerW).toBeCloseTo(119.8, 6);
});

it("SBOS448G table 7: 8300h is -320 mV, at the end of the scale, and FFFFh is -10 µV", () => {
  expect(hear({ at: "shunt", voltageMv: 12_000 }, [0x83, 0x00]).found).toMatchObject({
    ok: false,
    cause: "out-of-range",
  });
  const found = hear({ at: "shunt", voltageMv: 12_000 }, [0xff, 0xff]).found;
  expect(found).toMatchObject({ ok: true, value: { currentMa: -0.1 } });
});

it.each([
  ["the current", 32_000, 12_000],
  ["the current the other way round", -32_000, 12_000],
  ["the voltage", 100, 32_000],
])("%s at the end of its scale is out of range, never a number", (_, shunt, voltageMv) => {
  expect(powerOf(shunt, voltageMv, 3_200)).toMatchObject({ ok: false, cause: "out-of-range" });
});

it("just below it is a number", () => {
  expect(powerOf(31_999, 31_996, 3_200)).toMatchObject({ ok: true });
});

it("waits until the measurement has ended, and never longer than it says", () => {
  let turn: Turn<Ina219State, unknown> = hear({ at: "measuring" }, []);
  for (let looks = 0; looks < 5; looks += 1) turn = hear(turn.state, [0x5d, 0x98]);
  expect(turn.found).toBeUndefined();
  expect(hear(turn.state, [0x5d, 0x98]).found).toMatchObject({ ok: false, cause: "stuck" });
  expect(hear(turn.state, [0x5d, 0x9a]).state).toMatchObject({ at: "shunt" });
});

it("writes its settings before each measurement, so that a chip that lost its supply has them again", () => {
  expect(model.begin().ask).toEqual({ write: [0, 0x3d, 0x53], readBytes: 0 });
  expect(hear({ at: "shunt", voltageMv: 12_000 }, [0, 0]).ask).toEqual(model.begin().ask);
});
