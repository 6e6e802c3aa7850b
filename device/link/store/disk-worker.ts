import { parentPort, workerData } from "node:worker_threads";
import { realTime } from "../real-time.ts";
import { Clerk, type Answer, type Ask, type Opening } from "./clerk.ts";
import { FolderDisk } from "./disk.ts";
import { QUOTA } from "./room.ts";

/** The thread that waits for the disk, so that link's does not. */
export type WorkerData = { readonly directory: string; readonly boot: string };
export type FromWorker = { readonly opened: Opening } | { readonly answer: Answer; readonly n: number };
export type ToWorker = { readonly n: number; readonly ask: Ask };

const port = parentPort;
if (port === null) throw new Error("disk-worker.ts runs as a worker thread of durable-store.ts");
const { directory, boot } = workerData as WorkerData;
const clerk = new Clerk(new FolderDisk(directory), boot, QUOTA, realTime.now());
const tell = (message: FromWorker): void => port.postMessage(message);

tell({ opened: clerk.opening });
port.on("message", ({ n, ask }: ToWorker) => {
  tell({ n, answer: clerk.do(ask, realTime.now()) });
  if (ask.ask === "close") port.close();
});
