import { parentPort, workerData } from "node:worker_threads";
import { realTime } from "../../../device/link/real-time.ts";
import { Clerk } from "../../../device/link/store/clerk.ts";
import { STALL_MS } from "../../../device/link/store/desk.ts";
import { FolderDisk } from "../../../device/link/store/disk.ts";
import type { ToWorker, WorkerData } from "../../../device/link/store/disk-worker.ts";
import { QUOTA } from "../../../device/link/store/room.ts";

/** As the worker of the store, on a card that stalls at each commit for longer than the store waits. */
const { directory, boot } = workerData as WorkerData;
const clerk = new Clerk(new FolderDisk(directory), boot, QUOTA, realTime.now());
parentPort?.postMessage({ opened: clerk.opening });
parentPort?.on("message", ({ n, ask }: ToWorker) => {
  if (ask.ask === "commit") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS + 500);
  parentPort?.postMessage({ n, answer: clerk.do(ask, realTime.now()) });
});
