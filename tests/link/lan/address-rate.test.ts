import { expect, it } from "vitest";
import { ADDRESSES_MAX, AT_ONCE, NO_ADDRESSES, nextRate, PER_SECOND } from "../../../device/link/lan/address-rate.ts";
import { instant } from "../../../device/measure/time.ts";

/** How many of so many messages may pass, one each `everyMs`. */
function passed(count: number, everyMs: number, addressOf: (index: number) => string): number {
  let [rate, passes] = [NO_ADDRESSES, 0];
  for (let index = 0; index < count; index += 1) {
    const next = nextRate(rate, addressOf(index), instant(index * everyMs));
    rate = next.rate;
    if (next.mayPass) passes += 1;
    expect(Object.keys(rate).length).toBeLessThanOrEqual(ADDRESSES_MAX + 1);
  }
  return passes;
}

it("row 10: an address may send some at once, and so many a second after that", () => {
  expect(passed(1_000, 0, () => "a")).toBe(AT_ONCE);
  expect(passed(10_000, 1, () => "a")).toBe(AT_ONCE + 10 * PER_SECOND - 1);
  expect(passed(200, 1_000 / PER_SECOND, () => "a")).toBe(200);
});

it("row 10: silence saves up no more than that", () => {
  let [rate, passes] = [nextRate(NO_ADDRESSES, "a", instant(0)).rate, 0];
  for (let count = 0; count < 1_000; count += 1) {
    const next = nextRate(rate, "a", instant(3_600_000));
    rate = next.rate;
    if (next.mayPass) passes += 1;
  }
  expect(passes).toBe(AT_ONCE);
});

it("row 10: addresses beyond the table share one place, and the table forgets who is silent", () => {
  expect(passed(10_000, 0, (index) => `a${index}`)).toBe(ADDRESSES_MAX + AT_ONCE);
  expect(passed(1_000, 40, (index) => `a${index}`)).toBe(1_000);
});
