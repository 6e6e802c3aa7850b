import type { FaultCause } from "../../device/measure/fault.ts";

/** Bytes to write to a chip, then bytes to read from it without letting go of the bus; 0: nothing is read. */
export type Ask = { readonly write: readonly number[]; readonly readBytes: number };
/**
 * Why a chip gives nothing, with the cure in the words of whoever stands before the cabinet. `through`: the bus, where it is
 * the bus that failed, and not the chip.
 */
export type BusFault = { readonly cause: FaultCause; readonly detail: string; readonly through?: string };
export type Answer = { readonly ok: true; readonly bytes: readonly number[] } | ({ readonly ok: false } & BusFault);

/** The two wires of one bus. Nothing here waits: each answer comes later, once, from the event loop. */
export interface Wire {
  transfer(address: number, ask: Ask, answered: (answer: Answer) => void): void;
  close(): Promise<void>;
}

/**
 * A bus that parts share. A chip converts what it was asked for last, so two parts on one chip take turns: a conversation
 * is from a question to the value that it gives.
 */
export class I2cBus {
  readonly #wire: Wire;
  readonly #waiting = new Map<number, (() => void)[]>();

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Calls `begin` when nobody else is in conversation with this chip, at once where that is so. End it with `leave`. */
  enter(address: number, begin: () => void): void {
    const waiting = this.#waiting.get(address);
    if (waiting !== undefined) {
      waiting.push(begin);
      return;
    }
    this.#waiting.set(address, []);
    begin();
  }

  leave(address: number): void {
    const next = this.#waiting.get(address)?.shift();
    if (next === undefined) this.#waiting.delete(address);
    else next();
  }

  transfer(address: number, ask: Ask, answered: (answer: Answer) => void): void {
    this.#wire.transfer(address, ask, answered);
  }

  close(): Promise<void> {
    return this.#wire.close();
  }
}
