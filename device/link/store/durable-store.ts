import { randomBytes } from "node:crypto";
import { Worker } from "node:worker_threads";
import { seconds, type Millis } from "../../measure/time.ts";
import { realTime } from "../real-time.ts";
import type { Answer, Ask, Clerical, Opening } from "./clerk.ts";
import { Desk, type DeskTimes } from "./desk.ts";
import type { FromWorker, ToWorker, WorkerData } from "./disk-worker.ts";

export type OpenStore = {
  readonly store: Desk;
  /** Ends its thread at once: what is not on disk yet is gone. */
  readonly kill: () => Promise<number>;
};

const WORKER = new URL(`./disk-worker${import.meta.url.slice(-3)}`, import.meta.url);

/**
 * A disk that has not opened in so long is not waited for: link begins in memory. Longer than the longest stall that was
 * measured on a card, 17 s, and short enough for whoever starts link. Our choice.
 */
const OPEN_MS = seconds(20);

type Opened = { readonly times?: DeskTimes; readonly worker?: URL; readonly openMs?: Millis };

/**
 * The store in the folder `directory`, whose parent must exist. Always opens, within {@link OPEN_MS}: a disk that cannot
 * be read or written, or does not answer, is a fault of it, told by the desk, and what it holds is taken up when it can
 * be. A mistake of ours in the worker comes to `mistaken`, and link is to end by it.
 */
export async function openDurableStore(
  directory: string,
  mistaken: (mistake: Error) => void,
  { times, worker = WORKER, openMs = OPEN_MS }: Opened = {},
): Promise<OpenStore> {
  const begin = (answers?: Int32Array): DistantClerk => {
    const boot = randomBytes(8).toString("hex");
    const workerData: WorkerData = { directory, boot, ...(answers === undefined ? {} : { answers }) };
    const thread = new Worker(worker, { workerData });
    thread.on("error", (mistake) => mistaken(mistake));
    return new DistantClerk(thread);
  };
  const first = begin();
  const opening = await within(openMs, first.opened);
  if (opening !== null) return { store: new Desk(first, opening, realTime, times), kill: () => first.end() };
  const second = begin(letGoBy(first));
  const store = new Desk(second, await second.opened, realTime, times);
  return { store, kill: async () => Math.max(...(await Promise.all([first.end(), second.end()]))) };
}

/** Above 0 when the one that hangs has opened the disk after all, and has closed it for the other. */
function letGoBy(hanging: DistantClerk): Int32Array {
  const answers = new Int32Array(new SharedArrayBuffer(4));
  const letGo = (): void => hanging.ask({ ask: "close" }, () => Atomics.store(answers, 0, 1));
  // A mistake in it has come to `mistaken`.
  hanging.opened.then(letGo, () => undefined);
  return answers;
}

/** null: it has not come. */
async function within<T>(waitMs: Millis, coming: Promise<T>): Promise<T | null> {
  let cancel = (): void => undefined;
  const late = new Promise<null>((resolve) => (cancel = realTime.after(waitMs, () => resolve(null))));
  const came = await Promise.race([coming, late]);
  cancel();
  return came;
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

  end(): Promise<number> {
    return this.#thread.terminate();
  }

  #answered({ n, answer }: { readonly n: number; readonly answer: Answer }): void {
    const answered = this.#waiting.get(n);
    this.#waiting.delete(n);
    answered?.(answer);
  }
}
