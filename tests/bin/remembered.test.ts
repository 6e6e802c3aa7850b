import { describe, expect, it } from "vitest";
import { NOTHING_REMEMBERED, remembered, resumed } from "../../device/bin/remembered.ts";
import type { Json } from "../../device/measure/decision.ts";
import { hours, instant } from "../../device/measure/time.ts";
import { atRest, remembering, settled } from "./reach.ts";

const FORTY = Array.from({ length: 40 }, (_, stroke) => instant((stroke - 39) * 600_000));
describe("what a press remembers of its last 24 hours, over power cuts", () => {
  it("a quota that is used up ends with its day, although power fails each day", () => {
    const bench = atRest(remembering({ strokesAt: FORTY }));
    bench.run(15 * 3_600_000);
    expect(bench.state.press?.blocks).toContain("quota");
    bench.cutPower();
    bench.run(10 * 3_600_000);
    expect(bench.state.press?.blocks).not.toContain("quota");
    expect(bench.memory.strokesAt).toEqual([]);
  });

  it("three discrepancies in weeks are not three in 24 hours", () => {
    const bench = settled();
    for (let week = 0; week < 4; week += 1) {
      bench.blip("hopperB", false, 600);
      bench.run(5 * 86_400_000);
      bench.cutPower();
      bench.run(60_000);
    }
    expect(bench.memory.latch).toEqual([]);
  });

  it("three in 24 hours are, with a power cut after each", () => {
    const bench = settled();
    for (let times = 0; times < 3; times += 1) {
      bench.blip("hopperB", false, 600);
      bench.run(3 * 3_600_000);
      bench.cutPower();
      bench.run(60_000);
    }
    expect(bench.memory.latch).toEqual(["discrepancy"]);
  });

  it("as much older than at the last writing as the device has run since its newest entry; what is older than a day goes", () => {
    const found = { ...NOTHING_REMEMBERED, strokesAt: [instant(0), instant(7_200_000)], ranUntil: instant(86_400_000) };
    const { strokesAt, ranUntil } = resumed(found, instant(5_000));
    expect(strokesAt).toEqual([5_000 - (86_400_000 - 7_200_000)]);
    expect(ranUntil).toBe(5_000);
  });

  it("of an older version, which says nothing of it: the newest entry counts as made now", () => {
    const older = JSON.stringify({ ...NOTHING_REMEMBERED, jamsAt: [1_000, 61_000], ranUntil: undefined });
    const read = remembered(JSON.parse(older) as Json);
    expect(read === null ? null : resumed(read, instant(hours(1))).jamsAt).toEqual([3_540_000, 3_600_000]);
  });
});
