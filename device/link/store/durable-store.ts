import { randomBytes } from "node:crypto";
import { Worker } from "node:worker_threads";
import { realTime } from "../real-time.ts";
import type { Answer, Ask, Clerical, Opening } from "./clerk.ts";
import { Desk, type DeskTimes } from "./desk.ts";
import type { FromWorker, ToWorker, WorkerData } from "./disk-worker.ts";

export type OpenStore = {
  readonly store: Desk;
  /** Ends its thread at once: what is not on disk yet is gone. */
  readonly kill: () => Promise<void>;
};

const WORKER = new URL("./disk-worker.ts", import.meta.url);

/**
 * The store in the folder `directory`, whose parent must exist. Always opens: a disk that cannot be read or written is
 * a fault of it, told by the desk. A mistake of ours in the worker comes to `mistaken`, and link is to end by it.
 */
export async function openDurableStore(
  directory: string,
  mistaken: (mistake: Error) => void,
  times?: DeskTimes,
  worker: URL = WORKER,
): Promise<OpenStore> {
  const workerData: WorkerData = { directory, boot: randomBytes(8).toString("hex") };
  const thread = new Worker(worker, { workerData });
  thread.on("error", (mistake) => mistaken(mistake as Error));
  const clerk = new DistantClerk(thread);
  const store = new Desk(clerk, await clerk.opened, realTime, times);
  return { store, kill: async () => void (await thread.terminate()) };
}

class DistantClerk implements Clerical {
  readonly opened: Promise<Opening>;
  readonly #thread: Worker;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #n = 0;

  constructor(thread: Worker) {
    this.#thread = thread;
    this.opened = new Promise((resolve, reject) => {
      thread.once("error", reject);
      thread.on("message", (message: FromWorker) => {
        if ("opened" in message) resolve(message.opened);
        else this.#answered(message);
      });
    });
  }

  ask(ask: Ask, answered: (answer: Answer) => void): void {
    const message: ToWorker = { n: ++this.#n, ask };
    this.#waiting.set(message.n, answered);
    this.#thread.postMessage(message);
  }

  #answered({ n, answer }: { readonly n: number; readonly answer: Answer }): void {
    const answered = this.#waiting.get(n);
    this.#waiting.delete(n);
    answered?.(answer);
  }
}
