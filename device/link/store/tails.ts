import type { RecordClass } from "../../measure/decision.ts";

type Tail = { readonly id: number | null; readonly looks: number };
const NO_TAIL: Tail = { id: null, looks: 0 };

/**
 * Of each class the newest record that a broker took and the city gave no receipt for. A broker that began anew may have had
 * nobody to give it to, and where nothing comes after it the city does not see that it is missing.
 */
export class Tails {
  readonly #tails: [Tail, Tail, Tail] = [NO_TAIL, NO_TAIL, NO_TAIL];

  /** A look, once a lease. Returns whether to send it again: at the first look that finds it still there, the 2nd, 4th, 8th, … */
  isDue(of: RecordClass, id: number | null): boolean {
    const was = this.#tails[of];
    const looks = id !== null && id === was.id ? was.looks + 1 : 0;
    this.#tails[of] = { id, looks };
    return looks > 0 && (looks & (looks - 1)) === 0;
  }
}
