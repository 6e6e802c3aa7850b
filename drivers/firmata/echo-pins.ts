import type { Io } from "./bridge.ts";

/** HC-SR04 datasheet: the trigger is high for 10 us. */
const TRIGGER_US = 10;
const HIGH = 1;
/**
 * From one echo to the next question. HC-SR04 datasheet: over 60 ms, or the echo of the last one is heard. More is our
 * choice: while the board waits for an echo it does nothing else.
 */
export const PAUSE_MS = 100;
/** How long the board waits. 4 m there and back, the farthest that an HC-SR04 hears, are 25.6 ms at -30 C. */
export const ECHO_WAIT_US = 30_000;

type Asked = Pick<Io, "pingRead" | "removeListener">;

/** Asks each of the pins how long an echo takes, for ever and one after the other: the sounds of two would mix. */
export class EchoPins {
  readonly #io: Asked;
  readonly #pins: readonly number[];
  readonly #patienceMs: number;
  readonly #told: (pin: number, echoUs: number) => void;
  #asked = 0;
  #ended = false;
  /** One at a time: for the next question, or until an answer is given up. */
  #timer: NodeJS.Timeout | undefined;

  /** `patienceMs`: an answer that takes longer was lost on its way, and the next pin is asked. */
  constructor(io: Asked, pins: readonly number[], patienceMs: number, told: (pin: number, echoUs: number) => void) {
    this.#io = io;
    this.#pins = pins;
    this.#patienceMs = patienceMs;
    this.#told = told;
  }

  start(): void {
    const pin = this.#pins[this.#asked % this.#pins.length];
    if (pin === undefined || this.#ended) return;
    this.#asked += 1;
    const heard = (echoUs: number) => {
      if (this.#ended) return;
      this.#again(PAUSE_MS);
      this.#told(pin, echoUs);
    };
    this.#again(this.#patienceMs, () => {
      this.#io.removeListener(`ping-read-${pin}`, heard);
    });
    this.#io.pingRead({ pin, value: HIGH, pulseOut: TRIGGER_US, timeout: ECHO_WAIT_US }, heard);
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #again(waitMs: number, before: () => void = () => undefined): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      before();
      this.start();
    }, waitMs);
  }
}
