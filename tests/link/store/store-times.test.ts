import { expect, it } from "vitest";
import { parseLinkConfig, storeTimesOf } from "../../../device/link/link-config.ts";
import { TIMES } from "../../../device/link/store/desk.ts";
import { localStore } from "../../../device/link/store/local-store.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { after, instant, millis, seconds } from "../../../device/measure/time.ts";
import { SimulatedTime } from "../../../hal-mocks/simulated-time.ts";
import { linkConfig } from "../rig.ts";
import { draftFor } from "./drafts.ts";

/** Seconds until so many measurements, one a second, are on the card. */
function secondsToCard(city: object, records: number): number {
  const time = new SimulatedTime(instant(1_000));
  const disk = new MemoryDisk();
  const config = linkConfig();
  const parsed = parseLinkConfig(JSON.stringify({ ...config, city: { ...config.city, ...city } }), "config.json");
  const store = localStore({ scheduler: time, boot: "b".repeat(16), disk, times: storeTimesOf(parsed) });
  const begun = time.now();
  for (let second = 0; second < 700; second += 1) {
    if (second < records) store.commit({ records: [draftFor(store, 2, second)] }, () => undefined);
    time.moveTo(after(time.now(), seconds(1)));
    if (disk.open().contents.rows.length > 0) return (time.now() - begun) / millis(1_000);
  }
  return Infinity;
}

it("class 2 goes to the card, and to the city, at once where a connection begins", () => {
  const time = new SimulatedTime(instant(1_000));
  const store = localStore({ scheduler: time, boot: "b".repeat(16), disk: new MemoryDisk(), times: TIMES });
  for (let second = 0; second < 3; second += 1) {
    store.commit({ records: [draftFor(store, 2, second)] }, () => undefined);
    time.moveTo(after(time.now(), seconds(1)));
  }
  expect(store.takeBacklog()).toEqual([]);
  store.begin(time.now());
  time.moveTo(after(time.now(), seconds(1)));
  expect(store.takeBacklog()).toHaveLength(3);
});

it.each([
  ["64 of them or a minute, unless the config says otherwise", {}, 100, 60],
  ["so many as the config says", { storeTogether: 5 }, 100, 5],
  ["so long as the config says", { storeWithinMs: 10_000 }, 3, 10],
  ["64 at once, however long it may be", { storeWithinMs: 600_000 }, 100, 64],
])("class 2 goes to the card: %s", (_, city, records, within) => {
  const took = secondsToCard(city, records);
  expect(Math.abs(took - within)).toBeLessThanOrEqual(1);
});

it("class 2: what a full transaction leaves behind goes with the next, and waits for nobody", () => {
  const time = new SimulatedTime(instant(1_000));
  const disk = new MemoryDisk();
  const store = localStore({ scheduler: time, boot: "b".repeat(16), disk, times: TIMES, latencyMs: millis(500) });
  // The disk is at the first 64 when the others come: one transaction takes 1,000 of them.
  for (let at = 0; at < 1_094; at += 1) store.commit({ records: [draftFor(store, 2, at)] }, () => undefined);
  time.moveTo(after(time.now(), seconds(120)));
  const stored = disk.open().contents.rows.reduce((sum, { count }) => sum + count, 0);
  expect(stored).toBe(1_094);
});
