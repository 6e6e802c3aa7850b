import type { Scenario } from "../config/scenario.ts";
import type { City } from "../device/together/city.ts";
import type { Packet } from "../device/together/memory-city.ts";
import type { Instant } from "../device/measure/time.ts";
import { siteFigures, type SiteFigures } from "./site-figures.ts";
import type { SimulatedStreet } from "./simulated-street.ts";

/** All of it is the same for the same scenario and seed, wherever it runs. */
export type Counted = SiteFigures & {
  readonly scenario: string;
  readonly seed: number;
  readonly records: number;
  readonly invalid: number;
  readonly doubles: number;
  readonly waiting: number;
  /** Reports that devices told to be lost. */
  readonly lost: number;
  readonly online: number;
  readonly takenAway: number;
  readonly lockedOut: number;
  /** Of every packet that the city saw, with its moment: 8 hex digits. Two runs that differ anywhere differ here. */
  readonly digest: string;
};

/** Counts what a street did, as the city and the world saw it. */
export class Outcome {
  readonly #street: SimulatedStreet;
  readonly #city: Pick<City, "tally">;
  #digest = FNV_START;

  constructor(street: SimulatedStreet, city: Pick<City, "tally">) {
    this.#street = street;
    this.#city = city;
  }

  hear({ topic, payload }: Pick<Packet, "topic" | "payload">, now: Instant): void {
    const text = new TextDecoder().decode(payload);
    this.#digest = fnv(this.#digest, `${now} ${topic} ${text}\n`);
  }

  counted({ scenario, seed }: Pick<Scenario, "scenario" | "seed">): Counted {
    const { world, devices, waiting } = this.#street;
    const { records, invalidRecords: invalid, doubles, lost, devicesOnline: online } = this.#city.tally();
    return {
      ...{ scenario, seed, records, invalid, doubles, lost, waiting, online },
      takenAway: devices.reduce((sum, { control }) => sum + control.violations, 0),
      lockedOut: devices.filter(
        (device) => device.config.kind === "litter-bin" && device.binShown(this.#street.time.now()).latched,
      ).length,
      ...siteFigures(world),
      digest: (this.#digest >>> 0).toString(16).padStart(8, "0"),
    };
  }
}

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/. It tells runs apart, and keeps nothing secret. */
const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
function fnv(hash: number, text: string): number {
  let next = hash;
  for (let at = 0; at < text.length; at++) next = Math.imul(next ^ text.charCodeAt(at), FNV_PRIME);
  return next;
}
