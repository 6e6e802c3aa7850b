import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ToldWhy } from "../../device/control/control-options.ts";
import type { PaceFigures } from "../../device/control/pace.ts";
import { ask } from "../../device/field/ask.ts";

const READY_TRIES = 200;
const READY_PAUSE_MS = 50;

export type Status = {
  /** In ms of the computer's uptime. */
  readonly at: number;
  readonly figures: PaceFigures;
  readonly worstBySecondMs: readonly number[];
  readonly readings: Readonly<Record<string, { readonly ok: boolean; readonly fault?: { readonly cause: string } }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly waiting: number;
};

/** `gaturum run` as a person starts it, in folders of its own, with both its children. */
export class DeviceRun {
  readonly folder: string;
  /** Where its sockets and its state are, for whoever asks it. */
  readonly env: NodeJS.ProcessEnv;
  readonly child: ChildProcess;
  readonly said: string[] = [];
  readonly #base = mkdtempSync(join(tmpdir(), "gaturum-run-"));

  /** `more` comes into its environment last. */
  constructor(config: string, device: string, args: readonly string[] = [], more: NodeJS.ProcessEnv = {}) {
    const base = this.#base;
    const file = join(base, "device.yaml");
    writeFileSync(file, config);
    this.folder = join(base, "run", device);
    const folders = { GATURUM_RUN_DIR: join(base, "run"), GATURUM_STATE_DIR: join(base, "state") };
    this.env = { ...process.env, ...folders, ...more };
    const launcher = new URL("../../device/gaturum.js", import.meta.url).pathname;
    this.child = spawn(process.execPath, [launcher, "run", "--config", file, "--json", ...args], {
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => this.said.push(...text.split("\n").filter(Boolean)));
    }
  }

  get controlPid(): number {
    return this.#pidOf("control");
  }

  /** The process ids of its children, each from the newest line that tells it. */
  get pids(): { readonly control: number; readonly link: number } {
    return { control: this.controlPid, link: this.#pidOf("link") };
  }

  /** Waits until control answers. */
  async ready(): Promise<Status> {
    for (let left = READY_TRIES; ; left -= 1) {
      try {
        return await this.status();
      } catch (cause) {
        if (left === 0 || this.child.exitCode !== null) throw new Error(this.said.join("\n"), { cause });
        await pause(READY_PAUSE_MS);
      }
    }
  }

  async status(): Promise<Status> {
    for await (const line of ask(join(this.folder, "control.sock"), { ask: "status" }))
      return JSON.parse(line) as Status;
    throw new Error("no answer from control");
  }

  /** The last decisions, oldest first. */
  async decisions(): Promise<readonly ToldWhy[]> {
    const told: ToldWhy[] = [];
    for await (const line of ask(join(this.folder, "control.sock"), { ask: "why" }))
      told.push(JSON.parse(line) as ToldWhy);
    return told;
  }

  /** Ends it as systemd would and gives how long it took. */
  async end(): Promise<{ readonly code: number | null; readonly tookMs: number }> {
    const startedAt = performance.now();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, "exit");
      this.child.kill("SIGTERM");
      await exited;
    }
    return { code: this.child.exitCode, tookMs: performance.now() - startedAt };
  }

  #pidOf(name: string): number {
    const told = this.said.findLast((line) => line.startsWith("{") && line.includes(`"${name}"`));
    if (told === undefined) throw new Error(`nothing started: ${this.said.join(" | ")}`);
    return (JSON.parse(told) as Record<string, number>)[name] ?? 0;
  }

  /** Ends it and takes its folders away. */
  async close(): Promise<void> {
    await this.end();
    rmSync(this.#base, { recursive: true, force: true });
  }
}

/** Whether a process is there; one that ended and was not yet buried by its parent is not. */
export function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}
