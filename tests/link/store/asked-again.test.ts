import { expect, it } from "vitest";
import { Clerk, type Ask } from "../../../device/link/store/clerk.ts";
import { QUOTA } from "../../../device/link/store/room.ts";
import { after, hours, instant, type Instant } from "../../../device/measure/time.ts";
import { KEPT_MS } from "../../../device/link/store/kept.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { bootId, Direct } from "./account.ts";
import { recordIn } from "./drafts.ts";

const BOOT = "a".repeat(16);
const NOW = instant(1_000);

/** A device that has sent three records of class 0, and the city has said that it has them. */
function receipted(): { readonly ask: (ask: Ask, at?: Instant) => readonly string[] } {
  const clerk = new Clerk(null, BOOT, QUOTA, NOW);
  const ask = (what: Ask, at = NOW): readonly string[] => {
    const { entries } = clerk.do(what, at);
    return entries.map((entry) => `${entry.class}.${recordIn(entry).seq}`);
  };
  const record = {
    ...({ v: 1, boot: BOOT, bootCount: 1, class: 0, stream: "clock-lost", ts: null, uptimeMs: 1 } as const),
    ...({ timeQuality: "none", timeErrorMs: null, values: {} } as const),
  };
  ask({ ask: "commit", changes: [{ records: [record, record, record] }] });
  ask({ ask: "begin", since: instant(100) });
  expect(ask({ ask: "take", recordsMax: 9, bytesMax: 9_999 })).toEqual(["0.1", "0.2", "0.3"]);
  ask({ ask: "receipt", watermark: { [BOOT]: { "0": 3 } } });
  return { ask };
}

it("what the city asks for again is sent, though it says meanwhile once more that it has it", () => {
  const { ask } = receipted();
  ask({ ask: "need", id: "need-1", ranges: [[BOOT, 0, 2, 2]] });
  ask({ ask: "receipt", watermark: { [BOOT]: { "0": 3 } } });
  ask({ ask: "need", id: "need-1", ranges: [[BOOT, 0, 2, 2]] });
  expect(ask({ ask: "take", recordsMax: 9, bytesMax: 9_999 })).toEqual(["0.2"]);
  ask({ ask: "receipt", watermark: { [BOOT]: { "0": 3 } } });
  ask({ ask: "release" });
  ask({ ask: "begin", since: instant(100) });
  expect(ask({ ask: "take", recordsMax: 9, bytesMax: 9_999 })).toEqual([]);
});

it("what was sent again is let go like the rest, a day after its receipt", () => {
  const { ask } = receipted();
  ask({ ask: "need", id: "need-1", ranges: [[BOOT, 0, 2, 2]] });
  ask({ ask: "take", recordsMax: 9, bytesMax: 9_999 });
  ask({ ask: "receipt", watermark: { [BOOT]: { "0": 3 } } });
  ask({ ask: "prune" }, after(NOW, KEPT_MS));
  ask({ ask: "need", id: "need-2", ranges: [[BOOT, 0, 2, 2]] });
  expect(ask({ ask: "begin", since: instant(100) })).toEqual([]);
  expect(ask({ ask: "take", recordsMax: 9, bytesMax: 9_999 })).toEqual(["0.4"]);
});

it("and not sooner, where a prune had left it before it was asked for", () => {
  const { ask } = receipted();
  ask({ ask: "prune" });
  ask({ ask: "need", id: "need-1", ranges: [[BOOT, 0, 2, 2]] });
  ask({ ask: "take", recordsMax: 9, bytesMax: 9_999 });
  ask({ ask: "receipt", watermark: { [BOOT]: { "0": 3 } } }, after(NOW, hours(20)));
  ask({ ask: "prune" }, after(NOW, KEPT_MS));
  ask({ ask: "need", id: "need-2", ranges: [[BOOT, 0, 2, 2]] });
  ask({ ask: "begin", since: instant(100) });
  expect(ask({ ask: "take", recordsMax: 9, bytesMax: 9_999 })).toEqual(["0.2"]);
});

it("believes a receipt for what was lost before it was ever sent: a gap has told the city of it", () => {
  const disk = new MemoryDisk();
  const store = new Direct(disk, 1);
  disk.broken = { cause: "failing", detail: "SQLite 8: attempt to write a readonly database" };
  store.commit(2, [{ daylightLux: 31 }], 1);
  for (let times = 0; times < 30; times += 1)
    store.commit(
      1,
      Array.from({ length: 100 }, () => ({ text: "x".repeat(1_000) })),
      1,
    );
  const gaps = store.drain().filter(({ stream }) => stream === "gap");
  expect(gaps.map(({ values }) => [values["class"], values["ranges"]])).toContainEqual([2, [[1, 1]]]);
  const watermark = { [bootId(1)]: { "2": 1 } };
  expect(store.clerk.do({ ask: "receipt", watermark }, NOW).above).toBe(0);
  // The next one was not sent yet, whatever somebody says.
  store.commit(2, [{ daylightLux: 32 }, { daylightLux: 33 }], 2);
  const beyond = { [bootId(1)]: { "2": 3 } };
  expect(store.clerk.do({ ask: "receipt", watermark: beyond }, NOW).above).toBe(1);
});
