import { spawn } from "node:child_process";
import { expect, it } from "vitest";
import { needs } from "../setup/programs.ts";

const ENTER = "\u001b[?1049h\u001b[?25l";
const LEAVE = "\u001b[39m\u001b[?7h\u001b[?25h\u001b[?1049l";
const SCRIPT = new URL("terminal-run.ts", import.meta.url).pathname;
/** Far above what a start takes on a slow machine; only a hang waits so long. */
const PATIENCE_MS = 15_000;

/**
 * The script in a pseudo-terminal of socat's. Not as leader of a session: the end of one hangs the terminal up, and what
 * was written last may be lost with it.
 */
class Session {
  output = "";
  readonly #socat;
  readonly #ended: Promise<number | null>;

  constructor(word: string) {
    const command = `EXEC:'${process.execPath} ${SCRIPT} ${word}',pty,stderr`;
    this.#socat = spawn("socat", ["-t0.5", "STDIO", command]);
    this.#socat.stdout.on("data", (piece: Buffer) => (this.output += piece.toString()));
    this.#ended = new Promise((resolve) => this.#socat.once("close", resolve));
  }

  type(keys: string): void {
    this.#socat.stdin.write(keys);
  }

  async shows(sign: string): Promise<void> {
    await expect.poll(() => this.output, { timeout: PATIENCE_MS, interval: 10 }).toContain(sign);
  }

  get pid(): number {
    return Number(/pid (\d+)/.exec(this.output)?.[1]);
  }

  end(): Promise<number | null> {
    return this.#ended;
  }
}

async function started(word: string): Promise<Session> {
  const session = new Session(word);
  await session.shows("a line that stays");
  expect(session.output.startsWith(ENTER)).toBe(true);
  return session;
}

needs("socat")("a terminal", () => {
  it("tells keys, repaints only what changed, and leaves the terminal clean", async () => {
    const session = await started("quit");
    session.type("w\u001b[At");
    await session.shows("told walk litter");
    session.type("\u0003");
    await session.end();
    expect(session.output.split("a line that stays")).toHaveLength(2);
    expect(session.output.endsWith(LEAVE)).toBe(true);
    expect(session.output.split(LEAVE)).toHaveLength(2);
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("leaves it clean on %s", async (signal) => {
    const session = await started("quit");
    process.kill(session.pid, signal);
    await session.end();
    expect(session.output.endsWith(LEAVE)).toBe(true);
  });

  it("leaves it clean at an exit", async () => {
    const session = await started("exit");
    session.type("j");
    await session.end();
    expect(session.output.endsWith(LEAVE)).toBe(true);
  });

  it("leaves it clean on an error that nobody catches, and the error is read after it", async () => {
    const session = await started("throw");
    session.type("j");
    await session.end();
    const [, after] = session.output.split(LEAVE);
    expect(after).toContain("nobody catches this");
  });
});
