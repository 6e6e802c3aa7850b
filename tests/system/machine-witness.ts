import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { text } from "node:stream/consumers";

/** Before control, which runs at 20. */
const FIFO_PRIORITY = "30";
const PERIOD_MS = 5;
/** Wakes, and tells at the end by how many ms at most it did so too late since it was sent SIGUSR2. */
const PROGRAM = `
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  let worstMs = 0, ended = false;
  process.stdin.on("end", () => (ended = true)).resume();
  process.on("SIGUSR2", () => (worstMs = 0));
  process.send("ready");
  (function turn() {
    const from = performance.now();
    Atomics.wait(sleeper, 0, 0, ${PERIOD_MS});
    worstMs = Math.max(worstMs, performance.now() - from - ${PERIOD_MS});
    if (!ended) return setImmediate(turn);
    process.stdout.write(String(worstMs));
    process.disconnect();
  })();`;

/**
 * On each processor, beside what is measured, a program that does nothing but wake, before all others: what it comes too
 * late, the machine took from everyone there. Each by itself: on a shared computer one processor stood still for 63 ms
 * while the other ran.
 */
export class MachineWitness {
  readonly #children: readonly ChildProcess[];
  /** For how long a processor stood still at worst. */
  readonly #worstMs: Promise<number>;

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children;
    const said = children.map(({ stdout }) => (stdout === null ? Promise.resolve("") : text(stdout)));
    this.#worstMs = Promise.all(said).then((all) => Math.max(...all.map(Number)));
  }

  /** As long as one starts it is as everyone else, or it would be what the machine stands still for. */
  static async start(): Promise<MachineWitness> {
    const children = cpus().map((_, cpu) => {
      const words = ["-c", String(cpu), process.execPath, "--eval", PROGRAM];
      return spawn("taskset", words, { stdio: ["pipe", "pipe", "ignore", "ipc"] });
    });
    await Promise.all(children.map((child) => once(child, "message")));
    for (const { pid } of children) spawnSync("chrt", ["-a", "-f", "-p", FIFO_PRIORITY, String(pid)]);
    for (const child of children) child.kill("SIGUSR2");
    return new MachineWitness(children);
  }

  /** Ends them; what it gives does not change by asking again. */
  end(): Promise<number> {
    for (const { stdin } of this.#children) stdin?.end();
    return this.#worstMs;
  }
}
