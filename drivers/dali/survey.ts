import type { BusSeen } from "../../device/measure/samples.ts";
import { after, type Instant } from "../../device/measure/time.ts";
import type { Asking } from "./addressing.ts";
import type { Frame, Reply } from "./frames.ts";

/** How often a frame is tried that the master could not send. Our choice, as a gear has three questions to answer. */
const TRIES_MAX = 3;

/** Plays a dialogue with a bus, one frame after the other, without I/O. */
export class Survey {
  seen: BusSeen = { is: "looking" };
  readonly #asking: Asking;
  #frame: Frame | null = null;
  #tries = 0;
  #restsUntil: Instant | null = null;

  constructor(asking: Asking) {
    this.#asking = asking;
    this.#take(asking.next());
  }

  /** The frame that is to be sent; null: it rests, or it is over. */
  frameAt(now: Instant): Frame | null {
    return this.restUntil(now) === null ? this.#frame : null;
  }

  /** The moment from which it goes on; null: it does not rest. */
  restUntil(now: Instant): Instant | null {
    return this.#frame !== null && this.#restsUntil !== null && now < this.#restsUntil ? this.#restsUntil : null;
  }

  heard(reply: Reply, now: Instant): void {
    if (this.#frame === null) return;
    const { restMs } = this.#frame;
    if (reply.kind === "failed") {
      this.#tries += 1;
      if (this.#tries === TRIES_MAX) this.end("the bus takes no frame: look at its two wires and its supply (16 V).");
      return;
    }
    this.#tries = 0;
    this.#restsUntil = restMs === undefined ? null : after(now, restMs);
    this.#take(this.#asking.next(reply));
  }

  /** Gives up: nobody can be asked any more. */
  end(detail: string): void {
    if (this.#frame === null) return;
    this.#frame = null;
    this.seen = { is: "failed", detail };
  }

  #take(next: IteratorResult<Frame, BusSeen>): void {
    this.#frame = next.done === true ? null : next.value;
    if (next.done === true) this.seen = next.value;
  }
}
