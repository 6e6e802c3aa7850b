import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { linesOf } from "./lines.ts";
import { connected } from "./socket.ts";

const LOOK_MS = 20;

/** One script that runs, or ran, in the VM. */
export type Job = {
  /** What it has written up to now, to stdout and stderr. */
  said(): string;
  /** Its exit code. Rejected where the VM went off or was reset before. */
  readonly ended: Promise<number>;
};

/**
 * Runs scripts in a VM that was booted without one of its own. Each is a file in the share, and what it writes is
 * another; `guest/shell.sh` is told their numbers over a serial line, and tells the exit codes.
 */
export class Shell {
  /** Times that the VM came up. */
  boots = 0;
  readonly #folder: string;
  readonly #socket: Promise<Socket>;
  readonly #running = new Map<string, { resolve: (code: number) => void; reject: (cause: Error) => void }>();
  #last = 0;
  #isOff = false;

  constructor(path: string, share: string, ended: Promise<unknown>) {
    this.#folder = join(share, "shell");
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
    this.#socket = connected(path, ended).then((socket) => {
      linesOf(socket, (line) => this.#take(line));
      return socket;
    });
    this.#socket.catch(() => undefined);
    void ended.then(() => {
      this.#isOff = true;
      this.#giveUp("the VM is off");
    });
  }

  /** Starts a bash script, which may run for as long as the VM does. */
  async start(script: string): Promise<Job> {
    this.#last += 1;
    const name = String(this.#last);
    const output = join(this.#folder, `${name}.out`);
    writeFileSync(join(this.#folder, `${name}.sh`), script);
    writeFileSync(output, "");
    const ended = new Promise<number>((resolve, reject) => this.#running.set(name, { resolve, reject }));
    ended.catch(() => undefined);
    (await this.#socket).write(`${name}\n`);
    return { said: () => readFileSync(output, "utf8"), ended };
  }

  /** Runs a bash script to its end and gives what it wrote; throws on an exit code other than 0. */
  async run(script: string): Promise<string> {
    const job = await this.start(script);
    const code = await job.ended;
    if (code !== 0) throw new Error(`exit code ${code} in the VM:\n${script}\n${job.said()}`);
    return job.said();
  }

  async booted(boots: number, withinMs: number): Promise<void> {
    const giveUpAt = performance.now() + withinMs;
    while (this.boots < boots) {
      if (this.#isOff) throw new Error("the VM went off while it booted; its last lines are above");
      if (performance.now() > giveUpAt) throw new Error(`the VM has not booted within ${withinMs / 1_000} s`);
      await pause(LOOK_MS);
    }
  }

  /** Ends it, and with it the VM. */
  leave(): void {
    void this.#socket.then((socket) => socket.write("leave\n")).catch(() => undefined);
  }

  close(): void {
    void this.#socket.then((socket) => socket.destroy()).catch(() => undefined);
  }

  #take(line: string): void {
    if (line === "booted") {
      this.boots += 1;
      this.#giveUp("the VM was reset");
      return;
    }
    const [name = "", code] = line.split(" ");
    this.#running.get(name)?.resolve(Number(code));
    this.#running.delete(name);
  }

  #giveUp(why: string): void {
    for (const { reject } of this.#running.values()) reject(new Error(why));
    this.#running.clear();
  }
}
