import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, it } from "vitest";
import { eventually } from "../keep/eventually.ts";

const INSTALL = "apt-get install -y --no-install-recommends socat";

/** As `describe`; without socat it skips and says so, and under CI=true it fails. */
export function describeWithSocat(name: string, tests: () => void): void {
  if (spawnSync("socat", ["-V"]).status === 0) {
    describe(name, tests);
  } else if (process.env["CI"] === "true") {
    it(`${name}: needs socat`, () => {
      throw new Error(`socat is missing: ${INSTALL}`);
    });
  } else {
    process.stderr.write(`SKIPPED ${name}: socat is missing. Install it: ${INSTALL}\n`);
    describe.skip(name, tests);
  }
}

/** A serial cable whose other end is in the test's hand. */
export class Pty {
  readonly #directory = mkdtempSync(join(tmpdir(), "gaturum-pty-"));
  readonly path = join(this.#directory, "port");
  #socat: ChildProcessWithoutNullStreams | null = null;
  /** Holds the port open, or socat would end as soon as the driver lets go of it. */
  #holder: number | null = null;

  async plug(): Promise<void> {
    rmSync(this.path, { force: true });
    this.#socat = spawn("socat", [`PTY,link=${this.path},raw,echo=0`, "STDIO"]);
    await eventually(
      () => existsSync(this.path),
      (exists) => exists,
    );
    this.#holder = openSync(this.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  }

  feed(bytes: Iterable<number>): void {
    this.#socat?.stdin.write(Uint8Array.from(bytes));
  }

  /** What the driver sends, a line at a time, until the cable is unplugged. */
  onLine(heard: (line: string) => void): void {
    if (this.#socat !== null) createInterface({ input: this.#socat.stdout }).on("line", heard);
  }

  /** Kills the other end, as pulling the plug of an adapter does. */
  async unplug(): Promise<void> {
    const socat = this.#socat;
    if (socat === null) return;
    this.#socat = null;
    const ended = new Promise((resolve) => socat.once("exit", resolve));
    socat.kill("SIGKILL");
    await ended;
    if (this.#holder !== null) closeSync(this.#holder);
    this.#holder = null;
    rmSync(this.path, { force: true });
  }

  async end(): Promise<void> {
    await this.unplug();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** Sends one frame after the other as the sensor does, only faster: every 10 ms instead of 100. */
export class Feeder {
  frame: readonly number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(pty: Pty) {
    this.#timer = setInterval(() => {
      if (this.frame.length > 0) pty.feed(this.frame);
    }, 10);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
