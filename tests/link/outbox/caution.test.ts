import { describe, expect, it } from "vitest";
import { BATCH_RECORDS_MAX } from "../../../device/contract/limits.ts";
import * as careful from "../../../device/link/outbox/caution.ts";
import { millis } from "../../../device/measure/time.ts";
import { NO_CAUTION, type Break, type Caution } from "../../../device/link/outbox/caution.ts";

const ids = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + index);
const breaks = (was: Caution, parcel: readonly number[], how: Partial<Omit<Break, "ids">> = {}): careful.Broken =>
  careful.broke(was, { ids: parcel, alone: true, othersPass: true, ...how });
const after = (times: number, was: Caution, parcel: readonly number[]): careful.Broken =>
  Array.from({ length: times - 1 }).reduce<careful.Broken>(
    ({ caution }) => breaks(caution, parcel),
    breaks(was, parcel),
  );
const ONE: Caution = { head: null, times: 0, recordsMax: 1, passed: 0 };

describe("a connection that breaks at a parcel", () => {
  it("once suspects nothing, nor at another the next time", () => {
    const once = breaks(NO_CAUTION, ids(1, 200)).caution;
    expect(careful.isCareful(once)).toBe(false);
    expect(careful.isCareful(breaks(once, ids(300, 200)).caution)).toBe(false);
    expect(careful.isCareful(breaks(careful.passed(once, ids(1, 200)), ids(1, 200)).caution)).toBe(false);
  });

  it("twice at the same has half of it go alone, then half of that, down to a record", () => {
    let { caution } = after(careful.BREAKS_MAX, NO_CAUTION, ids(1, 200));
    const sizes = [caution.recordsMax];
    while (caution.recordsMax > 1) {
      caution = breaks(caution, ids(1, caution.recordsMax)).caution;
      sizes.push(caution.recordsMax);
    }
    expect(sizes).toEqual([100, 50, 25, 12, 6, 3, 1]);
  });

  it(`is poison when it is a record alone, the ${careful.HANG_UPS_MAX}th time in a row, and all is as usual again`, () => {
    expect(after(careful.HANG_UPS_MAX - 1, ONE, [7]).poison).toBe(false);
    expect(after(careful.HANG_UPS_MAX, ONE, [7])).toEqual({ caution: NO_CAUTION, poison: true, nothingPasses: false });
    expect(after(careful.HANG_UPS_MAX, ONE, [7, 8]).poison).toBe(false);
  });

  it.each<[string, (was: Caution) => Caution]>([
    ["it went through in between", (was) => careful.passed(was, [7])],
    ["another broke in between", (was) => breaks(was, [8]).caution],
  ])("is none where %s", (_, between) => {
    const { caution } = after(careful.HANG_UPS_MAX - 1, ONE, [7]);
    expect(breaks(between(caution), [7]).poison).toBe(false);
    expect(breaks(careful.passed(caution, [8]), [7]).poison).toBe(true);
  });

  it("says nothing of it where something else was on its way, or where nothing else went through", () => {
    const { caution } = after(careful.HANG_UPS_MAX - 1, ONE, [7]);
    expect(breaks(caution, [7], { alone: false })).toEqual({ caution, poison: false, nothingPasses: false });
    const alone = breaks(caution, [7], { othersPass: false });
    expect([alone.poison, alone.nothingPasses]).toEqual([false, true]);
  });

  it(`is forgotten when ${careful.CAREFUL_PARCELS} parcels went through`, () => {
    let was: Caution = { head: 1, times: 1, recordsMax: 4, passed: 0 };
    for (let count = 1; count < careful.CAREFUL_PARCELS; count += 1) was = careful.passed(was, ids(4 * count, 4));
    expect(was.recordsMax).toBe(4);
    expect(careful.passed(was, ids(1_000, 4)).recordsMax).toBe(BATCH_RECORDS_MAX);
  });
});

it("a connection may have ended by what was sent so long ago as the line takes for it, and a second at least", () => {
  const [lan, cellular, narrow] = [millis(10), millis(900), millis(6_000)];
  expect([lan, cellular, narrow].map((beginMs) => careful.hangUpMs(beginMs, 300))).toEqual([1_000, 1_000, 6_000]);
  expect([lan, cellular, narrow].map((beginMs) => careful.hangUpMs(beginMs, 49_152))).toEqual([1_000, 5_400, 36_000]);
});
