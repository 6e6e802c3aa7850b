import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { text } from "node:stream/consumers";

/** Before control, which runs at 20. */
const FIFO_PRIORITY = "30";
const PERIOD_MS = 5;
/** Wakes, and tells at the end, of each second of the computer's uptime, by how many ms at most it did so too late. */
const PROGRAM = `
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  const now = () => Number(process.hrtime.bigint()) / 1e6;
  const bySecond = new Map();
  let ended = false;
  process.stdin.on("end", () => (ended = true)).resume();
  process.send("ready");
  (function turn() {
    const due = now() + ${PERIOD_MS};
    Atomics.wait(sleeper, 0, 0, ${PERIOD_MS});
    const second = Math.floor(now() / 1_000);
    bySecond.set(second, Math.max(bySecond.get(second) ?? 0, now() - due));
    if (!ended) return setImmediate(turn);
    process.stdout.write(JSON.stringify([...bySecond]));
    process.disconnect();
  })();`;

/** Of a second of the computer's uptime: for how many ms some processor stood still then, or in the second before or after. */
export type StoodStillMs = (second: number) => number;
type Witness = { readonly child: ChildProcess; readonly said: Promise<string> };

/**
 * On each processor, beside what is measured, a program that does nothing but wake, before all others: what it comes too
 * late, the machine took from everyone there. Each by itself: on a shared computer one processor stood still for 63 ms
 * while the other ran. Where nobody may run before others there is no witness, and nothing stood still.
 */
export class MachineWitness {
  readonly #witnesses: readonly Witness[];

  private constructor(witnesses: readonly Witness[]) {
    this.#witnesses = witnesses;
  }

  /** As long as one starts it is as everyone else, or it would be what the machine stands still for. */
  static async start(): Promise<MachineWitness> {
    if (spawnSync("chrt", ["-f", FIFO_PRIORITY, "true"]).status !== 0) return new MachineWitness([]);
    const witnesses = cpus().map((_, cpu) => {
      const words = ["-c", String(cpu), process.execPath, "--eval", PROGRAM];
      const child = spawn("taskset", words, { stdio: ["pipe", "pipe", "ignore", "ipc"] });
      return { child, said: child.stdout === null ? Promise.resolve("[]") : text(child.stdout) };
    });
    await Promise.all(witnesses.map(({ child }) => once(child, "message")));
    for (const { child } of witnesses) spawnSync("chrt", ["-a", "-f", "-p", FIFO_PRIORITY, String(child.pid)]);
    return new MachineWitness(witnesses);
  }

  /** Ends them; what it gives does not change by asking again. */
  async end(): Promise<StoodStillMs> {
    for (const { child } of this.#witnesses) child.stdin?.end();
    const all = (await Promise.all(this.#witnesses.map(({ said }) => said))).map(
      (said) => new Map(JSON.parse(said) as readonly (readonly [second: number, lateMs: number])[]),
    );
    const at = (second: number): number => Math.max(0, ...all.map((bySecond) => bySecond.get(second) ?? 0));
    return (second) => Math.max(at(second - 1), at(second), at(second + 1));
  }
}
