import { Worker } from "node:worker_threads";
import { hours } from "../../measure/time.ts";
import type { LookAsk, LookResult } from "./look-around.ts";

/** `done` is called once, later; what is returned ends it, and `done` is not called then. */
export type LookOnce = (done: (result: LookResult) => void) => () => void;

/** A look that is not over by then goes on with the next one: 65 MB take 9 h at 16 kbit/s. Our choice. */
export const LOOK_MS = hours(12);
/** 200 MB go through it in small pieces. As the check of settings; our choice. */
const MEMORY_MB = 64;

export function lookInThread(ask: LookAsk): LookOnce {
  return (done) => {
    const module = new URL(`./look-worker${import.meta.url.slice(-3)}`, import.meta.url);
    const worker = new Worker(module, { workerData: ask, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    let open = true;
    const close = (): void => {
      open = false;
      clearTimeout(limit);
      void worker.terminate();
    };
    const finish = (result: LookResult): void => {
      if (!open) return;
      close();
      done(result);
    };
    const failed = (cause: "slow" | "disk", text: string) => finish({ looked: { is: "failed", cause }, text });
    const limit = setTimeout(() => failed("slow", `not over after ${LOOK_MS / 3_600_000} h`), LOOK_MS);
    worker.once("message", finish);
    worker.once("error", (cause) => failed("disk", cause.stack ?? cause.message));
    worker.once("exit", () => failed("disk", "its thread ended"));
    return close;
  };
}
