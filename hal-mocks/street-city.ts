import type { BrokerCity } from "../device/together/broker-city.ts";
import type { MemoryCity, Packet } from "../device/together/memory-city.ts";
import type { MovingCity } from "../device/together/moving-city.ts";
import { parseTopic } from "../device/contract/topics.ts";
import type { StreetBroker } from "./broker.ts";
import type { FreeStreet } from "./host/host.ts";
import { Pokes } from "./pokes.ts";
import type { Refusal } from "./refusals.ts";
import type { SimulatedStreet } from "./simulated-street.ts";
import { StreetClock } from "./street-clock.ts";

/** The deciding half of a city, passed in: mocks import nothing that decides. */
export type CityDeciding = {
  readonly MemoryCity: typeof MemoryCity;
  readonly BrokerCity: typeof BrokerCity;
  readonly MovingCity: typeof MovingCity;
};
export type Hear = (packet: Packet) => void;

const FOREIGN: Refusal = { key: "brokerInRealTime", given: {} };

/**
 * Where a street on this computer reports to. In real time that is a broker over MQTT; from the first change of pace on
 * it is one in memory, on the street's own time, mirrored to the broker. What the city knows is always heard from the
 * broker.
 */
export class StreetCity {
  readonly #deciding: CityDeciding;
  /** null: the broker is someone else's. */
  readonly #own: StreetBroker | null;
  readonly #url: string;
  #broker: BrokerCity | null = null;
  readonly #tenant: string;
  /** The street that is told of what the city hears, and where that begins. */
  #heard: { readonly run: string; readonly devices: ReadonlySet<string>; readonly hear: Hear } | null = null;
  #isBegun = false;
  #runs = 0;

  constructor(own: StreetBroker | null, url: string, tenant: string, deciding: CityDeciding) {
    this.#own = own;
    this.#tenant = tenant;
    this.#url = url;
    this.#deciding = deciding;
  }

  /** Throws with the broker's own words when it cannot be reached. */
  async open(): Promise<void> {
    this.#broker = await this.#deciding.BrokerCity.open(this.#url, this.#tenant, (packet) => this.#take(packet));
  }

  async close(): Promise<void> {
    await this.#broker?.close();
    await this.#own?.stop();
  }

  /** Whoever looks in at the broker sees this too. */
  readonly mirror = ({ topic, payload, retain }: Packet): void => {
    this.#own?.mirror(topic, payload, retain);
  };

  freeStreet(street: SimulatedStreet, speed: number, hear: Hear): FreeStreet {
    const own = this.#own;
    let memory: MemoryCity | null = null;
    const moving = new this.#deciding.MovingCity({ transport: () => this.#opened.transport() });
    const network = {
      get isCut() {
        return (memory ?? own)?.isCut === true;
      },
      cut: (away: boolean) => (memory ?? own)?.cut(away),
    };
    const pokes = new Pokes(street, own === null ? null : network);
    const leaveRealTime = (): Refusal | null => {
      if (own === null) return FOREIGN;
      if (memory !== null) return null;
      const made = new this.#deciding.MemoryCity(street.time, this.mirror);
      made.cut(own.isCut);
      own.cut(false);
      memory = made;
      moving.moveTo(memory);
      return null;
    };
    if (speed !== 1) leaveRealTime();
    return {
      running: {
        ...{ street, pokes, clock: new StreetClock(street, speed), scenario: null },
        tally: () => this.#broker?.tally() ?? NOTHING_HEARD,
      },
      leaveRealTime,
      begin: () => {
        this.#listenTo(street, hear);
        street.startLinks(moving);
      },
      end: () => {
        street.die();
        own?.cut(false);
      },
    };
  }

  /** From a mark on, which comes behind all that was on its way for a street before this one. */
  #listenTo({ devices }: SimulatedStreet, hear: Hear): void {
    const run = String(++this.#runs);
    this.#heard = { run, hear, devices: new Set(devices.map(({ config }) => config.device)) };
    this.#isBegun = this.#own === null;
    this.#broker?.forget();
    this.#own?.mirror(this.#mark, new TextEncoder().encode(run), false);
  }

  /** Whether it counts: packets of this street's devices, since it began. */
  #take(packet: Packet): boolean {
    if (packet.topic === this.#mark) {
      this.#isBegun = new TextDecoder().decode(packet.payload) === this.#heard?.run;
      return false;
    }
    const topic = parseTopic(packet.topic);
    if (!this.#isBegun || topic === null || !("device" in topic)) return false;
    if (this.#heard?.devices.has(topic.device) !== true) return false;
    this.#heard.hear(packet);
    return true;
  }

  /** No topic of the contract. */
  get #mark(): string {
    return `gaturum/1/${this.#tenant}/_street/begins`;
  }

  get #opened(): BrokerCity {
    if (this.#broker === null) throw new Error("a street reports before its city is open");
    return this.#broker;
  }
}

const NOTHING_HEARD = {
  ...{ packets: 0, records: 0, doubles: 0, invalidRecords: 0, lost: 0, devicesOnline: 0, devicesResting: 0 },
  lastProblem: null,
};
