import type { DeviceConfig } from "../../config/device-config.ts";
import { MemoryBroker } from "../../device/link/session/memory-broker.ts";
import { memoryTransport } from "../../device/link/session/memory-transport.ts";
import { MemoryDisk } from "../../device/link/store/memory-disk.ts";
import { buildTopic, clientIdOf } from "../../device/contract/topics.ts";
import { epochMs, instant, millis, type Instant } from "../../device/measure/time.ts";
import { Device } from "../../device/together/device.ts";
import { inject } from "../../hal-mocks/faults.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { SimulatedStreet } from "../../hal-mocks/simulated-street.ts";
import { LightLaw } from "./laws.ts";
import { BIN, POST, type Act, type Plan } from "./plan.ts";
import { Receiver } from "./receiver.ts";

export type Configs = { readonly post: DeviceConfig; readonly bin: DeviceConfig };
export type Lived = { readonly broken: readonly string[]; readonly records: number; readonly cycles: number };

const HOUR = 3_600_000;
/** Reports come on whole minutes; those of the last have arrived by then. */
const LAST_REPORTS_MS = 95_000;
const LATENCY_MS = millis(5);
/** One of a kind that goes on at every cycle is told once. */
const TOLD_MAX = 20;

/** Lives through a plan: a post and a bin, whole, on simulated time, and a city that counts what it gets. */
export class Life {
  readonly #plan: Plan;
  readonly #street: SimulatedStreet;
  readonly #broker: MemoryBroker;
  readonly #receiver = new Receiver();
  readonly #light: LightLaw;
  readonly #violations = new Map<Device, number>();
  readonly #broken: string[] = [];

  constructor(plan: Plan, configs: Configs) {
    this.#plan = plan;
    const look = (device: Device, now: Instant): void => this.#look(device, now);
    const disks = new Map<string, MemoryDisk>();
    class Watched extends Device {
      constructor(...[config, around]: ConstructorParameters<typeof Device>) {
        const linkDisk = disks.get(config.device) ?? new MemoryDisk();
        disks.set(config.device, linkDisk);
        super(config, { ...around, linkDisk });
      }

      override step(now: Instant): ReturnType<Device["step"]> {
        const stepped = super.step(now);
        look(this, now);
        return stepped;
      }
    }
    this.#street = new SimulatedStreet({
      configs,
      scene: streetScene(1, 1),
      seed: plan.seed,
      startsAt: epochMs(Date.parse(`${plan.day}T15:00:00Z`)),
      make: Watched,
    });
    const { time, world } = this.#street;
    this.#light = new LightLaw(world);
    this.#broker = new MemoryBroker(time);
    this.#broker.latencyMs = LATENCY_MS;
    this.#broker.watch("#", (topic, payload) => this.#receiver.take(topic, payload));
    this.#street.startLinks({ transport: () => memoryTransport(this.#broker) });
    for (const act of plan.acts) time.after(millis(act.at), () => this.#begin(act));
  }

  run(): Lived {
    this.#street.runTo(instant(this.#plan.hours * HOUR + LAST_REPORTS_MS), "jump");
    this.#judgeEnd();
    const broken = [...this.#light.broken, ...this.#receiver.problems, ...this.#broken];
    return { broken: broken.slice(0, TOLD_MAX), records: this.#receiver.count, cycles: this.#street.cycles };
  }

  #look(device: Device, now: Instant): void {
    if (device.config.device === POST) this.#light.look(now);
    const { violations } = device.control;
    if (violations > (this.#violations.get(device) ?? 0))
      this.#broken.push(`ram: the guard took outputs of ${device.config.device} away at ${now}`);
    this.#violations.set(device, violations);
  }

  #begin(act: Act): void {
    const end = this.#started(act);
    if (end === null || !("forMs" in act)) return;
    this.#street.time.after(millis(act.forMs), () => {
      end();
      this.#street.poked();
    });
    this.#street.poked();
  }

  /** Does what the act says, and returns what ends it; null: it is over at once. */
  #started(act: Act): (() => void) | null {
    switch (act.what) {
      case "fault":
        return this.#fault(act);
      case "network": {
        const client = act.device === "all" ? undefined : clientIdOf(this.#tenant, act.device);
        this.#broker.cut(client);
        return () => this.#broker.mend(client);
      }
      case "refused":
        this.#broker.faults.refuse = act.code;
        return () => (this.#broker.faults.refuse = null);
      case "forbidden": {
        const topic = buildTopic({ at: "batch", tenant: this.#tenant, device: act.device });
        this.#broker.faults.refusedPublishes.set(topic, act.code);
        return () => this.#broker.faults.refusedPublishes.delete(topic);
      }
      case "slow":
        this.#broker.latencyMs = millis(act.latencyMs);
        return () => (this.#broker.latencyMs = LATENCY_MS);
      case "power":
        return this.#power(act.device);
      case "link":
        for (const site of this.#street.sitesOf(act.device)) site.restartLink();
        return null;
    }
  }

  #fault({ at, device, fault, forMs }: Extract<Act, { what: "fault" }>): () => void {
    inject(this.#street.world, [{ at, until: instant(at + forMs), device, fault }]);
    if (device === POST) this.#light.begin();
    return () => {
      if (device === POST) this.#light.end(this.#street.time.now());
    };
  }

  #power(device: string): () => void {
    const sites = this.#street.sitesOf(device);
    for (const site of sites) site.cutPower();
    if (device === POST) this.#light.begin();
    return () => {
      for (const site of sites) site.returnPower();
      if (device === POST) this.#light.end(this.#street.time.now());
    };
  }

  get #tenant(): string {
    return this.#street.devices[0]?.config.tenant ?? "";
  }

  /** All faults are over and everyone has had time: nobody is missing, and nothing is left untold. */
  #judgeEnd(): void {
    for (const name of [POST, BIN]) {
      const state = this.#receiver.states.get(name);
      if (state?.status !== "online") this.#broken.push(`session: ${name} is ${state?.status ?? "unknown"} at the end`);
      for (const [sequence, { last, missing }] of this.#receiver.accountOf(name))
        if (missing > 0) this.#broken.push(`records: ${name} ${sequence}: ${missing} of ${last} never came`);
    }
    for (const device of this.#street.devices)
      if (device.waiting > 0) this.#broken.push(`records: ${device.waiting} of ${device.config.device} still wait`);
  }
}
