import type { ChildProcess } from "node:child_process";
import type { Millis } from "../../device/measure/time.ts";

/**
 * Ends a process that ends when its channel is closed. It is killed when it has not done so within `waitMs`; one that the
 * kernel holds does not even die then, and is left to it after as long again.
 */
export async function endChild(
  child: Pick<ChildProcess, "connected" | "once" | "disconnect" | "kill">,
  waitMs: Millis,
): Promise<void> {
  await new Promise<void>((ended) => {
    let timer = setTimeout(() => {
      child.kill("SIGKILL");
      timer = setTimeout(ended, waitMs);
    }, waitMs);
    child.once("exit", () => {
      clearTimeout(timer);
      ended();
    });
    if (child.connected) child.disconnect();
  });
}
