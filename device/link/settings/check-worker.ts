import { parentPort, workerData } from "node:worker_threads";
import type { DesiredState } from "../../../config/desired.ts";
import { catalogHere } from "../../../config/catalog.ts";
import { checkAgainst, type OwnConfig } from "./check.ts";

/** One check, and it ends: started by `workerCheck`. */
const { own, state } = workerData as { readonly own: OwnConfig; readonly state: DesiredState };
parentPort?.postMessage(checkAgainst(own, state, await catalogHere()));
