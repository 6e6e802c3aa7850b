import type { Socket } from "node:net";
import type { Faults } from "./proxy.ts";

/** Bytes on their way before the sender is held back: five times what 1 Mbit/s with 100 ms holds. Our choice. */
const ON_THE_WAY_BYTES_MAX = 65_536;
/** A slow connection is fed in pieces of so many ms, so that its speed is even. */
const PIECE_MS = 10;

type Piece = { readonly bytes: Buffer; readonly sentAt: number };

/** One way of one connection: what leaves `from` arrives at `to`, later, slower or never. */
export class Flight {
  readonly #to: Socket;
  readonly #from: Socket;
  readonly #faults: () => Faults;
  readonly #silent: () => boolean;
  readonly #limitBytes: () => number | null;
  readonly #pieces: Piece[] = [];
  #onTheWay = 0;
  #delivered = 0;
  #freeAt = 0;
  #finished = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(from: Socket, to: Socket, faults: () => Faults, silent: () => boolean, limitBytes: () => number | null) {
    [this.#from, this.#to, this.#faults, this.#silent, this.#limitBytes] = [from, to, faults, silent, limitBytes];
    from.on("data", (bytes) => this.#take(bytes));
    from.once("end", () => {
      this.#finished = true;
      this.#next();
    });
  }

  /** `from` or `to` is gone. */
  end(withReset: boolean): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#pieces.length = 0;
    if (this.#to.destroyed) return;
    if (withReset) this.#to.resetAndDestroy();
    else this.#to.destroySoon();
  }

  #take(bytes: Buffer): void {
    if (this.#silent()) return;
    this.#pieces.push({ bytes, sentAt: performance.now() });
    this.#onTheWay += bytes.length;
    if (this.#onTheWay > ON_THE_WAY_BYTES_MAX) this.#from.pause();
    this.#next();
  }

  #next(): void {
    if (this.#timer !== null || this.#silent()) return;
    const [first] = this.#pieces;
    if (first === undefined) {
      if (this.#finished && !this.#to.destroyed) this.#to.end();
      return;
    }
    const wait = Math.max(first.sentAt + this.#faults().latencyMs, this.#freeAt) - performance.now();
    if (wait <= 0) this.#deliver(first);
    else {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#next();
      }, wait);
    }
  }

  #deliver({ bytes, sentAt }: Piece): void {
    const { bytesPerS, slice } = this.#faults();
    const left = (this.#limitBytes() ?? Infinity) - this.#delivered;
    const even = bytesPerS > 0 ? Math.max(1, Math.ceil((bytesPerS * PIECE_MS) / 1_000)) : Infinity;
    const count = Math.min(bytes.length, left, even, slice?.bytes ?? Infinity);
    if (count < bytes.length) this.#pieces[0] = { bytes: bytes.subarray(count), sentAt };
    else this.#pieces.shift();
    const busyMs = bytesPerS > 0 ? (count / bytesPerS) * 1_000 : 0;
    // A timer that comes late must not slow a connection: what it lost may be made up for, one piece of it.
    const from = performance.now() - (slice === null ? PIECE_MS : 0);
    this.#freeAt = Math.max(this.#freeAt, from) + busyMs + (slice?.pauseMs ?? 0);
    this.#delivered += count;
    this.#onTheWay -= count;
    this.#to.write(bytes.subarray(0, count));
    if (this.#onTheWay <= ON_THE_WAY_BYTES_MAX) this.#from.resume();
    if (count < left) this.#next();
    else this.#to.end();
  }
}
