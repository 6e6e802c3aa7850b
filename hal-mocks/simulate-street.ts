import type { DeviceConfig, LampPostConfig } from "../config/device-config.ts";
import type { Device } from "../device/together/device.ts";
import { epochMs, instant, type Instant } from "../device/measure/time.ts";
import { streetScene } from "./scene.ts";
import { SimulatedStreet } from "./simulated-street.ts";
import { yearFigures, type YearFigures } from "./year-figures.ts";

const DAY_MS = 86_400_000;

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
type LanWords = { readonly told: number; readonly sent: number; readonly late: number; readonly wrong: number };
export type SimulatedPosts = YearFigures & {
  readonly posts: number;
  readonly days: number;
  readonly seed: number;
  readonly interlockViolations: number;
  readonly words: LanWords;
};

/**
 * `gaturum simulate --posts`. Exit codes: 0, 1 when a post was dark at night or the guard had to take an output away, 2 when
 * the config is of no lamp post.
 */
export function simulateStreet(
  config: DeviceConfig,
  words: StreetWords & { readonly json: boolean },
  make: typeof Device,
): number {
  if (config.kind !== "lamp-post") {
    process.stderr.write(`error: ${config.file} is no lamp post: leave --posts out, or name another config.\n`);
    return 2;
  }
  const begun = performance.now();
  const run = new PostsInARow(config, words, make);
  for (let day = 1; day <= words.days; day++) {
    run.runTo(instant(day * DAY_MS));
    if (process.stderr.isTTY) process.stderr.write(`${day} d of ${words.days} d\r`);
  }
  const found = run.result();
  process.stdout.write(words.json ? `${JSON.stringify(found)}\n` : inWords(found));
  const tookS = (performance.now() - begun) / 1_000;
  process.stderr.write(`${words.posts} posts, ${words.days} d in ${tookS.toFixed(1)} s, ${run.street.cycles} cycles\n`);
  return found.darkMin + found.interlockViolations === 0 ? 0 : 1;
}

/** Posts of one config, 22 m apart, with their LAN and without a city. */
export class PostsInARow {
  readonly street: SimulatedStreet;
  readonly #config: LampPostConfig;
  readonly #words: StreetWords;

  constructor(config: LampPostConfig, words: StreetWords, make: typeof Device) {
    const { lamp, asset } = config;
    const { latitudeDeg, longitudeDeg } = asset.place;
    this.#config = config;
    this.#words = words;
    this.street = new SimulatedStreet({
      configs: { post: config, bin: config },
      scene: { ...streetScene(words.posts, 0), latitudeDeg, longitudeDeg },
      seed: words.seed,
      startsAt: epochMs(Date.parse(`${words.from}T12:00:00Z`)),
      make,
      promisedPct: lamp.basePct,
    });
    this.street.startAlone();
  }

  runTo(moment: Instant): void {
    this.street.runTo(moment, this.#words.cycle ? "cycle" : "jump");
  }

  result(): SimulatedPosts {
    const { posts, days, seed } = this.#words;
    const { devices } = this.street;
    return {
      ...{ posts, days, seed },
      ...yearFigures(this.street, this.#config.lamp.basePct),
      interlockViolations: devices.reduce((sum, { control }) => sum + control.violations, 0),
      words: lanWords(devices),
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

function inWords(found: SimulatedPosts): string {
  const { posts, days, seed, passages, darkMin, walkedInDarkS, interlockViolations, words } = found;
  return [
    `${posts} posts: ${days} d, seed ${seed}, ${passages} passages; no city`,
    `saved  ${found.savedGrossPct} %, net of the controllers ${found.savedNetPct} %`,
    `       as the posts reckon ${found.toldGrossPct} % and ${found.toldNetPct} %`,
    `above base ${found.boostedPct} % of the time lit: a linear lamp of two levels saves ${found.formulaGrossPct} %`,
    `dark at night ${darkMin} min; walked below base ${walkedInDarkS} s`,
    `words between posts  ${words.told} told in ${words.sent} messages, ${words.late} late, ${words.wrong} wrong`,
    `taken away by the guard ${interlockViolations}`,
    "",
  ].join("\n");
}
