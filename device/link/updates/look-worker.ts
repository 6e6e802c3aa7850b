import { parentPort, workerData } from "node:worker_threads";
import { lookAround, type LookAsk } from "./look-around.ts";

/** One look, and it ends: started by `lookInThread`. TLS, hashes and the card wait here, and link's event loop does not. */
parentPort?.postMessage(await lookAround(workerData as LookAsk, Date.now));
