import { between, chance } from "../../hal-mocks/random.ts";

/** Chance of a seed, drawn one after another. */
export class Dice {
  readonly #seed: number;
  #drawn = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  between(low: number, high: number): number {
    return between(low, high, chance(this.#seed, "dice", this.#drawn++));
  }

  chance(share: number): boolean {
    return this.between(0, 1) < share;
  }
}
