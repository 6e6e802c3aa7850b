import type { DeviceConfig, LampPostConfig } from "../../config/device-config.ts";
import type { LampReadings } from "../../device/lamp/readings.ts";
import type { LampState } from "../../device/lamp/machine.ts";
import { epochMs, instant, type Instant } from "../../device/measure/time.ts";
import { Device, type Around } from "../../device/together/device.ts";
import type { DeviceRecord } from "../../device/contract/record.ts";
import type { Disk } from "../../device/link/store/disk.ts";
import { MemoryCity, type Packet } from "../../device/together/memory-city.ts";
import { parseTopic } from "../../device/contract/topics.ts";
import { validate } from "../../device/contract/validate.ts";
import type { World } from "../../hal-mocks/world.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { SimulatedStreet } from "../../hal-mocks/simulated-street.ts";
import { LampOracle } from "../lamp/oracle.ts";
import { example } from "./example.ts";

/** A ramp is on its way for so long at most, and the lamp shows what it was told one cycle later. */
const RAMP_SLACK_MS = 2 * 20;
/** Another lamp than the mock, and how much later it shows what it was told. */
export type Fit = {
  readonly slackMs: number;
  parts(device: string, around: Around): Around["parts"];
  /** Whether it reads another way than at the last call. */
  hasNews(device: string): boolean;
  /** Whether control of that device stands still, and does not run its cycle. */
  isHung(device: string): boolean;
};
const MINUTE = 60_000;

export type LampsGiven = {
  readonly config?: string;
  readonly starts: string;
  readonly posts?: number;
  readonly seed?: number;
  /** Of link's store; left out: in memory alone. */
  readonly linkDisk?: Disk;
  readonly fit?: Fit;
};
/**
 * What no lamp may do, counted, and the first of it in words. `missed`: packets with which the city took a device for
 * gone that it had heard, and that had no normal reason to be.
 */
export type Wrongs = {
  readonly wrongLevels: number;
  readonly darkerMs: number;
  readonly missed: number;
  readonly first: string | null;
};
export const NOTHING_WRONG: Wrongs = { wrongLevels: 0, darkerMs: 0, missed: 0, first: null };

/**
 * Lamp posts in one world, each with its real control and link. After every cycle that runs, its level in force and the
 * light of its lamp are held against the oracle: table 5a, written a second time. The oracle hears no neighbours, so
 * where there are any, only what is darker counts.
 */
export class WatchedLamps {
  readonly street: SimulatedStreet;
  readonly city: MemoryCity;
  /** That began or ended, as the city had them: `stuck-cell {"active":true}`. */
  readonly alarms: string[] = [];
  /** Why lamps were as they were. */
  readonly reasons = new Set<string>();
  /** Called with each record that the city hears. */
  onRecord: (record: DeviceRecord) => void = () => undefined;
  readonly #heard = new Set<string>();
  #wrongLevels = 0;
  #darkerMs = 0;
  #missed = 0;
  #first: string | null = null;

  static async of({ config = "lamp-post.yaml", ...given }: LampsGiven): Promise<WatchedLamps> {
    const post = (await example(config)) as LampPostConfig;
    // What hangs in this world is its own lamp, whatever the config hangs there.
    const { luminaire } = ((await example("lamp-post.yaml")) as LampPostConfig).lamp;
    return new WatchedLamps({ ...post, lamp: { ...post.lamp, luminaire } }, await example("sensor-bin.yaml"), given);
  }

  private constructor(
    post: LampPostConfig,
    bin: DeviceConfig,
    { starts, posts = 1, seed = 7, linkDisk, fit }: Omit<LampsGiven, "config">,
  ) {
    const look = (device: Watched, now: Instant): void => this.#look(device, now);
    const { place } = post.asset;
    const scene = { ...streetScene(posts, 0), latitudeDeg: place.latitudeDeg, longitudeDeg: place.longitudeDeg };
    this.street = new SimulatedStreet({
      ...{ configs: { post, bin }, scene, seed },
      startsAt: epochMs(Date.parse(starts)),
      make: class extends Watched {
        constructor(config: DeviceConfig, around: Around) {
          const parts = fit?.parts(config.device, around) ?? around.parts;
          super(config, { ...around, parts, ...(linkDisk === undefined ? {} : { linkDisk }) }, fit?.slackMs);
        }
        override get hasNews(): boolean {
          return super.hasNews || fit?.hasNews(this.config.device) === true;
        }
        override step(now: Instant) {
          if (fit?.isHung(this.config.device) === true) return { acted: false, wakeAt: null };
          const stepped = super.step(now);
          look(this, now);
          return stepped;
        }
      },
    });
    this.city = new MemoryCity(this.street.time, (packet) => this.#hear(packet));
    this.street.startLinks(this.city);
  }

  get wrongs(): Wrongs {
    const [wrongLevels, darkerMs, missed, first] = [this.#wrongLevels, this.#darkerMs, this.#missed, this.#first];
    return { wrongLevels, darkerMs: Math.round(darkerMs), missed, first };
  }
  get world(): World {
    return this.street.world;
  }
  litPct(post = "lamp-1"): number {
    return this.street.world.posts.get(post)?.lamp.levelPct ?? 0;
  }
  state(post = "lamp-1"): LampState {
    const [site] = this.street.sitesOf(post);
    return site?.device.control.mind.machine as LampState;
  }

  runTo(moment: number): void {
    this.street.runTo(instant(moment), "jump");
  }

  /** Runs on, and calls that on each minute. */
  eachMinute(until: number, look: () => void): void {
    for (let at = this.street.time.now() + MINUTE; at <= until; at += MINUTE) {
      this.runTo(at);
      look();
    }
  }
  /** Does something to the world when its time comes. */
  at(moment: number, run: (world: World) => void): this {
    this.world.plan(instant(moment), () => {
      run(this.world);
      this.street.poked();
    });
    return this;
  }

  #look(device: Watched, now: Instant): void {
    const { reason, levelPct } = device.lampState.level;
    this.reasons.add(reason);
    const allowed = device.allowed(now);
    const lamp = device.config.device;
    if (this.street.sites.length === 1 && !allowed.has(levelPct)) {
      this.#wrongLevels += 1;
      this.#first ??= `${this.#wall(now)} ${lamp}: ${reason} ${levelPct} %, not ${[...allowed].join(" or ")}`;
    }
    const late = device.darkerFor(this.litPct(lamp), Math.min(...allowed), now);
    this.#darkerMs += late;
    if (late > 0) this.#first ??= `${this.#wall(now)} ${lamp}: darker than ${Math.min(...allowed)} % (${reason})`;
  }

  #wall(now: Instant): string {
    return new Date(this.street.world.wallAt(now)).toISOString();
  }

  #hear({ topic: text, payload }: Packet): void {
    const topic = parseTopic(text);
    if (topic === null || !("device" in topic)) return;
    this.#heard.add(topic.device);
    const { devicesOnline, devicesResting } = this.city.tally();
    if (devicesOnline + devicesResting < this.#heard.size) {
      this.#missed += 1;
      this.#first ??= `${this.#wall(this.street.time.now())} the city misses ${topic.device}`;
    }
    const checked = validate(text, payload);
    for (const record of checked.ok ? checked.value.records : []) {
      const { stream, values } = record;
      this.onRecord(record);
      if ("active" in values) this.alarms.push(`${stream} ${JSON.stringify(values)}`);
    }
  }
}

/** A device whose lamp is held against the oracle from its start on. */
class Watched extends Device {
  readonly #oracle: LampOracle;
  readonly #rampMs: number;
  #readings: LampReadings | null = null;
  /** Since when it gives less than the least that was allowed then. */
  #belowSince: number | null = null;
  #told = 0;

  constructor(config: DeviceConfig, around: Around, slackMs = RAMP_SLACK_MS) {
    super(config, around);
    const { lamp } = config as LampPostConfig;
    this.#oracle = new LampOracle(lamp, around.scheduler.now());
    this.#rampMs = lamp.rampUpMs + slackMs;
  }

  get lampState(): LampState {
    return this.control.mind.machine as LampState;
  }

  allowed(now: Instant): ReadonlySet<number> {
    const readings = this.control.readings as LampReadings;
    if (readings !== this.#readings) this.#oracle.note(readings, now);
    this.#readings = readings;
    return this.#oracle.levels(now);
  }

  /** How much longer than a ramp takes it has been darker than that, since this was asked last. */
  darkerFor(litPct: number, leastPct: number, now: Instant): number {
    const since = litPct < leastPct ? (this.#belowSince ?? now) : null;
    if (since !== this.#belowSince) this.#told = 0;
    this.#belowSince = since;
    const late = since === null ? 0 : Math.max(0, now - since - this.#rampMs);
    const more = late - this.#told;
    this.#told = late;
    return Math.max(0, more);
  }
}
