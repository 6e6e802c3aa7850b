import { fork, type ChildProcess } from "node:child_process";

/** How a child is started again after it ended. */
export type Restart = {
  readonly firstMs: number;
  /** Each further wait doubles up to this. */
  readonly longestMs: number;
  /** More ends than this within `windowMs` and the whole run gives up; null: never. */
  readonly endsMax: number | null;
  readonly windowMs: number;
};
/** Control: five times in a minute, then the run ends and whoever started it must look. */
export const RESTART_CONTROL: Restart = { firstMs: 500, longestMs: 500, endsMax: 5, windowMs: 60_000 };
/** Link: for ever, since the street does not need it. */
export const RESTART_LINK: Restart = { firstMs: 500, longestMs: 30_000, endsMax: null, windowMs: 60_000 };
/** A child that has not ended so long after SIGTERM is killed; the promise is 2 s for the whole. */
const TERM_MS = 1_800;

/**
 * A young generation of 1 MB instead of 16: 3 MB less, and shorter pauses, for a process whose garbage of a cycle is a few
 * kilobytes.
 */
export const NODE_WORDS: readonly string[] = ["--max-semi-space-size=1"];

/** What a child is started with. */
export type Start = {
  readonly module: URL;
  readonly args: readonly string[];
  /** Where Node keeps the compiled modules: the next start neither strips types nor compiles. */
  readonly compiled: string;
  /** Is told each line that the child says; it says them on its own stderr too. */
  readonly heard: (line: string) => void;
};

/** Keeps one child process running. `gaveUp` is called once, when the restarts are used up. */
export class Supervised {
  readonly #start: () => ChildProcess;
  readonly #restart: Restart;
  readonly #gaveUp: () => void;
  readonly #ends: number[] = [];
  #started: () => void = () => undefined;
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | undefined;
  #ending = false;
  #waitMs: number;

  constructor({ module, args, compiled, heard }: Start, restart: Restart, gaveUp: () => void) {
    const execArgv = [...process.execArgv, ...NODE_WORDS];
    const env = { ...process.env, NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? compiled };
    this.#start = () => {
      const child = fork(module, args, { stdio: ["ignore", "inherit", "inherit", "ipc"], execArgv, env });
      child.on("message", (line) => {
        if (typeof line === "string") heard(line);
      });
      return child;
    };
    this.#restart = restart;
    this.#gaveUp = gaveUp;
    this.#waitMs = restart.firstMs;
    this.#run();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Called each time the child was started again. */
  onStart(started: () => void): void {
    this.#started = started;
  }

  /** Asks the child to end and waits for it. */
  async end(): Promise<void> {
    this.#ending = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === null) return;
    await new Promise<void>((resolve) => {
      const kill = setTimeout(() => child.kill("SIGKILL"), TERM_MS);
      child.once("exit", () => {
        clearTimeout(kill);
        resolve();
      });
      child.kill("SIGTERM");
    });
  }

  #run(): void {
    const child = this.#start();
    const startedAt = performance.now();
    this.#child = child;
    this.#started();
    const ended = (): void => {
      if (this.#child !== child) return;
      this.#child = null;
      if (!this.#ending) this.#again(performance.now() - startedAt);
    };
    child.once("exit", ended);
    child.once("error", (cause) => {
      process.stderr.write(`gaturum  a process could not be started: ${cause.message}. Is there memory left?\n`);
      if (child.pid === undefined) ended();
    });
  }

  #again(ranMs: number): void {
    const { firstMs, longestMs, endsMax, windowMs } = this.#restart;
    const now = performance.now();
    this.#ends.push(now);
    while ((this.#ends[0] ?? now) < now - windowMs) this.#ends.shift();
    if (endsMax !== null && this.#ends.length > endsMax) {
      this.#gaveUp();
      return;
    }
    this.#waitMs = ranMs > windowMs ? firstMs : this.#waitMs;
    this.#timer = setTimeout(() => {
      this.#run();
    }, this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, longestMs);
  }
}
