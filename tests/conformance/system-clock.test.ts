import { expect, it } from "vitest";
import { after, millis, wallTime } from "../../device/measure/time.ts";
import { readKernelClock } from "../../drivers/linux/kernel-clock.ts";
import { ASK_MS, SystemClock } from "../../drivers/system-clock/driver.ts";
import { now } from "../drivers/range-line/rig.ts";

/** The computer's clock cannot fail, so of the sensor's suite it keeps what has no failure in it. */
it("the system clock follows the kernel's word within its period, and tells the right time", () => {
  const kernel = { synchronised: true, errorMaxMs: 40, errorGuessMs: 2 };
  const clock = new SystemClock({ part: "clock", now, kernelClock: () => kernel });
  const first = clock.read(now());
  expect(first).toMatchObject({ ok: true, value: { quality: "sync", errorMs: 1_000 } });
  if (first.ok) expect(Math.abs(wallTime(first.value, now()) - Date.now())).toBeLessThan(15);
  kernel.synchronised = false;
  expect(clock.read(after(first.at, millis(ASK_MS - 1)))).toMatchObject({ value: { quality: "sync" } });
  expect(clock.read(after(first.at, ASK_MS))).toMatchObject({ value: { quality: "estimated" } });
});

it("the system clock says the same twice, with the moment at which it was read", () => {
  const clock = new SystemClock({ part: "clock", now });
  const [one, other] = [clock.read(now()), clock.read(now())];
  expect({ ...other, at: one.at }).toEqual(one);
  expect(other.at).toBeGreaterThan(one.at);
});

it("the kernel states an error that it can have: none above 16 s but where nobody has set its clock", () => {
  const { synchronised, errorMaxMs } = readKernelClock();
  expect(errorMaxMs).toBeGreaterThanOrEqual(0);
  if (synchronised) expect(errorMaxMs).toBeLessThanOrEqual(16_000);
});
