import type { DeviceConfig } from "../config/device-config.ts";
import type { City } from "../device/together/city.ts";
import type { Device } from "../device/together/device.ts";
import type { Scheduler } from "../device/measure/scheduler.ts";
import type { Instant } from "../device/measure/time.ts";
import { mockParts } from "./parts.ts";
import { chance } from "./random.ts";
import type { Stepper } from "./simulation.ts";
import type { World } from "./world.ts";

export type Sited = {
  readonly config: DeviceConfig;
  readonly world: World;
  readonly time: Scheduler;
  readonly lan: ReturnType<typeof Device.newLan>;
  readonly make: typeof Device;
  readonly say: (line: string) => void;
  /** What chance its link has: another run of the same street has another. */
  readonly run: string;
};

/** One device with a supply that can fail: when it comes back, it starts anew with what its disk has kept. */
export class Powered implements Stepper {
  readonly #sited: Sited;
  #device: Device;
  #city: Pick<City, "transport"> | null = null;
  #on = true;
  #drawn = 0;
  /** What the world had changed around it when it last looked. */
  #sensed = NaN;

  constructor(sited: Sited) {
    this.#sited = sited;
    this.#device = this.#make();
  }

  /** While the power is away: the device as it was. */
  get device(): Device {
    return this.#device;
  }
  get on(): boolean {
    return this.#on;
  }

  startLink(city: Pick<City, "transport">): void {
    this.#city = city;
    this.#device.startLink(city.transport());
  }

  step(now: Instant): ReturnType<Stepper["step"]> {
    if (!this.#on) return ASLEEP;
    this.#sensed = this.#sited.world.changesAround(this.#device.config.device);
    return this.#device.step(now);
  }

  isCalled(): boolean {
    if (!this.#on) return false;
    return this.#device.hasNews || this.#sited.world.changesAround(this.#device.config.device) !== this.#sensed;
  }

  cutPower(): void {
    if (!this.#on) return;
    this.#on = false;
    this.#device.die();
    this.#sited.world.cutPower(this.#sited.config.device, true);
  }

  returnPower(): void {
    if (this.#on) return;
    this.#on = true;
    this.#sited.world.cutPower(this.#sited.config.device, false);
    this.#sensed = NaN;
    this.#device = this.#make(this.#device);
    if (this.#city !== null) this.#device.startLink(this.#city.transport());
  }

  #make(before?: Device): Device {
    const { config, world, time, lan, make, say, run } = this.#sited;
    return new make(config, {
      parts: mockParts(world, config.device, config),
      scheduler: time,
      lan,
      random: () => chance(world.seed, `link${run} ${config.device}`, this.#drawn++),
      say: (line) => {
        say(`${config.device}  ${line}`);
      },
      ...(before === undefined ? {} : { before }),
    });
  }
}

const ASLEEP = { acted: false, wakeAt: null };
