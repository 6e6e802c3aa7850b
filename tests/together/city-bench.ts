import { parseConfig } from "../../config/load.ts";
import type { DesiredState } from "../../config/desired.ts";
import type { TwinMessage } from "../../device/contract/downlink.ts";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { buildTopic } from "../../device/contract/topics.ts";
import { validate } from "../../device/contract/validate.ts";
import { MemoryBroker } from "../../device/link/session/memory-broker.ts";
import { memoryTransport } from "../../device/link/session/memory-transport.ts";
import { checkAgainst, type Check } from "../../device/link/settings/check.ts";
import { Settings } from "../../device/link/settings/settings.ts";
import type { Connection, Transport } from "../../device/link/session/transport.ts";
import { after, epochMs, instant, millis, type Instant } from "../../device/measure/time.ts";
import { Device } from "../../device/together/device.ts";
import { Lookout } from "../../hal-mocks/lookout.ts";
import { mockParts } from "../../hal-mocks/parts.ts";
import { chance } from "../../hal-mocks/random.ts";
import { singleSite } from "../../hal-mocks/scene.ts";
import { SimulatedTime } from "../../hal-mocks/simulated-time.ts";
import { Simulation } from "../../hal-mocks/simulation.ts";
import { World } from "../../hal-mocks/world.ts";
import { exampleText, type Example } from "../config/examples.ts";
import { documentOf, mayLeadTo, obeys, verify, type Changes, type Numbers } from "../link/settings/documents.ts";
import { StoreDouble } from "../link/settings/store-double.ts";

/** A night in which the lamp is lit and nobody walks. */
const MIDNIGHT = epochMs(Date.parse("2026-12-21T01:10:00Z"));

/** One whole device with its city on simulated time: link, power and network can be taken from it. */
export class CityBench {
  readonly time = new SimulatedTime(instant(0));
  readonly broker = new MemoryBroker(this.time);
  /** Another one, to which a city may move its devices. */
  readonly otherBroker = new MemoryBroker(this.time);
  readonly problems: string[] = [];
  readonly twins: TwinMessage[] = [];
  readonly births: { readonly config: { readonly version: number } }[] = [];
  readonly records: DeviceRecord[] = [];
  readonly world: World;
  readonly #simulation: Simulation;
  readonly #text: string;
  #device: Device;
  #store = new StoreDouble(this.time);
  #connections: Connection[] = [];
  #generation = 0;
  #drawn = 0;
  readonly #lookout: Lookout;

  constructor(example: Example = "lamp-post", startsAt = MIDNIGHT) {
    this.#text = exampleText(example);
    const parsed = parseConfig(this.#text, example);
    if (!parsed.ok) throw new Error(example);
    this.world = new World(singleSite(parsed.config), 3, startsAt);
    this.#lookout = new Lookout(this.world, parsed.config.device);
    for (const broker of [this.broker, this.otherBroker])
      broker.watch("gaturum/#", (topic, payload) => this.#hear(topic, payload));
    this.#device = this.#make(parsed.config);
    const stepper = {
      step: (now: Instant) => {
        this.#lookout.look();
        return this.#device.step(now);
      },
      isCalled: () => this.#lookout.isNew || this.#device.hasNews,
    };
    this.#simulation = new Simulation(this.world, this.time, [stepper], millis(20));
    this.startLink();
  }

  get device(): Device {
    return this.#device;
  }
  get store(): StoreDouble {
    return this.#store;
  }
  get twin(): TwinMessage | undefined {
    return this.twins.at(-1);
  }
  get lampPct(): number {
    return this.world.posts.get(this.#device.config.device)?.lamp.levelPct ?? NaN;
  }
  get aud(): string {
    return `${this.#device.config.tenant}/${this.#device.config.device}`;
  }

  run(ms: number): void {
    this.#simulation.poked();
    this.#simulation.runTo(after(this.time.now(), millis(ms)), "jump");
  }

  /** Retained, as a backend leaves it. */
  desire(numbers: Numbers, state: DesiredState, changes: Changes = {}): string {
    const document = documentOf(this.aud, numbers, state, changes);
    this.publish(document);
    return document;
  }

  publish(payload: string): void {
    const { tenant, device } = this.#device.config;
    this.broker.publish(buildTopic({ at: "desired", tenant, device }), payload, true);
  }

  startLink(): void {
    this.#device.startLink(this.#transport(this.broker));
  }

  /** As kill -9: its timers go on in this process and reach nobody. */
  killLink(): void {
    this.#generation += 1;
    for (const connection of this.#connections.splice(0)) connection.drop();
    this.#store = new StoreDouble(this.time, this.#store.kept);
  }

  /** Of the whole device; its disks stay. */
  cutPower(): void {
    this.killLink();
    this.#device.die();
    this.#device = this.#make(this.#device.config, this.#device);
    this.startLink();
  }

  #make(config: Device["config"], before?: Device): Device {
    const { time } = this;
    const own = { text: this.#text, kind: config.kind, hash: config.hash };
    const check: Check = (state, done) => void time.after(millis(0), () => done(checkAgainst(own, state)));
    return new Device(config, {
      parts: mockParts(this.world, config.device, config),
      scheduler: time,
      random: () => chance(3, "bench", this.#drawn++),
      say: () => undefined,
      settings: (ports) => new Settings({ ...ports, store: this.#store, verify, obeys, mayLeadTo, check }),
      transportTo: () => this.#transport(this.otherBroker),
      ...(before === undefined ? {} : { before }),
    });
  }

  #transport(broker: MemoryBroker): Transport {
    const generation = this.#generation;
    const isAlive = (): boolean => generation === this.#generation;
    return {
      connect: (attempt, take) => {
        const connection = memoryTransport(broker).connect(attempt, (event) => isAlive() && take(event));
        this.#connections.push(connection);
        if (!isAlive()) connection.drop();
        return connection;
      },
    };
  }

  #hear(topic: string, payload: Uint8Array): void {
    const checked = validate(topic, payload);
    // What a stranger leaves for the device is not the device's.
    if (!checked.ok) this.problems.push(...(topic.includes("/dn/") ? [] : checked.problems));
    else if (checked.value.topic.at === "twin") this.twins.push(checked.value.payload as TwinMessage);
    else if (checked.value.topic.at === "birth") this.births.push(checked.value.payload as CityBench["births"][number]);
    else this.records.push(...checked.value.records);
  }
}
