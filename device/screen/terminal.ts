import { writeSync } from "node:fs";
import type { ReadStream, WriteStream } from "node:tty";
import { stripVTControlCharacters } from "node:util";

/** Alternate screen, no cursor, no automatic wrap; and the way back. */
const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";
const LEAVE = "\u001b[39m\u001b[?7h\u001b[?25h\u001b[?1049l";
/** Nobody sees more than 10 pictures a second, and a slow line (ssh from a street) can carry them. */
const REPAINT_MS = 100;
/** A terminal that does not tell its size is taken for the usual one. */
const USUAL = { columns: 80, rows: 24 } as const;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export type TerminalUser = {
  /** What was typed at once, as the terminal sent it. Ctrl-C arrives here as a key, since the terminal is raw. */
  readonly onTyped: (text: string) => void;
  /** A signal came, or the terminal is gone. */
  readonly onQuit: () => void;
  /** The size changed: everything shall be drawn anew. */
  readonly onResize: () => void;
};

/**
 * A terminal that shows lines and tells keys. However the process ends, short of SIGKILL, the terminal is left as it
 * was found: on `end`, on a signal, and at exit, which an error that nobody caught brings about too. A signal is told as
 * `onQuit`; one that comes again ends the process at once.
 */
export class Terminal {
  readonly #input: ReadStream;
  readonly #output: WriteStream & { readonly fd: number };
  readonly #user: TerminalUser;
  #wanted: readonly string[] = [];
  #painted: readonly string[] = [];
  #timer: NodeJS.Timeout | null = null;
  #open = true;
  #signalled = false;

  constructor(input: ReadStream, output: WriteStream & { readonly fd: number }, user: TerminalUser) {
    this.#input = input;
    this.#output = output;
    this.#user = user;
    output.write(ENTER);
    output.on("resize", this.#resized);
    // A terminal that is gone (the window closed) is no fault of what it showed.
    output.on("error", this.#gone);
    if (input.isTTY) input.setRawMode(true);
    input.on("data", this.#typed);
    input.resume();
    process.on("exit", this.#restore);
    for (const signal of SIGNALS) process.on(signal, this.#signal);
  }

  get size(): { readonly columns: number; readonly rows: number } {
    const { columns, rows } = this.#output;
    return { columns: columns > 0 ? columns : USUAL.columns, rows: rows > 0 ? rows : USUAL.rows };
  }

  /** Shows these lines, at once or within {@link REPAINT_MS}; only the newest picture counts. */
  show(lines: readonly string[]): void {
    this.#wanted = lines;
    if (!this.#open || this.#timer !== null) return;
    this.#paint();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#paint();
    }, REPAINT_MS);
    this.#timer.unref();
  }

  /** Leaves the terminal as it was found. May be called again. */
  end(): void {
    this.#restore();
    this.#input.off("data", this.#typed);
    this.#input.pause();
    this.#output.off("resize", this.#resized);
    process.off("exit", this.#restore);
    for (const signal of SIGNALS) process.off(signal, this.#signal);
  }

  #paint(): void {
    if (!this.#open) return;
    const { columns } = this.size;
    let text = "";
    this.#wanted.forEach((line, index) => {
      if (line === this.#painted[index]) return;
      // Erasing after a full line would take its last character along.
      const rest = stripVTControlCharacters(line).length < columns ? "\u001b[K" : "";
      text += `\u001b[${index + 1};1H${line}${rest}`;
    });
    if (this.#painted.length > this.#wanted.length) text += `\u001b[${this.#wanted.length + 1};1H\u001b[J`;
    this.#painted = this.#wanted;
    if (text !== "") this.#output.write(text);
  }

  readonly #typed = (data: Buffer | string): void => {
    this.#user.onTyped(data.toString());
  };

  readonly #resized = (): void => {
    this.#painted = [];
    this.#output.write("\u001b[2J");
    this.#user.onResize();
  };

  readonly #gone = (): void => {
    if (!this.#open) return;
    this.#open = false;
    this.#user.onQuit();
  };

  readonly #signal = (signal: NodeJS.Signals): void => {
    this.#restore();
    if (this.#signalled) {
      process.off(signal, this.#signal);
      process.kill(process.pid, signal);
      return;
    }
    this.#signalled = true;
    this.#user.onQuit();
  };

  /** Synchronous, because at exit nothing else is written any more. */
  readonly #restore = (): void => {
    if (!this.#open) return;
    this.#open = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    try {
      if (this.#input.isTTY) this.#input.setRawMode(false);
      writeSync(this.#output.fd, LEAVE);
    } catch {
      // The terminal is gone: there is nothing left to restore, and this runs while the process ends.
    }
  };
}
