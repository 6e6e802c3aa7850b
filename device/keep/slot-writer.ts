import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { SlotIndex } from "./slot-plan.ts";
import type { SlotFile } from "./slot.ts";
import { makeDirectory, readSlot, writeSlot } from "./slot-file.ts";

/** What the keep and its worker say to each other. The worker decides nothing: it reads once, then writes as told. */
export type ToWriter = { readonly slot: SlotIndex; readonly bytes: Uint8Array } | { readonly end: true };
export type FromWriter =
  | { readonly m: "read"; readonly slots: readonly [SlotFile, SlotFile] }
  | { readonly m: "wrote"; readonly error: string | null };
export type WriterData = { readonly directory: string };

export const SLOT_NAMES = ["slot-a", "slot-b"] as const;

/** Null in the thread that starts the worker, which takes only names from this file. */
if (parentPort !== null && isWriterData(workerData)) serve(parentPort, workerData.directory);

function serve(port: NonNullable<typeof parentPort>, directory: string): void {
  const [a, b] = SLOT_NAMES;
  port.on("message", (message: ToWriter) => {
    if ("end" in message) port.close();
    else port.postMessage(write(join(directory, SLOT_NAMES[message.slot]), directory, message.bytes));
  });
  const missing = attempt(() => {
    makeDirectory(directory);
  });
  const slotAt = (name: string): SlotFile =>
    missing === null ? readSlot(join(directory, name)) : { kind: "failed", error: missing };
  port.postMessage({ m: "read", slots: [slotAt(a), slotAt(b)] } satisfies FromWriter);
}

function write(path: string, directory: string, bytes: Uint8Array): FromWriter {
  return {
    m: "wrote",
    error: attempt(() => {
      makeDirectory(directory);
      writeSlot(path, bytes);
    }),
  };
}

function attempt(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    return String(error);
  }
}

function isWriterData(data: unknown): data is WriterData {
  return typeof data === "object" && data !== null && "directory" in data && typeof data.directory === "string";
}
