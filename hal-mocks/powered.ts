import type { DeviceConfig } from "../config/device-config.ts";
import type { City } from "../device/together/city.ts";
import type { Device } from "../device/together/device.ts";
import type { Scheduler } from "../device/measure/scheduler.ts";
import { after, seconds, type Instant } from "../device/measure/time.ts";
import { Lookout } from "./lookout.ts";
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

/** From mains on until control runs: the boot of a small Linux board. Our choice; `docs/measured.md` has no Pi yet. */
export const BOOT_MS = seconds(20);

/**
 * One device with a supply that can fail: when it comes back, it starts anew with what its disk has kept. Where its
 * supply is switched, the street's mains go with the street's lamps, and it is dead by day.
 */
export class Powered implements Stepper {
  readonly #sited: Sited;
  #device: Device;
  #city: Pick<City, "transport"> | null = null;
  #alone: Parameters<Device["startAlone"]>[0];
  #cutByHand = false;
  #on = true;
  /** null: control runs, or there is no power. */
  #bootsUntil: Instant | null = null;
  #drawn = 0;
  readonly #lookout: Lookout;

  constructor(sited: Sited) {
    this.#sited = sited;
    this.#lookout = new Lookout(sited.world, sited.config.device);
    this.#device = this.#make();
    this.#followMains();
  }

  /** While control does not run: the device as it was. */
  get device(): Device {
    return this.#device;
  }
  /** Whether its control runs. */
  get on(): boolean {
    return this.#on && this.#bootsUntil === null;
  }

  startLink(city: Pick<City, "transport">): void {
    this.#city = city;
    if (this.on) this.#device.startLink(city.transport());
  }

  /** Its link process is killed and started anew; control does not notice. */
  restartLink(): void {
    if (!this.on || this.#city === null) return;
    this.#device.killLink();
    this.#device.startLink(this.#city.transport());
  }

  /** It reports to nobody but whoever listens. */
  startAlone(hear: Parameters<Device["startAlone"]>[0]): void {
    this.#alone = hear;
    if (this.on) this.#device.startAlone(hear);
  }

  step(now: Instant): ReturnType<Stepper["step"]> {
    this.#lookout.look();
    this.#followMains();
    if (this.#bootsUntil !== null && now >= this.#bootsUntil) this.#boot();
    return this.on ? this.#device.step(now) : { acted: false, wakeAt: this.#bootsUntil };
  }

  isCalled(): boolean {
    return this.#lookout.isNew || (this.on && this.#device.hasNews);
  }

  cutPower(): void {
    this.#cutByHand = true;
    this.#followMains();
  }

  returnPower(): void {
    this.#cutByHand = false;
    this.#followMains();
  }

  /** The sky changes on the minute, and every change of the world is stepped at. */
  #followMains(): void {
    const { config, world, time } = this.#sited;
    const isSwitched = config.kind === "lamp-post" && config.lamp.supply === "switched";
    const isFed = !this.#cutByHand && (!isSwitched || world.sky.lampsLit);
    if (isFed === this.#on) return;
    if (!isFed && this.#bootsUntil === null) this.#device.die();
    this.#on = isFed;
    this.#bootsUntil = isFed ? after(time.now(), BOOT_MS) : null;
    world.cutPower(config.device, !isFed);
  }

  #boot(): void {
    this.#bootsUntil = null;
    this.#device = this.#make(this.#device);
    if (this.#alone !== undefined) this.#device.startAlone(this.#alone);
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
