import type { Scenario } from "../config/scenario.ts";
import type { City } from "../device/together/city.ts";
import type { Packet } from "../device/together/memory-city.ts";
import type { Instant } from "../device/measure/time.ts";
import { parseTopic } from "../device/contract/topics.ts";
import type { DeviceRecord } from "../device/contract/record.ts";
import type { BinSite } from "./bin-site.ts";
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
  /** Rams that are not at their top, and the least charge of a bin's battery; null: there are no bins. */
  readonly ramsDown: number;
  readonly leastChargePct: number | null;
  /** What the city heard of: `stream`, and `stream=word` of each word among its values. */
  readonly told: readonly string[];
  /** Of every packet that the city saw, with its moment: 8 hex digits. Two runs that differ anywhere differ here. */
  readonly digest: string;
};

/** Counts what a street did, as the city and the world saw it. */
export class Outcome {
  readonly #street: SimulatedStreet;
  readonly #city: Pick<City, "tally">;
  #digest = FNV_START;
  readonly #told = new Set<string>();

  constructor(street: SimulatedStreet, city: Pick<City, "tally">) {
    this.#street = street;
    this.#city = city;
  }

  hear({ topic, payload }: Pick<Packet, "topic" | "payload">, now: Instant): void {
    const text = new TextDecoder().decode(payload);
    this.#digest = fnv(this.#digest, `${now} ${topic} ${text}\n`);
    for (const word of wordsOf(topic, text)) this.#told.add(word);
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
      ...ofBins([...world.bins.values()]),
      told: [...this.#told].sort(),
      ...siteFigures(world),
      digest: (this.#digest >>> 0).toString(16).padStart(8, "0"),
    };
  }
}

const ofBins = (bins: readonly BinSite[]): Pick<Counted, "ramsDown" | "leastChargePct"> => ({
  ramsDown: bins.filter(({ isRamOut }) => isRamOut).length,
  leastChargePct: bins.length === 0 ? null : Math.min(...bins.map(({ battery }) => battery.chargePct)),
});

/** Of a record, live or in a batch; an alarm that is over tells nothing. */
function wordsOf(topic: string, text: string): readonly string[] {
  const at = parseTopic(topic)?.at;
  if (at !== "event" && at !== "sample" && at !== "batch") return [];
  const message = JSON.parse(text) as Partial<DeviceRecord> & { readonly records?: readonly DeviceRecord[] };
  return (message.records ?? [message]).flatMap(({ stream = "", values = {} }) => {
    if (values["active"] === false) return [];
    const words = Object.values(values)
      .flat()
      .filter((value) => typeof value === "string");
    return [stream, ...words.map((word) => `${stream}=${word}`)];
  });
}

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/. It tells runs apart, and keeps nothing secret. */
const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
function fnv(hash: number, text: string): number {
  let next = hash;
  for (let at = 0; at < text.length; at++) next = Math.imul(next ^ text.charCodeAt(at), FNV_PRIME);
  return next;
}
