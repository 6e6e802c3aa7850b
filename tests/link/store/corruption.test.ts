import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FolderDisk } from "../../../device/link/store/disk.ts";
import { chance } from "../../../hal-mocks/random.ts";
import { tellFigures } from "../../long/figures.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { bootId, Direct, misaccounted } from "./account.ts";

/** Some 60 rows of each class: a file of 100 KB, so that a flip mostly hits something. */
const COMMITS = 60;
const LAST = { 0: COMMITS, 1: 2 * COMMITS, 2: 64 * COMMITS } as const;
const { numRuns, seed = 1 } = propertyRuns(20);

describe("R3: a damaged store", () => {
  let folder: string;
  let whole: Buffer;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "gaturum-rot-"));
    const store = new Direct(new FolderDisk(join(folder, "link")), 1);
    for (let index = 0; index < COMMITS; index += 1) {
      store.commit(0, [{ index }], index, index);
      store.commit(1, [{ index }, { index }], index);
      store.commit(
        2,
        Array.from({ length: 64 }, (_, part) => ({ daylightLux: index * 100 + part })),
        index,
      );
    }
    store.close();
    whole = readFileSync(file());
  });
  beforeEach(() => {
    for (const part of ["store.db-wal", "store.bad.db"]) rmSync(join(folder, "link", part), { force: true });
    writeFileSync(file(), whole);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (): string => join(folder, "link", "store.db");
  const bad = (): string => join(folder, "link", "store.bad.db");

  /** Starts on what is there; null: all is as it must be. */
  const start = (boot: number): { readonly wrong: string | null; readonly lost: boolean } => {
    const store = new Direct(new FolderDisk(join(folder, "link")), boot);
    const lost = store.clerk.opening.lost !== null;
    const records = store.drain();
    const settings = store.clerk.opening.found.settings;
    const wrong = ([0, 1, 2] as const)
      .map((of) => (lost ? null : misaccounted(records, bootId(1), of, LAST[of])))
      .find((each) => each !== null);
    const changed = records.find(
      ({ stream, seq, values }) => stream === "daylight" && values["daylightLux"] !== luxOf(seq),
    );
    const works = store.commit(0, [{}], 1);
    store.close();
    if (changed !== undefined) return { wrong: `${JSON.stringify(changed)} was never committed`, lost };
    if (works !== "durable") return { wrong: `a new record is ${works}`, lost };
    if (!lost && settings !== COMMITS - 1) return { wrong: `settings ${JSON.stringify(settings)}`, lost };
    return { wrong: wrong ?? null, lost };
  };

  it("is as it was when nothing was damaged", () => {
    expect(start(2)).toEqual({ wrong: null, lost: false });
  });

  it(`starts after each of ${numRuns} bit flips: what is delivered is what was committed, the rest is told`, () => {
    let [lost, gaps] = [0, 0];
    for (let run = 0; run < numRuns; run += 1) {
      const flipped = Buffer.from(whole);
      const at = Math.floor(chance(seed, "byte", run) * flipped.length);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(chance(seed, "bit", run) * 8));
      for (const part of ["", "-wal"]) rmSync(file() + part, { force: true });
      rmSync(bad(), { force: true });
      writeFileSync(file(), flipped);
      const found = start(run + 2);
      expect({ run, at, wrong: found.wrong }).toEqual({ run, at, wrong: null });
      expect(existsSync(bad())).toBe(found.lost);
      if (found.lost) lost += 1;
      else gaps += 1;
    }
    tellFigures({ "bit flips": numRuns, "of them a store set aside": lost });
    expect(lost).toBeGreaterThan(0);
    expect(gaps).toBeGreaterThan(0);
  });

  it("starts with a truncated file, and keeps it for the technician", () => {
    for (const bytes of [0, 512, 10_000]) {
      writeFileSync(file(), whole);
      truncateSync(file(), bytes);
      expect({ bytes, ...start(2 + bytes) }).toEqual({ bytes, wrong: null, lost: true });
      // SQLite gives an empty file its first page before it is seen to be none of ours.
      expect(readFileSync(bad()).length).toBe(Math.max(bytes, 512));
    }
  });

  it("loses no more than a page where a page is missing at the end", () => {
    for (const bytes of [whole.length - 1, whole.length - 512]) {
      writeFileSync(file(), whole);
      truncateSync(file(), bytes);
      expect(start(2 + bytes).wrong).toBeNull();
    }
  });

  it("starts with a deleted file, and says so", () => {
    rmSync(file());
    expect(start(2)).toEqual({ wrong: null, lost: true });
    expect(start(3).lost).toBe(false);
  });

  it("starts with a number that is too large for a number of JavaScript, as a flipped bit makes it of a small one", () => {
    const database = new DatabaseSync(file());
    database.exec("update row set last = 4658976013538033664 where id = (select min(id) from row)");
    database.close();
    expect(start(2)).toEqual({ wrong: null, lost: true });
  });

  it("starts with a table whose own text has a flipped bit, although SQLite takes it", () => {
    const changed = Buffer.from(whole);
    changed.write("jsoo", whole.indexOf("json", whole.indexOf("CREATE TABLE note")));
    writeFileSync(file(), changed);
    expect(start(2)).toEqual({ wrong: null, lost: true });
  });

  it("starts with what is no database at all", () => {
    writeFileSync(file(), "rubbish ".repeat(1_000));
    expect(start(2)).toEqual({ wrong: null, lost: true });
  });
});

const luxOf = (seq: number): number => Math.floor((seq - 1) / 64) * 100 + ((seq - 1) % 64);
