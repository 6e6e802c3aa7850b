import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask } from "../../device/field/ask.ts";

export type Status = {
  readonly figures: { readonly cycles: number; readonly missedCycles: number };
  readonly worstBySecondMs: readonly number[];
  readonly readings: Readonly<Record<string, { readonly ok: boolean; readonly fault?: { readonly cause: string } }>>;
  readonly waiting: number;
};

/** `gaturum run` as a person starts it, in folders of its own, with both its children. */
export class DeviceRun {
  readonly folder: string;
  /** Where its sockets and its state are, for whoever asks it. */
  readonly env: NodeJS.ProcessEnv;
  readonly child: ChildProcess;
  readonly said: string[] = [];

  constructor(config: string, device: string, args: readonly string[] = []) {
    const base = mkdtempSync(join(tmpdir(), "gaturum-run-"));
    const file = join(base, "device.yaml");
    writeFileSync(file, config);
    this.folder = join(base, "run", device);
    this.env = { ...process.env, GATURUM_RUN_DIR: join(base, "run"), GATURUM_STATE_DIR: join(base, "state") };
    const launcher = new URL("../../device/gaturum.js", import.meta.url).pathname;
    this.child = spawn(process.execPath, [launcher, "run", "--config", file, "--json", ...args], {
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => this.said.push(...text.split("\n").filter(Boolean)));
    }
  }

  /** The process ids of its children, from the newest line that tells them. */
  get pids(): { readonly control: number; readonly link: number } {
    const told = this.said.findLast((line) => line.startsWith('{"control"'));
    if (told === undefined) throw new Error(`nothing started: ${this.said.join(" | ")}`);
    return JSON.parse(told) as { control: number; link: number };
  }

  async status(): Promise<Status> {
    for await (const line of ask(join(this.folder, "control.sock"), "status")) return JSON.parse(line) as Status;
    throw new Error("no answer from control");
  }

  /** Ends it as systemd would and gives how long it took. */
  async end(): Promise<{ readonly code: number | null; readonly tookMs: number }> {
    const startedAt = performance.now();
    if (this.child.exitCode === null) {
      const exited = once(this.child, "exit");
      this.child.kill("SIGTERM");
      await exited;
    }
    return { code: this.child.exitCode, tookMs: performance.now() - startedAt };
  }
}
