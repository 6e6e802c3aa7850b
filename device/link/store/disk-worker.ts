import { parentPort, workerData } from "node:worker_threads";
import { realTime } from "../real-time.ts";
import { Clerk, type Answer, type Ask, type Opening } from "./clerk.ts";
import { FolderDisk } from "./disk.ts";
import { lateDisk } from "./late-disk.ts";
import { QUOTA } from "./room.ts";

/** The thread that waits for the disk, so that link's does not. */
/** `answers`: above 0 when a disk that hung at opening has let go; left out: it is opened at once. */
export type WorkerData = { readonly directory: string; readonly boot: string; readonly answers?: Int32Array };
export type FromWorker = { readonly opened: Opening } | { readonly answer: Answer; readonly n: number };
export type ToWorker = { readonly n: number; readonly ask: Ask };

const port = parentPort;
if (port === null) throw new Error("disk-worker.ts runs as a worker thread of durable-store.ts");
const { directory, boot, answers } = workerData as WorkerData;
const disk = new FolderDisk(directory);
const touched = answers === undefined ? disk : lateDisk(disk, () => Atomics.load(answers, 0) > 0);
const clerk = new Clerk(touched, boot, QUOTA, realTime.now());
const tell = (message: FromWorker): void => port.postMessage(message);

tell({ opened: clerk.opening });
port.on("message", ({ n, ask }: ToWorker) => {
  tell({ n, answer: clerk.do(ask, realTime.now()) });
  if (ask.ask === "close") port.close();
});
