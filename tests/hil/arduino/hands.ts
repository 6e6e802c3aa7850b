import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What the hands at a simulated Uno can do. */
export type Ask =
  | { readonly plug: true }
  | { readonly unplug: true }
  /** Its reset button. */
  | { readonly reset: true }
  | { readonly pull: number; readonly high: boolean }
  | { readonly pulse: number; readonly ms: number }
  | { readonly channel: number; readonly volts: number };
export type ToUno = { readonly id: number; readonly ask: Ask };

type Seen = {
  /** The share of time for which a pin is driven high; null: nobody drives it. */
  readonly duties: Readonly<Record<number, number | null>>;
  readonly pulledUp: readonly number[];
  /** CLOCK_MONOTONIC in ms, as every moment here. */
  readonly at: number;
};
export type FromUno = Seen | { readonly done: number; readonly at: number };

/** Programs that the package `avrgirl-arduino` brings for an Uno: read from where npm put them, never kept in git. */
const HEX = join(dirname(createRequire(import.meta.url).resolve("avrgirl-arduino")), "junk/hex/uno");
export type Program = "StandardFirmata" | "Blink";
export const hexOf = (program: Program): string => join(HEX, `${program}.cpp.hex`);

/** A simulated Arduino Uno in a process of its own, and hands that wire, plug and look. */
export class UnoHands {
  readonly #folder = mkdtempSync(join(tmpdir(), "gaturum-uno-"));
  readonly port = join(this.#folder, "uno");
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (at: number) => void>();
  #seen: Seen = { duties: {}, pulledUp: [], at: 0 };
  #asked = 0;
  #changed: (seen: Seen) => void = () => undefined;

  /** `watched`: the pins that are looked at. `bootloader`: its file; without one the program is there from the start. */
  constructor(program: Program, watched: readonly number[], bootloader = "") {
    const words = [hexOf(program), this.port, watched.join(","), bootloader];
    this.#child = fork(new URL("./uno-process.ts", import.meta.url), words, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#child.on("message", (message: FromUno) => {
      if ("done" in message) {
        this.#waiting.get(message.done)?.(message.at);
        this.#waiting.delete(message.done);
      } else {
        this.#seen = message;
        this.#changed(message);
      }
    });
  }

  get seen(): Seen {
    return this.#seen;
  }

  onChange(changed: (seen: Seen) => void): void {
    this.#changed = changed;
  }

  /** Does it and gives the moment at which it was done. */
  do(ask: Ask): Promise<number> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((done) => {
      this.#waiting.set(id, done);
      this.#child.send({ id, ask } satisfies ToUno);
    });
  }

  async end(): Promise<void> {
    if (this.#child.exitCode === null) {
      const ended = once(this.#child, "exit");
      this.#child.disconnect();
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
