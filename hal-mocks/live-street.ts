import type { DeviceConfig } from "../config/device-config.ts";
import type { City } from "../device/together/city.ts";
import type { Device } from "../device/together/device.ts";
import { after, epochMs, instant, millis, seconds } from "../device/measure/time.ts";
import { mockParts } from "./parts.ts";
import { chance } from "./random.ts";
import { streetScene } from "./scene.ts";
import { SimulatedTime } from "./simulated-time.ts";
import { Simulation } from "./simulation.ts";
import { World } from "./world.ts";

/** Half an hour after sunset on Hornsgatan: the blue hour. */
const FIRST_MOMENT = Date.parse("2026-11-25T14:35:00Z");
/** Lived through before anyone looks, so that photocells and fill sensors have made up their minds. */
const WARM_UP_MS = seconds(180);
/** Someone set out so long ago and is now left of the middle. */
const WALKING_SINCE_MS = seconds(50);
/** Litter at the start, in mm: one bin half full, one so that the next thing thrown in makes it press. */
const LITTER_MM = [450, 745] as const;
const NEXT_THROW_MS = seconds(6);
/** No more work than this in one turn, so that keys and packets are still heard; measured in real time. */
const BUDGET_MS = 15;
/** Simulated time between two looks at the budget. */
const SLICE_MS = seconds(5);

export type StreetConfigs = { readonly post: DeviceConfig; readonly bin: DeviceConfig };

/** Six posts and two bins, each with the real control and link, in one world and on one clock that runs `speed` times as fast. */
export class LiveStreet {
  readonly world: World;
  readonly devices: readonly Device[];
  readonly time: SimulatedTime;
  readonly speed: number;
  readonly cycleHz: number;
  readonly #simulation: Simulation;
  /** Simulated and real time that were passed in the last turns, for the speed that was really reached. */
  #reached = { simulatedMs: 0, realMs: 0 };

  constructor(configs: StreetConfigs, seed: number, speed: number, make: typeof Device, say: (line: string) => void) {
    const start = instant(0);
    this.time = new SimulatedTime(start);
    this.speed = speed;
    this.cycleHz = configs.post.cycleHz;
    this.world = new World(streetScene(), seed, epochMs(FIRST_MOMENT - WARM_UP_MS), start);
    this.devices = [
      ...this.world.scene.posts.map(({ name }) => this.#device(named(configs.post, name), seed, make, say)),
      ...this.world.scene.bins.map(({ name }) => this.#device(named(configs.bin, name), seed, make, say)),
    ];
    const cycleMs = millis(1_000 / configs.post.cycleHz);
    this.#simulation = new Simulation(this.world, this.time, this.devices, cycleMs);
    this.#begin();
  }

  startLinks(city: Pick<City, "transport">): void {
    for (const device of this.devices) device.startLink(city.transport());
  }

  /** Real time has moved on by so much: the street moves on `speed` times as far, or as far as this computer can. */
  pass(realMs: number): void {
    const from = this.time.now();
    const until = after(from, millis(realMs * this.speed));
    const stride = this.speed === 1 ? "cycle" : "jump";
    const begun = performance.now();
    while (this.time.now() < until && performance.now() - begun < BUDGET_MS) {
      const slice = after(this.time.now(), SLICE_MS);
      this.#simulation.runTo(slice < until ? slice : until, stride);
    }
    const { simulatedMs, realMs: before } = this.#reached;
    this.#reached = { simulatedMs: 0.98 * simulatedMs + (this.time.now() - from), realMs: 0.98 * before + realMs };
  }

  /** Times real time, as it was reached lately. */
  get reachedSpeed(): number {
    const { simulatedMs, realMs } = this.#reached;
    return realMs === 0 ? this.speed : simulatedMs / realMs;
  }

  /** Something was done by hand: the devices look in their next cycle. */
  poked(): void {
    this.#simulation.poked();
  }

  /** Every lamp lit, every ram still, every link gone politely; `ended` is called once, while time goes on to `pass`. */
  stop(ended: () => void): void {
    let open = this.devices.length;
    for (const device of this.devices) {
      device.stop(() => {
        open -= 1;
        if (open === 0) ended();
      });
    }
  }

  #device(config: DeviceConfig, seed: number, make: typeof Device, say: (line: string) => void): Device {
    let drawn = 0;
    return new make(config, {
      parts: mockParts(this.world, config.device, config),
      scheduler: this.time,
      random: () => chance(seed, `link ${config.device}`, drawn++),
      say: (line) => {
        say(`${config.device}  ${line}`);
      },
    });
  }

  #begin(): void {
    const { world } = this;
    const bins = [...world.bins.values()];
    bins.forEach((bin, index) => {
      bin.fillTo(LITTER_MM[index % LITTER_MM.length] ?? 0);
    });
    this.#simulation.runTo(instant(WARM_UP_MS - WALKING_SINCE_MS), "jump");
    world.walkSomeonePast();
    this.#simulation.poked();
    world.plan(instant(WARM_UP_MS + NEXT_THROW_MS), () => {
      const fullest = bins.at(-1)?.name;
      if (fullest !== undefined) world.throwLitter(fullest);
    });
    this.#simulation.runTo(instant(WARM_UP_MS), "jump");
  }
}

/** The example config under another name. */
function named(config: DeviceConfig, device: string): DeviceConfig {
  return { ...config, device, asset: { ...config.asset, plate: device } };
}
