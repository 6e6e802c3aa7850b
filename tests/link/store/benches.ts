import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDurableStore, type OpenStore } from "../../../device/link/store/durable-store.ts";
import { localStore } from "../../../device/link/store/local-store.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { after, instant, millis } from "../../../device/measure/time.ts";
import { SimulatedTime } from "../../../hal-mocks/simulated-time.ts";
import { until } from "../link-process.ts";
import type { Bench, Kept } from "./store-suite.ts";

const HOUR_MS = 3_600_000;

/** On simulated time; with a disk it is that of `simulate`'s power cuts. */
export function localBench(disk: MemoryDisk | null): Bench {
  const time = new SimulatedTime(instant(1_000));
  let boots = 0;
  return {
    isDurable: disk !== null,
    open: () =>
      Promise.resolve(localStore({ scheduler: time, boot: (boots += 1).toString(16).padStart(16, "b"), disk })),
    cut: () => Promise.resolve(),
    until: (what, holds) => {
      const end = after(time.now(), millis(HOUR_MS));
      while (!holds()) {
        if (time.now() >= end) return Promise.reject(new Error(`waited an hour in vain: ${what}`));
        time.moveTo(after(time.now(), millis(1)));
      }
      return Promise.resolve();
    },
    end: () => Promise.resolve(),
  };
}

/** In a worker thread on a real folder. A cut is the end of the worker, without a word to it. */
export function durableBench(): Bench {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-store-"));
  const open = new Map<Kept, OpenStore>();
  return {
    isDurable: true,
    open: async () => {
      const opened = await openDurableStore(join(folder, "link"), (mistake) => {
        throw mistake;
      });
      open.set(opened.store, opened);
      return opened.store;
    },
    cut: async (store) => {
      await open.get(store)?.kill();
      open.delete(store);
    },
    until: (what, holds) => until(what, holds),
    end: async () => {
      for (const { store } of open.values()) await new Promise<void>((resolve) => store.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
