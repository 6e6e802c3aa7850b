import { parentPort, workerData } from "node:worker_threads";
import type { LitterBinConfig } from "../../config/device-config.ts";
import { Device } from "../../device/together/device.ts";
import { BinRun } from "./bin-run.ts";
import type { BinPiece } from "./simulate-bins.ts";

/** A thread of `gaturum simulate --bins`; joins deciders and mocks, as main.ts does. */
parentPort?.on("message", ({ device, words }: BinPiece) => {
  parentPort?.postMessage(new BinRun(workerData as LitterBinConfig, { ...words, device }, Device).run());
});
