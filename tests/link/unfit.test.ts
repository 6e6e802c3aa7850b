import { describe, expect, it } from "vitest";
import { MemoryDisk } from "../../device/link/store/memory-disk.ts";
import { daylight, Rig } from "./rig.ts";

const dark = { kind: "sample", stream: "daylight", class: 2, values: { daylightLux: "dark" } } as const;
const toldAsLost = ({ backend }: Rig) =>
  [...backend.live, ...backend.history].filter(({ stream }) => stream === "lost").map(({ values }) => values);

describe("a report that fits no stream", () => {
  it("is dropped, counted and said; the rest goes on", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.report(dark);
    rig.report({ kind: "event", stream: "clock-lost", class: 1, values: { active: true } });
    rig.report(daylight(4));
    rig.run(1_000);
    expect(rig.link.status()).toMatchObject({ invalid: 2, sent: 1, waiting: 0 });
    expect(rig.said.some((line) => line.includes("daylight.values.daylightLux"))).toBe(true);
  });

  it("is told to the city as lost, by what it was, once a minute", () => {
    const rig = new Rig();
    rig.run(1_000);
    for (const report of [dark, dark, { ...dark, stream: "starlight" }]) rig.report(report);
    rig.run(30_000);
    rig.report({ ...dark, kind: "answer", stream: "dim", class: 0 });
    expect(toldAsLost(rig)).toEqual([]);
    rig.run(31_000);
    expect(toldAsLost(rig)).toEqual([
      { count: 2, class: 2, by: "link", stream: "daylight" },
      { count: 1, class: 2, by: "link", stream: "unknown" },
      { count: 1, class: 0, by: "link", stream: "answer" },
    ]);
    rig.run(120_000);
    expect(toldAsLost(rig)).toHaveLength(3);
  });

  it("is told although link ends before the minute is over", () => {
    const rig = new Rig({}, { disk: new MemoryDisk() });
    rig.run(1_000);
    rig.report(dark);
    rig.run(1_000);
    rig.link.stop(() => undefined);
    rig.run(2_000);
    rig.startLink();
    rig.run(60_000);
    expect(toldAsLost(rig)).toEqual([{ count: 1, class: 2, by: "link", stream: "daylight" }]);
  });
});
