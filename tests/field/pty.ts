import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";

const CTRL_C = "\u0003";

/** `gaturum …` on a terminal of its own, by socat: it asks, and someone types. */
export class OnTerminal {
  /** All that stood on the screen. */
  said = "";
  readonly #child: ChildProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), "gaturum-pty-"));
  readonly #code = join(this.#folder, "code");
  readonly #pid = join(this.#folder, "pid");
  #read = 0;
  #closed = false;

  constructor(words: readonly string[], cwd: string) {
    const script = join(this.#folder, "run.sh");
    const quoted = [process.execPath, join(ROOT, "device/gaturum.js"), ...words].map((word) => `'${word}'`).join(" ");
    // The shell must live on after Ctrl-C, to tell the exit code.
    const run = `sh -c 'echo $$ > ${this.#pid}; exec "$@"' sh ${quoted}`;
    writeFileSync(script, ["trap : INT", `cd '${cwd}'`, run, `echo $? > ${this.#code}`].join("\n"));
    this.#child = spawn("socat", ["-", `EXEC:sh ${script},pty,setsid,ctty,stderr`]);
    this.#child.stdout?.setEncoding("utf8").on("data", (piece: string) => (this.said += piece));
    this.#child.on("close", () => (this.#closed = true));
  }

  /** Waits until the screen says it, behind what was waited for before. */
  async sees(text: string): Promise<void> {
    await until(`the screen to say "${text}", not: ${this.said}`, () => this.said.indexOf(text, this.#read) >= 0);
    this.#read = this.said.indexOf(text, this.#read) + text.length;
  }

  types(line: string): void {
    this.#child.stdin?.write(`${line}\r`);
  }

  pressesCtrlC(): void {
    this.#child.stdin?.write(CTRL_C);
  }

  /** A signal from elsewhere. */
  kill(signal: NodeJS.Signals): void {
    process.kill(Number(readFileSync(this.#pid, "utf8")), signal);
  }

  /** Its exit code, once all that it wrote stands on the screen. */
  async ended(): Promise<number> {
    const code = (): string => {
      try {
        return readFileSync(this.#code, "utf8");
      } catch {
        return "";
      }
    };
    await until(`the end, not: ${this.said}`, () => this.#closed && code().endsWith("\n"));
    return Number(code());
  }

  close(): void {
    this.#child.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
