import { expect, it, vi } from "vitest";
import { startHousekeeping } from "../../../device/link/housekeeping.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { after, hours, instant, seconds } from "../../../device/measure/time.ts";
import { Direct } from "./account.ts";

const DUSK = instant(1_000);
/** When in it the city's receipt comes, and when what was kept for long enough is let go. */
type Night = { readonly receiptS: number; readonly prunesS: readonly number[] };

/** A lamp on the street's mains: a start each dusk, and no power by day. Alarms that it still has after so many nights. */
function keptAfter(nights: number, { receiptS, prunesS }: Night = { receiptS: 3_600, prunesS: [8 * 3_600] }): number {
  const disk = new MemoryDisk();
  for (let night = 1; night <= nights; night += 1) {
    const store = new Direct(disk, night, undefined, DUSK);
    store.clerk.do({ ask: "commit", changes: [{ documents: { host: { receipts: true } } }] }, DUSK);
    store.commit(0, [{ active: true }, { active: false }], 1);
    const last = new Map<string, number>();
    for (const { boot, seq } of store.drain()) last.set(boot, Math.max(seq, last.get(boot) ?? 0));
    const watermark = Object.fromEntries([...last].map(([boot, seq]) => [boot, { "0": seq }]));
    store.clerk.do({ ask: "receipt", watermark }, after(DUSK, seconds(receiptS)));
    for (const pruneS of prunesS) store.clerk.do({ ask: "prune" }, after(DUSK, seconds(pruneS)));
    store.close();
  }
  return disk.open().contents.rows.length;
}

it("keeps what the city has for a day of hours that link ran, also where each start is shorter than one", () => {
  expect(keptAfter(3)).toBeGreaterThan(keptAfter(2));
  const most = Math.max(...[4, 5, 6, 7].map((nights) => keptAfter(nights)));
  for (const nights of [28, 29, 30]) expect(keptAfter(nights)).toBeLessThanOrEqual(most);
});

it("lets nothing go because link began anew some times within a day", () => {
  const rowsLeft = (starts: number): number => keptAfter(starts, { receiptS: 60, prunesS: [600] });
  expect(rowsLeft(20)).toBeGreaterThan(rowsLeft(19));
});

it("and where it ends before the hour at which the house is kept, as half the year", async () => {
  const prunesS = await prunesOf(Date.UTC(2026, 5, 1, 20), 6);
  const most = Math.max(...[4, 5, 6, 7, 8, 9, 10].map((nights) => keptAfter(nights, { receiptS: 300, prunesS })));
  for (const nights of [28, 29, 30]) expect(keptAfter(nights, { receiptS: 300, prunesS })).toBeLessThanOrEqual(most);
});

/** When in a start of so many hours link lets go, in seconds. */
async function prunesOf(fromMs: number, lasts: number): Promise<readonly number[]> {
  vi.useFakeTimers({ now: fromMs });
  const prunesS: number[] = [];
  const prune = () => void prunesS.push((Date.now() - fromMs) / 1_000);
  const end = startHousekeeping(prune, prune);
  await vi.advanceTimersByTimeAsync(hours(lasts));
  end();
  vi.useRealTimers();
  return prunesS;
}
