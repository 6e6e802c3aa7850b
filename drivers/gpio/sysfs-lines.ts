import { DONE, failed, type Result } from "../../device/measure/fault.ts";
import type { Instant } from "../../device/measure/time.ts";
import { lineLost } from "./cure.ts";
import type { Edge, InputLine, OutputLine, Polled } from "./line.ts";
import type { OnoffLine } from "./onoff.ts";

/** More would be a line in a storm; what is beyond it is counted and has no moment. */
const EDGES_MAX = 512;

/**
 * A line that was exported. Its level is read through a file of its own: a read through that of `onoff` would take away
 * what the kernel was about to tell it. `close` unexports the line, and then nobody drives it.
 */
export type Exported = { readonly gpio: OnoffLine; isOn(): boolean; close(): void };

class Line {
  protected readonly exported: Exported;
  readonly #part: string;
  readonly #line: string;

  constructor(part: string, line: string, exported: Exported) {
    this.#part = part;
    this.#line = line;
    this.exported = exported;
  }

  isOn(): Result<boolean> {
    return this.attempt(() => this.exported.isOn());
  }

  close(): void {
    this.attempt(() => {
      this.exported.close();
    });
  }

  protected attempt<T>(run: () => T): Result<T> {
    try {
      return { ok: true, value: run() };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return failed({ part: this.#part, ...lineLost(this.#line, code ?? String(error)) });
    }
  }
}

export class SysfsOutput extends Line implements OutputLine {
  set(on: boolean): Result<void> {
    const done = this.attempt(() => {
      this.exported.gpio.writeSync(on ? 1 : 0);
    });
    return done.ok ? DONE : done;
  }
}

/**
 * sysfs tells that a line changed, once for all changes within a turn of the event loop, and then only what its level is.
 * A change to what it was already is a pulse that is over; two of these within one turn look like one.
 */
export class SysfsInput extends Line implements InputLine {
  readonly #now: () => Instant;
  #level: boolean;
  #edges: Edge[] = [];
  /** Edges that `poll` saw in the level before sysfs told of them. */
  #ahead = 0;

  constructor(part: string, line: string, exported: Exported, now: () => Instant) {
    super(part, line, exported);
    this.#now = now;
    this.#level = exported.isOn();
    exported.gpio.watch((error, value) => {
      if (!error) this.#told(value === 1);
    });
  }

  poll(): Result<Polled> {
    const level = this.isOn();
    if (!level.ok) return level;
    if (level.value !== this.#level) {
      this.#turn(level.value, 0);
      this.#ahead += 1;
    }
    const edges = this.#edges;
    this.#edges = [];
    return { ok: true, value: { active: level.value, edges } };
  }

  #told(level: boolean): void {
    if (level !== this.#level) this.#turn(level, 0);
    else if (this.#ahead > 0) this.#ahead -= 1;
    else this.#turn(level, 1);
  }

  #turn(level: boolean, missed: number): void {
    this.#level = level;
    const oldest = this.#edges.length < EDGES_MAX ? undefined : this.#edges.shift();
    this.#edges.push({ at: this.#now(), missed: missed + (oldest === undefined ? 0 : oldest.missed + 1) });
  }
}
