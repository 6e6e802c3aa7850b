import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { FolderDisk } from "../../../device/link/store/disk.ts";
import { openDurableStore } from "../../../device/link/store/durable-store.ts";
import { realTime } from "../../../device/link/real-time.ts";
import { instant, millis } from "../../../device/measure/time.ts";
import { tellFigures } from "../../long/figures.ts";
import { until } from "../link-process.ts";
import { Direct } from "./account.ts";
import { draftFor } from "./drafts.ts";

const HOUR = new URL("./hour.ts", import.meta.url).pathname;
const SLEEPY = new URL("./sleepy-worker.ts", import.meta.url);

/** A small file system of its own, for who may mount one; else the test is skipped, and says so. */
function small(
  mb = 3,
): { readonly at: string; readonly again: (how: string) => void; readonly end: () => void } | null {
  const at = mkdtempSync(join(tmpdir(), "gaturum-small-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${mb}m`, "tmpfs", at]).status === 0;
  if (!mounted) {
    rmSync(at, { recursive: true });
    process.stderr.write("SKIPPED  a disk that is full or read-only: only root may mount one\n");
    return null;
  }
  return {
    at,
    again: (how) => void execFileSync("mount", ["-o", `remount,${how}`, at]),
    end: () => {
      execFileSync("umount", ["-l", at]);
      rmSync(at, { recursive: true });
    },
  };
}

describe("a real disk", () => {
  it("R13: an hour of a record a second writes no more than the records are", () => {
    const folder = mkdtempSync(join(tmpdir(), "gaturum-wear-"));
    try {
      const said = execFileSync(process.execPath, [HOUR, join(folder, "link")], { encoding: "utf8" });
      const { written, recordBytes } = JSON.parse(said) as { readonly written: number; readonly recordBytes: number };
      tellFigures({ "block bytes a record byte": written / recordBytes });
      expect(written).toBeGreaterThan(0);
      expect(written / recordBytes).toBeLessThanOrEqual(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("that is closed takes nothing more, not from who hears at its end that the last was written", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gaturum-closed-"));
    try {
      const mistakes: Error[] = [];
      const { store } = await openDurableStore(join(folder, "link"), (mistake) => mistakes.push(mistake));
      const told: string[] = [];
      store.commit({ records: [draftFor(store, 0, 1)] }, () => {
        told.push("the last");
        store.commit({ records: [draftFor(store, 0, 2)] }, () => told.push("more"));
      });
      let isClosed = false;
      store.close(() => (isClosed = true));
      await until("it is closed", () => isClosed);
      store.commit({ records: [draftFor(store, 0, 3)] }, () => told.push("later"));
      await pause(200);
      expect(mistakes).toEqual([]);
      expect(told).toEqual(["the last"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("that is full still takes class 0 and settings, where its ballast lay; class 1 is held", () => {
    const disk = small();
    if (disk === null) return;
    try {
      const store = new Direct(new FolderDisk(join(disk.at, "link")), 1);
      expect(store.commit(1, [{}], 1)).toBe("durable");
      const filler = join(disk.at, "filler");
      expect(() => writeFileSync(filler, Buffer.alloc(4_000_000))).toThrow("ENOSPC");
      let seconds = 1;
      const ofOne = Array.from({ length: 40 }, () => {
        store.at(instant((seconds += 60) * 1_000));
        return store.commit(1, [{ padding: noise(seconds) }], seconds);
      });
      expect(ofOne).toContain("held");
      expect(existsSync(join(disk.at, "link", "ballast"))).toBe(false);
      for (let index = 0; index < 20; index += 1) expect(store.commit(0, [{ index }], seconds, index)).toBe("durable");
      rmSync(filler);
      store.at(instant((seconds += 60) * 1_000));
      expect(store.commit(1, [{}], seconds)).toBe("durable");
      store.close();
      expect(
        new Direct(new FolderDisk(join(disk.at, "link")), 2).drain().filter(({ class: of }) => of === 1),
      ).toHaveLength(42);
    } finally {
      disk.end();
    }
  });

  it("that is full when its store rots: what was rotten stays for the technician, and its successor begins", () => {
    const disk = small(12);
    if (disk === null) return;
    try {
      const folder = join(disk.at, "link");
      const first = new Direct(new FolderDisk(folder), 1);
      // More than SQLite keeps in memory, so that it looks at the file again.
      for (let index = 0; index < 200; index += 1) first.commit(1, [{ padding: noise(index) }], index);
      first.close();
      const store = new Direct(new FolderDisk(folder), 2);
      const whole = readFileSync(join(folder, "store.db"));
      const rotten = Buffer.concat([whole.subarray(0, 8_192), Buffer.alloc(whole.length - 8_192, "rot")]);
      writeFileSync(join(folder, "store.db"), rotten);
      expect(() => writeFileSync(join(disk.at, "filler"), Buffer.alloc(12_000_000))).toThrow("ENOSPC");
      store.drain();
      const told = Array.from({ length: 10 }, (_, minute) => {
        store.at(instant((minute + 1) * 3_600_000));
        return store.commit(0, [{}], minute, minute);
      });
      expect(told.at(-1)).toBe("durable");
      store.close();
      expect(readFileSync(join(folder, "store.bad.db")).length).toBeGreaterThanOrEqual(rotten.length);
      expect(new Direct(new FolderDisk(folder), 3).clerk.opening.found.settings).toBe(9);
    } finally {
      disk.end();
    }
  });

  it("that is read-only at start: reports are held, and what it has is taken up when it can be written", () => {
    const disk = small();
    if (disk === null) return;
    try {
      const first = new Direct(new FolderDisk(join(disk.at, "link")), 1);
      first.commit(0, [{}], 1, 5);
      first.close();
      disk.again("ro");
      const store = new Direct(new FolderDisk(join(disk.at, "link")), 2);
      expect(store.clerk.opening.lost?.cause).toBe("failing");
      expect(store.commit(0, [{}], 2)).toBe("held");
      disk.again("rw");
      store.at(instant(60_000));
      expect(store.commit(0, [{}], 3)).toBe("durable");
      const came = store.drain().map(({ boot, stream, seq }) => `${boot.at(-1)} ${stream} ${seq}`);
      expect(came).toEqual(["1 clock-lost 1", "2 clock-lost 1", "2 clock-lost 2", "2 closed 3"]);
      store.close();
    } finally {
      disk.end();
    }
  });

  it("that stalls holds up its own thread and no other: the event loop goes on, and all is held, then written", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gaturum-stall-"));
    const { store, kill } = await openDurableStore(
      join(folder, "link"),
      (mistake) => expect.unreachable(mistake.message),
      { worker: SLEEPY },
    );
    try {
      const told: string[] = [];
      let latest = realTime.now();
      let worstMs = 0;
      const beat = setInterval(() => {
        worstMs = Math.max(worstMs, realTime.now() - latest);
        latest = realTime.now();
      }, 5);
      for (const of of [0, 1] as const) store.commit({ records: [draftFor(store, of, 1)] }, (how) => told.push(how));
      await until("both held", () => told.length === 2);
      expect(told).toEqual(["held", "held"]);
      let later: string | null = null;
      store.commit({ records: [draftFor(store, 0, 2)] }, (how) => (later = how));
      await until("an answer of the disk", () => store.counts().waiting === 3 && later !== null);
      clearInterval(beat);
      // Twenty times the limit of contract.md, fact 9, would be a loop that waited for the disk.
      expect(worstMs).toBeLessThan(millis(1_000));
    } finally {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** What cannot be compressed: some 20 kB. */
function noise(seed: number): string {
  let state = seed;
  return Array.from({ length: 20_000 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return String.fromCharCode(33 + ((state >>> 24) % 90));
  }).join("");
}
