import { parentPort, workerData } from "node:worker_threads";
import type { LampPostConfig } from "../config/device-config.ts";
import { Device } from "../device/together/device.ts";
import { PostsInARow, type StreetWords } from "./posts-in-a-row.ts";

/** A thread of `gaturum simulate --posts`; joins deciders and mocks, as main.ts does. */
parentPort?.on("message", (words: StreetWords) => {
  parentPort?.postMessage(new PostsInARow(workerData as LampPostConfig, words, Device).run());
});
