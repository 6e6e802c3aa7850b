import type { DeviceConfig } from "../../config/device-config.ts";
import { obeying } from "../../device/link/commands/obeying.ts";
import type { Transport } from "../../device/link/session/transport.ts";
import { MemoryBroker } from "../../device/link/session/memory-broker.ts";
import { checkAgainst, type Check } from "../../device/link/settings/check.ts";
import { Settings } from "../../device/link/settings/settings.ts";
import { after, elapsed, epochMs, instant, millis, minutes, seconds, type Instant } from "../../device/measure/time.ts";
import { Device } from "../../device/together/device.ts";
import { chance } from "../../hal-mocks/random.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { SimulatedStreet } from "../../hal-mocks/simulated-street.ts";
import { breach } from "./law.ts";
import { Acts } from "./acts.ts";
import { Backend, LATENCY_MS } from "./backend.ts";
import { TRUST } from "./keys.ts";
import { LightLaw } from "./laws.ts";
import { DEVICES, POST, type Plan } from "./plan.ts";
import { Sessions } from "./sessions.ts";
import { Site } from "./site.ts";

export type Configs = {
  readonly post: DeviceConfig;
  readonly bin: DeviceConfig;
  /** As the files that they were read from. */
  readonly texts: { readonly post: string; readonly bin: string };
};
export type Lived = {
  readonly broken: readonly string[];
  readonly records: number;
  readonly commands: number;
  readonly settings: number;
};

const HOUR = 3_600_000;
/** Reports come on whole minutes; those of the last have arrived by then. */
const LAST_REPORTS_MS = 95_000;
/** A device that tries at the end what leads nowhere is back by then, and has sent what waited. */
const COMES_BACK_MS = minutes(15);
/** Measurements wait for each other, up to a minute on a card: none of them waits so long. */
const GOES_WITHIN_MS = minutes(2);
const LOOKS_MS = seconds(5);
/** One of a kind that goes on at every cycle is told once. */
const TOLD_MAX = 20;
/** A broker that is not there. */
const NOWHERE: Transport = {
  connect: () => ({
    ...{ subscribe: nothing, publish: nothing, leave: nothing, drop: nothing },
    send: () => false,
  }),
};

/** Lives through a plan: a post and a bin, whole, on simulated time, and a city that counts what it gets. */
export class Life {
  readonly #plan: Plan;
  readonly #street: SimulatedStreet;
  readonly #backend: Backend;
  readonly #sites = DEVICES.map((name) => new Site(name));
  readonly #light: LightLaw;
  readonly #violations = new Map<Device, number>();
  readonly #broken: string[] = [];

  constructor(plan: Plan, configs: Configs) {
    this.#plan = plan;
    const { seed } = plan;
    const startsAt = Date.parse(`${plan.day}T15:00:00Z`);
    const make = this.#watched(configs);
    this.#street = new SimulatedStreet({
      ...{ configs, scene: streetScene(1, 1), seed, startsAt: epochMs(startsAt), make },
    });
    const { time, world } = this.#street;
    const light = (this.#light = new LightLaw(world));
    const broker = new MemoryBroker(time);
    broker.latencyMs = LATENCY_MS;
    const sessions = new Sessions(broker);
    const { tenant } = configs.post;
    const wallMs = (): number => startsAt + time.now();
    const backend = new Backend({ broker, sessions, sites: this.#sites, tenant, host: plan.host, wallMs });
    this.#backend = backend;
    const siteOf = (name: string): Site => this.#siteOf(name);
    const acts = new Acts({ street: this.#street, broker, sessions, backend, light, siteOf, tenant, seed });
    this.#street.startLinks({ transport: () => sessions.transport() });
    for (const act of plan.acts) time.after(millis(act.at), () => acts.begin(act));
  }

  run(): Lived {
    const ends = instant(this.#plan.hours * HOUR + LAST_REPORTS_MS);
    this.#street.runTo(ends, "jump");
    if (this.#sites.some(({ name }) => this.#backend.settlerOf(name).isStranded))
      this.#street.runTo(after(ends, COMES_BACK_MS), "jump");
    this.#judgeWaiting();
    this.#judgeEnd();
    const broken = [...this.#light.broken, ...this.#backend.broken(), ...this.#broken];
    const { receiver, counts } = this.#backend;
    return { broken: broken.slice(0, TOLD_MAX), records: receiver.count, ...counts };
  }

  /** Devices that obey this city, whose disks and promises outlive them. */
  #watched(configs: Configs): typeof Device {
    const look = (device: Device, now: Instant): void => this.#look(device, now);
    const siteOf = (name: string): Site => this.#siteOf(name);
    const { seed } = this.#plan;
    let drawn = 0;
    const secret = (): string =>
      Array.from({ length: 16 }, () => Math.floor(16 * chance(seed, "secret", drawn++)).toString(16)).join("");
    return class Watched extends Device {
      constructor(...[config, around]: ConstructorParameters<typeof Device>) {
        const site = siteOf(config.device);
        const { scheduler } = around;
        const text = config.kind === "lamp-post" ? configs.texts.post : configs.texts.bin;
        const own = { text, kind: config.kind, hash: config.hash };
        const check: Check = (state, done) => void scheduler.after(millis(0), () => done(checkAgainst(own, state)));
        super(config, {
          ...around,
          linkDisk: site.disk,
          linkDiskMs: () => millis(site.diskMs),
          obeys: obeying({ trust: TRUST, secret, reload: null }),
          settings: (ports, store) => new Settings({ ...ports, store, check }),
          transportTo: () => NOWHERE,
        });
        site.watch(this, () => scheduler.now());
      }

      override step(now: Instant): ReturnType<Device["step"]> {
        const stepped = super.step(now);
        look(this, now);
        return stepped;
      }
    };
  }

  #siteOf(name: string): Site {
    const site = this.#sites.find((each) => each.name === name);
    if (site === undefined) throw new Error(`no ${name}`);
    return site;
  }

  #look(device: Device, now: Instant): void {
    const { device: name } = device.config;
    if (name === POST) this.#light.look(now);
    this.#backend.look(name);
    const { violations } = device.control;
    if (violations > (this.#violations.get(device) ?? 0))
      this.#broken.push(breach("ram", `the guard took outputs of ${name} away at ${now}`));
    this.#violations.set(device, violations);
  }

  /** What a device owes is gone at some moment; something new may be there at any. */
  #judgeWaiting(): void {
    const isReceipted = this.#plan.host?.receipts === true;
    const { time } = this.#street;
    const from = time.now();
    const owed = (device: Device): number => (isReceipted ? device.control.outgoing.waiting : device.waiting);
    let waiting = this.#street.devices.filter((device) => owed(device) > 0);
    while (waiting.length > 0 && elapsed(from, time.now()) < GOES_WITHIN_MS) {
      this.#street.runTo(after(time.now(), LOOKS_MS), "jump");
      waiting = waiting.filter((device) => owed(device) > 0);
    }
    for (const device of waiting)
      this.#broken.push(breach("records waiting", `${owed(device)} of ${device.config.device}`));
  }

  /** All faults are over and everyone has had time: nobody is missing, and nothing is left untold. */
  #judgeEnd(): void {
    const { receiver, states } = this.#backend;
    for (const site of this.#sites) {
      const { name, mayForget } = site;
      const state = states.get(name);
      if (state?.status !== "online")
        this.#broken.push(breach("session at the end", `${name} is ${state?.status ?? "unknown"}`));
      const retained = this.#backend.retainedOf(name);
      if (retained?.status !== "online" || retained.session !== state?.session)
        this.#broken.push(
          breach("session retained", `the broker says that ${name} is ${retained?.status ?? "unknown"}`),
        );
      for (const [sequence, { last, missing }] of receiver.accountOf(name))
        if (missing.length > 0 && !(mayForget && !sequence.startsWith(`${state?.boot}/`)))
          this.#broken.push(breach("records missing", `${name} ${sequence}: ${missing.length} of ${last} never came`));
      const gone = site.promisedBy(this.#street.time.now()).filter((key) => !receiver.has(name, key));
      if (gone.length > receiver.lostOf(name))
        this.#broken.push(
          breach("promised", `${name} said of ${gone.length} that they are stored: ${gone.slice(0, 3).join()}`),
        );
    }
  }
}

function nothing(): void {
  // A broker that is not there answers nothing.
}
