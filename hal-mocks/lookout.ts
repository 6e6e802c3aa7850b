import type { World } from "./world.ts";

/** What a device of the world has seen of what is around it: where that is all, it need not be stepped. */
export class Lookout {
  readonly #world: World;
  readonly #device: string;
  #seen = NaN;

  constructor(world: World, device: string) {
    this.#world = world;
    this.#device = device;
  }

  get isNew(): boolean {
    return this.#world.changesAround(this.#device) !== this.#seen;
  }

  look(): void {
    this.#seen = this.#world.changesAround(this.#device);
  }
}
