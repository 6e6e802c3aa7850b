import { readFileSync } from "node:fs";
import { FolderDisk } from "../../../device/link/store/disk.ts";
import { Clerk } from "../../../device/link/store/clerk.ts";
import { QUOTA } from "../../../device/link/store/room.ts";
import { TIMES } from "../../../device/link/store/desk.ts";
import { instant } from "../../../device/measure/time.ts";

/** An hour of a record a second through the store, sent and receipted: what it writes, and what the records are. */
const [folder = ""] = process.argv.slice(2);
const clerk = new Clerk(new FolderDisk(folder), "b".repeat(16), QUOTA, instant(0));
const { boot, bootCount } = clerk.opening;
const before = writtenBytes();
let recordBytes = 0;
clerk.do({ ask: "begin", since: instant(0) }, instant(0));
for (let second = 0; second < 3_600; second += TIMES.lateRecords) {
  const now = instant(second * 1_000);
  const records = Array.from({ length: TIMES.lateRecords }, (_, index) => ({
    ...({ v: 1, boot, bootCount, class: 2, stream: "daylight", timeQuality: "sync", timeErrorMs: 12 } as const),
    ts: 1_795_557_600_000 + (second + index) * 1_000,
    uptimeMs: (second + index) * 1_000 + 0.123,
    values: { daylightLux: Math.round(1e5 * Math.abs(Math.sin(second + index))) / 10 },
  }));
  const { entries } = clerk.do({ ask: "commit", changes: [{ records }] }, now);
  recordBytes += entries.reduce((sum, { json }) => sum + json.length, 0);
  clerk.do({ ask: "acknowledge", ids: entries.map(({ id }) => id), isUnsaid: false }, now);
  clerk.do({ ask: "receipt", watermark: { [boot]: { "2": second + TIMES.lateRecords } } }, now);
}
clerk.do({ ask: "prune" }, instant(3_600_000));
const written = writtenBytes() - before;
process.stdout.write(JSON.stringify({ written, recordBytes }));

/** What this process made the kernel write to a disk, in its own count of whole pages (proc(5), `write_bytes`). */
function writtenBytes(): number {
  return Number(/^write_bytes: (\d+)$/m.exec(readFileSync("/proc/self/io", "utf8"))?.[1]);
}
