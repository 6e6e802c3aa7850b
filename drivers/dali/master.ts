import { millis, type Millis } from "../../device/measure/time.ts";
import type { LineFault } from "../serial/cure.ts";
import { LINE_LIMITS, SerialLine, type LineLimits } from "../serial/serial-line.ts";
import type { Frame, Reply } from "./frames.ts";
import { BAUD_RATE, hatLine, heardHat, hearHat, type HatHearing } from "./hat.ts";

/**
 * What a lamp hears of its bus master, from the event loop. `ready`: it takes frames; whether anybody is there, the first
 * answer shows.
 */
export type MasterListener = { ready(): void; lost(fault: LineFault): void };
/** A way to the bus: one frame at a time, and an answer to each, unless `lost` comes first. Nothing here waits. */
export interface Master {
  send(frame: Frame, replied: (reply: Reply) => void): void;
  close(): Promise<void>;
}
export type OpenMaster = (listener: MasterListener) => Master;

/** How long the HAT is waited for. Our choice: a frame that is sent twice takes 0.1 s with its answer. */
const REPLY_MS: Millis = millis(500);
/** Waits without a word from the HAT, one after the other, until it counts as lost. Our choice. */
const SILENCES_MAX = 3;
/** The ATX LED DALI HAT on a serial port. */
export class HatMaster implements Master {
  readonly #line: SerialLine;
  readonly #listener: MasterListener;
  readonly #path: string;
  readonly #replyMs: Millis;
  #hearing: HatHearing | null = null;
  #replied: ((reply: Reply) => void) | null = null;
  #timer: NodeJS.Timeout | undefined;
  #silences = 0;

  constructor(path: string, listener: MasterListener, replyMs = REPLY_MS, limits: LineLimits = LINE_LIMITS) {
    this.#path = path;
    this.#listener = listener;
    this.#replyMs = replyMs;
    this.#line = new SerialLine(
      path,
      BAUD_RATE,
      {
        opened: () => {
          this.#silences = 0;
          listener.ready();
        },
        bytes: (chunk) => {
          this.#heard(chunk);
        },
        lost: (fault) => {
          this.#forget();
          listener.lost(fault);
        },
      },
      limits,
    );
  }

  send(frame: Frame, replied: (reply: Reply) => void): void {
    if (this.#replied !== null) throw new Error(`${this.#path}: a frame is on its way already`);
    this.#hearing = hearHat(frame);
    this.#replied = replied;
    this.#timer = setTimeout(() => {
      this.#silent();
    }, this.#replyMs);
    this.#line.write(Buffer.from(hatLine(frame), "latin1"));
  }

  async close(): Promise<void> {
    this.#forget();
    await this.#line.close();
  }

  #heard(chunk: Uint8Array): void {
    if (this.#hearing === null) return;
    const { hearing, reply } = heardHat(this.#hearing, chunk);
    this.#hearing = hearing;
    if (reply === null) return;
    this.#silences = 0;
    this.#reply(reply);
  }

  #silent(): void {
    this.#silences += 1;
    if (this.#silences === SILENCES_MAX) this.#listener.lost(hatSilent(this.#path));
    this.#reply({ kind: "failed", by: "silence" });
  }

  #reply(reply: Reply): void {
    const replied = this.#replied;
    this.#forget();
    replied?.(reply);
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#hearing = null;
    this.#replied = null;
  }
}

const hatSilent = (path: string): LineFault => ({
  cause: "no-answer",
  detail: `the DALI HAT on ${path} says nothing: check that it sits right, and that the serial console is off (raspi-config).`,
});
