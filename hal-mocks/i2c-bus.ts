import type { FaultCause } from "../device/measure/fault.ts";
import type { Instant } from "../device/measure/time.ts";

/** A chip on the bus: what is written to it, and what it gives when it is read. */
export interface MockI2cChip {
  write(bytes: readonly number[], now: Instant): void;
  read(count: number, now: Instant): readonly number[];
}
type Ask = { readonly write: readonly number[]; readonly readBytes: number };
type Answer =
  | { readonly ok: true; readonly bytes: readonly number[] }
  | { readonly ok: false; readonly cause: FaultCause; readonly detail: string };

/** Two wires with chips on them. Answers come in the next turn of the event loop, in the order of asking. */
export class MockI2cBus {
  readonly chips = new Map<number, MockI2cChip>();
  /** SDA is held low: no chip is heard. */
  held = false;
  /** Every transfer, as `40 w00 r2`: address, bytes written, count read. */
  readonly traffic: string[] = [];
  readonly #now: () => Instant;

  constructor(now: () => Instant) {
    this.#now = now;
  }

  transfer(address: number, { write, readBytes }: Ask, answered: (answer: Answer) => void): void {
    setImmediate(() => {
      answered(this.#answer(address, write, readBytes));
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #answer(address: number, write: readonly number[], readBytes: number): Answer {
    const hex = (byte: number) => byte.toString(16).padStart(2, "0");
    this.traffic.push(`${hex(address)} w${write.map(hex).join("")} r${readBytes}`);
    if (this.held) return { ok: false, cause: "no-answer", detail: "the bus is held: SDA stays low." };
    const chip = this.chips.get(address);
    if (chip === undefined) return { ok: false, cause: "no-answer", detail: `nothing answers at 0x${hex(address)}.` };
    const now = this.#now();
    if (write.length > 0) chip.write(write, now);
    return { ok: true, bytes: readBytes === 0 ? [] : chip.read(readBytes, now) };
  }
}
