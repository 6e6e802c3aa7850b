import type { DeviceConfig } from "../config/device-config.ts";
import type { City } from "../device/together/city.ts";
import type { Device } from "../device/together/device.ts";
import { epochMs, instant, millis, type EpochMs, type Instant } from "../device/measure/time.ts";
import { Powered } from "./powered.ts";
import type { Scene } from "./scene.ts";
import { SimulatedTime } from "./simulated-time.ts";
import { Simulation, type Stride } from "./simulation.ts";
import { World } from "./world.ts";

export type StreetConfigs = { readonly post: DeviceConfig; readonly bin: DeviceConfig };
export type StreetGiven = {
  readonly configs: StreetConfigs;
  readonly scene: Scene;
  readonly seed: number;
  readonly startsAt: EpochMs;
  readonly make: typeof Device;
  readonly say?: (line: string) => void;
  /** Which run of this street it is, where there are several beside or after each other. */
  readonly run?: number;
};

/** Posts and bins, each with the real control and link, in one world and on one simulated clock that begins at 0. */
export class SimulatedStreet {
  readonly world: World;
  readonly time = new SimulatedTime(instant(0));
  readonly sites: readonly Powered[];
  readonly cycleHz: number;
  /** Between the posts; it needs no broker. */
  readonly lan: ReturnType<typeof Device.newLan>;
  readonly #simulation: Simulation;

  constructor({ configs, scene, seed, startsAt, make, run, say = () => undefined }: StreetGiven) {
    this.world = new World(scene, seed, startsAt);
    this.cycleHz = configs.post.cycleHz;
    this.lan = make.newLan(this.time);
    const around = { world: this.world, time: this.time, lan: this.lan, make, say };
    const site = (config: DeviceConfig): Powered =>
      new Powered({ config, ...around, run: run === undefined ? "" : ` ${run}` });
    this.sites = [
      ...scene.posts.map(({ name }) => site(withNeighbours(named(configs.post, name), scene.posts))),
      ...scene.bins.map(({ name }) => site(named(configs.bin, name))),
    ];
    this.#simulation = new Simulation(this.world, this.time, this.sites, millis(1_000 / this.cycleHz));
  }

  get devices(): readonly Device[] {
    return this.sites.map(({ device }) => device);
  }
  get cycles(): number {
    return this.#simulation.cycles;
  }
  /** Reports that no broker has acknowledged. */
  get waiting(): number {
    return this.devices.reduce((sum, device) => sum + device.waiting, 0);
  }

  /** The devices that a name means: one, or `all`. */
  sitesOf(name: string): readonly Powered[] {
    return this.sites.filter(({ device }) => name === "all" || device.config.device === name);
  }

  startLinks(city: Pick<City, "transport">): void {
    for (const site of this.sites) site.startLink(city);
  }

  /** The posts speak with each other, and with no city. */
  startAlone(): void {
    for (const device of this.devices) device.startAlone();
  }

  runTo(moment: Instant, stride: Stride): void {
    this.#simulation.runTo(moment, stride);
  }

  /** Every lamp lit, every ram still, every link gone politely; `ended` is called once, while time goes on. */
  stop(ended: () => void): void {
    let open = this.sites.length;
    for (const device of this.devices) {
      device.stop(() => {
        open -= 1;
        if (open === 0) ended();
      });
    }
  }
  /** All power is gone at once, and what was under way with it. */
  die(): void {
    for (const device of this.devices) device.die();
  }

  /** It is another date from now on, for the world and every clock in it. */
  moveWall(to: number): void {
    this.world.moveWall(epochMs(to));
    this.poked();
  }

  /** Something was done by hand: the devices look in their next cycle. */
  poked(): void {
    this.#simulation.poked();
  }
}

/** Each post tells the next one on either side, and those pass it on; by the ways that the config names, or the LAN. */
function withNeighbours(config: DeviceConfig, posts: Scene["posts"]): DeviceConfig {
  if (config.kind !== "lamp-post") return config;
  const along = [...posts].sort((one, other) => one.atM - other.atM);
  const own = along.findIndex(({ name }) => name === config.device);
  const next = [along[own - 1], along[own + 1]].filter((post) => post !== undefined);
  const distanceOf = (atM: number): number => atM - (along[own]?.atM ?? atM);
  const at = (name: string) => ({ host: name, port: LAN_PORT });
  return {
    ...config,
    neighbours: {
      lan: config.neighbours?.lan === null ? null : at(config.device),
      keyFile: "none: this LAN is in memory",
      zone: "street",
      overBroker: config.neighbours?.overBroker ?? false,
      posts: next.map(({ name, atM }) => ({ name, ...at(name), distanceM: distanceOf(atM) })),
    },
  };
}

/** On a LAN in memory any would do. */
const LAN_PORT = 4711;

/** The example config under another name. */
function named(config: DeviceConfig, device: string): DeviceConfig {
  return { ...config, device, asset: { ...config.asset, plate: device } };
}
