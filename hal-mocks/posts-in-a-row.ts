import type { LampPostConfig } from "../config/device-config.ts";
import type { Device } from "../device/together/device.ts";
import { epochMs, instant, type Instant } from "../device/measure/time.ts";
import { streetScene } from "./scene.ts";
import { SimulatedStreet } from "./simulated-street.ts";
import { yearSums, type YearSums } from "./year-figures.ts";

export const DAY_MS = 86_400_000;

export type StreetWords = {
  readonly posts: number;
  readonly days: number;
  readonly seed: number;
  /** First day, from noon UTC on. */
  readonly from: string;
  readonly cycle: boolean;
};
type NeighbourCounts = NonNullable<Device["neighbours"]>["counts"];
/** What posts said to each other on the LAN; `late`: too old to be of use; `wrong`: refused for another reason. */
export type LanWords = { readonly told: number; readonly sent: number; readonly late: number; readonly wrong: number };
/** All of it adds up over stretches of time. */
export type StreetSums = {
  readonly year: YearSums;
  readonly interlockViolations: number;
  readonly words: LanWords;
  readonly cycles: number;
};

/** Posts of one config, 22 m apart, with their LAN and without a city. */
export class PostsInARow {
  readonly street: SimulatedStreet;
  readonly #words: StreetWords;

  constructor(config: LampPostConfig, words: StreetWords, make: typeof Device) {
    const { latitudeDeg, longitudeDeg } = config.asset.place;
    this.#words = words;
    this.street = new SimulatedStreet({
      configs: { post: config, bin: config },
      scene: { ...streetScene(words.posts, 0), latitudeDeg, longitudeDeg },
      seed: words.seed,
      startsAt: epochMs(Date.parse(`${words.from}T12:00:00Z`)),
      make,
    });
    this.street.startAlone();
  }

  runTo(moment: Instant): void {
    this.street.runTo(moment, this.#words.cycle ? "cycle" : "jump");
  }

  /** All its days at once. */
  run(): StreetSums {
    this.runTo(instant(this.#words.days * DAY_MS));
    return this.sums();
  }

  sums(): StreetSums {
    const { devices, cycles } = this.street;
    return {
      year: yearSums(this.street),
      interlockViolations: devices.reduce((sum, { control }) => sum + control.violations, 0),
      words: lanWords(devices),
      cycles,
    };
  }
}

function lanWords(devices: readonly Device[]): LanWords {
  const sum = (count: (counts: NeighbourCounts) => number): number =>
    devices.reduce((all, { neighbours }) => all + (neighbours === null ? 0 : count(neighbours.counts)), 0);
  return {
    told: sum(({ told }) => told),
    sent: sum(({ sent }) => sent),
    late: sum(({ old, late }) => old + late),
    wrong: sum(({ spoofed, malformed, stranger, replayed, future, flooded }) =>
      [spoofed, malformed, stranger, replayed, future, flooded].reduce((all, count) => all + count),
    ),
  };
}
