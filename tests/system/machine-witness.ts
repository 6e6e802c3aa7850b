import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** Before control, which runs at 20. */
const FIFO_PRIORITY = "30";
const PERIOD_MS = 5;
/** Wakes, and tells at the end by how many ms at most it did so too late. */
const PROGRAM = `
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  let worstMs = 0, ended = false;
  process.stdin.on("end", () => (ended = true)).resume();
  (function turn() {
    const from = performance.now();
    Atomics.wait(sleeper, 0, 0, ${PERIOD_MS});
    worstMs = Math.max(worstMs, performance.now() - from - ${PERIOD_MS});
    if (ended) process.stdout.write(String(worstMs));
    else setImmediate(turn);
  })();`;

/**
 * A program beside what is measured that does nothing but wake, before all others: what it comes too late, the machine took
 * from everyone. Gives that in ms, when the work is over; 0 where nobody may run before others.
 */
export async function stoodStillMs(work: () => Promise<void>): Promise<number> {
  const words = ["-f", FIFO_PRIORITY, process.execPath, "--eval", PROGRAM];
  const child = spawn("chrt", words, { stdio: ["pipe", "pipe", "ignore"] });
  const said = text(child.stdout);
  for (const each of [child, child.stdin]) each.on("error", () => undefined);
  try {
    await work();
  } finally {
    child.stdin.end();
  }
  return Number(await said);
}
