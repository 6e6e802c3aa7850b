import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FolderDisk } from "../../../device/link/store/disk.ts";
import { openDurableStore } from "../../../device/link/store/durable-store.ts";
import { realTime } from "../../../device/link/real-time.ts";
import { instant, millis } from "../../../device/measure/time.ts";
import { until } from "../link-process.ts";
import { Direct } from "./account.ts";
import { draftFor, recordIn } from "./drafts.ts";

const HANGING = new URL("./hanging-worker.ts", import.meta.url);
const FAR = instant(1e15);

it("row: a disk that hangs at opening: link begins in memory, says so, and takes the store up when it comes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-hang-"));
  const directory = join(folder, "link");
  const before = new Direct(new FolderDisk(directory), 1);
  before.commit(0, [{}], 1, 5);
  before.close();
  const begun = realTime.now();
  const { store, kill } = await openDurableStore(directory, (mistake) => expect.unreachable(mistake.message), {
    worker: HANGING,
    openMs: millis(300),
  });
  try {
    expect(realTime.now() - begun).toBeGreaterThanOrEqual(300);
    expect(store.storeLost).toBe(true);
    const [faults, told]: [(string | null)[], string[]] = [[], []];
    store.onFault((fault) => faults.push(fault?.detail ?? null));
    for (const of of [0, 1] as const) store.commit({ records: [draftFor(store, of, 2)] }, (how) => told.push(how));
    await until("both held", () => told.length === 2);
    expect([told, faults]).toEqual([["held", "held"], ["it has not answered since link began"]]);
    store.begin(FAR);
    const sent: string[] = [];
    const take = (): boolean => {
      const entries = store.takeBacklog();
      sent.push(...entries.map((entry) => `${recordIn(entry).stream} ${entry.class}.${recordIn(entry).seq}`));
      store.acknowledge(entries);
      return true;
    };
    await until("both from memory", () => take() && sent.length === 2);
    expect(sent).toEqual(["clock-lost 0.1", "clock-lost 1.1"]);
    writeFileSync(`${directory}.let-go`, "");
    let last = "";
    await until("the disk to be taken up", () => {
      store.commit({ records: [draftFor(store, 0, 3)] }, (how) => (last = how));
      return take() && last === "durable";
    });
    await until("what it held", () => take() && sent.some((name) => name.startsWith("closed")));
  } finally {
    await kill();
  }
  const next = new Direct(new FolderDisk(directory), 9);
  expect(next.clerk.opening).toMatchObject({ lost: null, found: { settings: 5 } });
  next.close();
  rmSync(folder, { recursive: true, force: true });
}, 20_000);
