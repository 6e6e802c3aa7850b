import { watchWorker, type StreetWorker } from "./watched-worker.ts";

/**
 * The street's program stands in the page as text: a page from a disk may load no other file, and may start a worker
 * from what it holds itself.
 */
const program = document.getElementById("street-worker")?.textContent ?? "";
const worker = new Worker(URL.createObjectURL(new Blob([program], { type: "text/javascript" })));
globalThis.gaturumWorker = watchWorker(worker as StreetWorker);
