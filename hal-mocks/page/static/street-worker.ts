import { memoryHost, type StreetMaterial } from "../../host/memory-street.ts";
import { FRAMES_HZ } from "../../host/protocol.ts";
import { Showing } from "../../host/showing.ts";
import { DECIDING } from "./deciding.ts";
import type { FromWorker, Port, ToWorker } from "./worker-messages.ts";

/** As often as a controller's cycle. */
const TURN_MS = 20;

/** The page as this worker sees it. The build puts the material in front of this script. */
const page = globalThis as unknown as Port<FromWorker, ToWorker> & { readonly gaturumMaterial: StreetMaterial };
const host = memoryHost(page.gaturumMaterial, DECIDING);
const showing = new Showing();
let last = performance.now();

host.begin();
page.onmessage = ({ data: { id, wish } }) => page.postMessage({ m: "answered", id, answer: host.ask(wish) });
setInterval(() => {
  const now = performance.now();
  host.pass(now - last);
  last = now;
}, TURN_MS);
setInterval(() => page.postMessage({ m: "shown", message: showing.next(host) }), 1_000 / FRAMES_HZ);
