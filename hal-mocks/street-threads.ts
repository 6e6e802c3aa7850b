import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { LampPostConfig } from "../config/device-config.ts";
import type { StreetSums, StreetWords } from "./posts-in-a-row.ts";

/** More would only wait for memory. Our choice. */
const THREADS_MAX = 8;

/** Simulates each piece in the next thread that is free, and calls `done` after each. Their order is that of `pieces`. */
export async function inThreads(
  config: LampPostConfig,
  pieces: readonly StreetWords[],
  done: (piece: StreetWords) => void,
): Promise<readonly StreetSums[]> {
  const sums: StreetSums[] = [];
  const left = [...pieces.entries()];
  const threads = Math.min(availableParallelism(), THREADS_MAX, pieces.length);
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL("./street-worker.ts", import.meta.url), { workerData: config });
      try {
        for (let next = left.shift(); next !== undefined; next = left.shift()) {
          const [index, piece] = next;
          sums[index] = await simulated(worker, piece);
          done(piece);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  return sums;
}

const simulated = (worker: Worker, piece: StreetWords): Promise<StreetSums> =>
  new Promise((resolve, reject) => {
    worker.once("message", resolve).once("error", reject);
    worker.postMessage(piece);
  });
