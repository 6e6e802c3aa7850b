import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** More would only wait for memory. Our choice. */
const THREADS_MAX = 8;

export type Side<Piece> = {
  /** What a thread runs: it answers each piece, as a message, with one message. */
  readonly worker: URL;
  /** What every piece is made with, as `workerData`. */
  readonly config: unknown;
  /** Called after each piece; left out: nobody waits for it. */
  readonly done?: (piece: Piece) => void;
  readonly threads?: number;
};

/** Simulates each piece in the next thread that is free. What comes of them is in the order of `pieces`. */
export async function inThreads<Piece, Sums>(
  pieces: readonly Piece[],
  { worker: program, config, done, threads = availableParallelism() }: Side<Piece>,
): Promise<readonly Sums[]> {
  const sums: Sums[] = [];
  const left = [...pieces.entries()];
  const side = async (): Promise<void> => {
    const worker = new Worker(program, { workerData: config });
    try {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [index, piece] = next;
        sums[index] = await simulated<Sums>(worker, piece);
        done?.(piece);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, THREADS_MAX, pieces.length) }, side));
  return sums;
}

const simulated = <Sums>(worker: Worker, piece: unknown): Promise<Sums> =>
  new Promise((resolve, reject) => {
    worker.once("message", resolve).once("error", reject);
    worker.postMessage(piece);
  });
