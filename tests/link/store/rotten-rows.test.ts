import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DeviceRecord } from "../../../device/contract/record.ts";
import { FolderDisk } from "../../../device/link/store/disk.ts";
import type { Quota } from "../../../device/link/store/room.ts";
import { instant } from "../../../device/measure/time.ts";
import { bootId, Direct, misaccounted } from "./account.ts";

const PAGE = 512;
/** Room for so little that class 1 and 2 are thinned, and then lost, and gaps tell of it. */
const QUOTA: Quota = [400 * PAGE, 30 * PAGE, 30 * PAGE];
const FAR = instant(1e15);

describe("R3: a row whose content rots", () => {
  let folder: string;
  let whole: Buffer;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "gaturum-rows-"));
    fill();
    whole = readFileSync(file());
  });
  beforeEach(() => asItWas());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (): string => join(folder, "link", "store.db");
  const asItWas = (): void => {
    rmSync(`${file()}-wal`, { force: true });
    writeFileSync(file(), whole);
  };
  const disk = (): FolderDisk => new FolderDisk(join(folder, "link"));

  /** Alarms, what was thinned, what was lost, and the gaps that tell of it; nothing of it acknowledged. */
  const fill = (): void => {
    const store = new Direct(disk(), 1, QUOTA);
    for (let index = 0; index < 120; index += 1) {
      const uptimeMs = index * 20_000;
      store.at(instant(uptimeMs));
      store.commit(1, [{ index }, { index }, { index }], uptimeMs);
      store.commit(
        2,
        Array.from({ length: 64 }, (_, part) => ({ daylightLux: index * 64 + part })),
        uptimeMs,
      );
      if (index % 40 === 39) {
        store.clerk.do({ ask: "begin", since: FAR }, instant(uptimeMs));
        store.clerk.do({ ask: "release" }, instant(uptimeMs));
        store.commit(0, [{ index }], uptimeMs);
      }
    }
    store.close();
  };
  const ids = (): readonly number[] => {
    const db = new DatabaseSync(file());
    const found = db.prepare("select id from row").all();
    db.close();
    return found.map(({ id }) => Number(id));
  };
  const rot = (which: readonly number[]): void => {
    const db = new DatabaseSync(file());
    const spoil = db.prepare("update row set data = zeroblob(20) where id = ?");
    for (const id of which) spoil.run(id);
    db.close();
  };
  const wrongIn = (records: readonly DeviceRecord[], lost: readonly number[]): readonly (string | null)[] =>
    ([0, 1, 2] as const).map((of) => misaccounted(records, bootId(1), of, lost[of] ?? 0));
  const restart = (boot: number): { readonly records: readonly DeviceRecord[]; readonly last: readonly number[] } => {
    const store = new Direct(disk(), boot, QUOTA);
    expect(store.clerk.opening.lost).toBeNull();
    const records = store.drain();
    store.close();
    const closed = records.filter(({ stream, values }) => stream === "closed" && values["boot"] === bootId(1));
    const last = ([0, 1, 2] as const).map((of) => {
      const told = closed.find(({ values }) => values["class"] === of)?.values["last"];
      return typeof told === "number" ? told : 0;
    });
    return { records, last };
  };

  it("is as it was when none did", () => {
    const { records, last } = restart(2);
    expect([last, wrongIn(records, last)]).toEqual([
      [expect.any(Number), 360, 7_680],
      [null, null, null],
    ]);
  });

  it("is no loss more than its own records, whichever row it is, one of gaps or a thinned one too", () => {
    const all = ids();
    expect(all.length).toBeGreaterThan(20);
    for (const [index, id] of all.entries()) {
      asItWas();
      rot([id]);
      const { records, last } = restart(index + 2);
      expect([id, last, wrongIn(records, last)]).toEqual([id, [expect.any(Number), 360, 7_680], [null, null, null]]);
    }
  });

  it("all of them at once: every number is told once", () => {
    rot(ids());
    const { records, last } = restart(2);
    expect(wrongIn(records, last)).toEqual([null, null, null]);
  });
});
