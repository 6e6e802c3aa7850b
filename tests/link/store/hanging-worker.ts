import { existsSync } from "node:fs";
import { workerData } from "node:worker_threads";
import type { WorkerData } from "../../../device/link/store/disk-worker.ts";

/** As the worker of the store, on a disk whose opening hangs until the file `let-go` lies beside its folder. */
const { directory, answers } = workerData as WorkerData;
const one = new Int32Array(new SharedArrayBuffer(4));
while (answers === undefined && !existsSync(`${directory}.let-go`)) Atomics.wait(one, 0, 0, 20);
await import("../../../device/link/store/disk-worker.ts");
