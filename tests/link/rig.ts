import { MemoryChannel } from "../../device/channel/memory.ts";
import type { ControlEnd } from "../../device/channel/messages.ts";
import type { ActiveMessage, StateMessage } from "../../device/contract/session.ts";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { validate } from "../../device/contract/validate.ts";
import { Outgoing } from "../../device/control/outgoing.ts";
import { countersOf } from "../../device/link/counters.ts";
import type { LinkConfig } from "../../device/link/link-config.ts";
import type { LinkParts } from "../../device/link/link-parts.ts";
import { Link } from "../../device/link/link.ts";
import { MemoryBroker } from "../../device/link/session/memory-broker.ts";
import { memoryTransport } from "../../device/link/session/memory-transport.ts";
import { Desk } from "../../device/link/store/desk.ts";
import { localStore, type LocalParts } from "../../device/link/store/local-store.ts";
import type { Report } from "../../device/measure/decision.ts";
import { after, epochMs, instant, millis, seconds } from "../../device/measure/time.ts";
import type { Degrees } from "../../device/measure/units.ts";
import { SimulatedTime } from "../../hal-mocks/simulated-time.ts";

export const BASE = "gaturum/1/stockholm/lamp-1";
export const CLIENT = "stockholm_lamp-1";
const EPOCH = 1_795_557_600_000;

export const linkConfig = (broker: string | null = "mqtt://broker:1883"): LinkConfig => ({
  tenant: "stockholm",
  device: "lamp-1",
  kind: "lamp-post",
  mode: "active",
  hash: "0123456789abcdef",
  asset: {
    plate: null,
    cabinet: null,
    phase: "L1",
    luminaire: null,
    place: { latitudeDeg: 59.3 as Degrees, longitudeDeg: 18.1 as Degrees, label: null },
  },
  city: { broker, startDelayMs: millis(0), keepaliveMs: seconds(60) },
});

export const clockLost = (active: boolean): Report => ({
  kind: "event",
  stream: "clock-lost",
  class: 0,
  values: { active },
});
export const daylight = (daylightLux: number): Report => ({
  kind: "sample",
  stream: "daylight",
  class: 2,
  values: { daylightLux },
});
export const started = (): Report => ({
  kind: "event",
  stream: "started",
  class: 1,
  values: { version: "1", configHash: "0123456789abcdef", kind: "lamp-post", mode: "active" },
});

/** What a backend has: every packet is checked against the contract, doubles are kept apart. */
export class Backend {
  readonly topics: string[] = [];
  readonly problems: string[] = [];
  readonly live: DeviceRecord[] = [];
  readonly history: DeviceRecord[] = [];
  readonly states: StateMessage[] = [];
  active: ActiveMessage | null = null;

  take(topic: string, payload: Uint8Array): void {
    const checked = validate(topic, payload);
    this.topics.push(topic);
    if (!checked.ok) {
      this.problems.push(...checked.problems);
      return;
    }
    const { records, payload: value } = checked.value;
    (checked.value.topic.at === "batch" ? this.history : this.live).push(...records);
    if (checked.value.topic.at === "state") this.states.push(value as StateMessage);
    if (checked.value.topic.at === "active") this.active = value as ActiveMessage;
  }

  get keys(): string[] {
    return [...this.live, ...this.history].map(({ boot, class: of, seq }) => `${boot}/${of}/${seq}`);
  }

  get status(): string | undefined {
    return this.states.at(-1)?.status;
  }
}

/** By `seq` what of one boot and class came, doubles apart, and what gaps tell of, each as often as it is told. */
export function accountOf(
  { live, history }: Backend,
  boot: string,
  of: number,
): { readonly delivered: readonly number[]; readonly gaps: readonly number[] } {
  const all = [...live, ...history];
  const own = all.filter((record) => record.boot === boot && record.class === of).map(({ seq }) => seq);
  const told = new Map(
    all.filter(({ stream }) => stream === "gap").map((gap) => [`${gap.boot}/${gap.seq}`, gap.values]),
  );
  const ranges = [...told.values()].flatMap((values) =>
    values["boot"] === boot && values["class"] === of ? (values["ranges"] as readonly [number, number][]) : [],
  );
  const gaps = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
  return { delivered: [...new Set(own)], gaps };
}

/** A control that only reports, a link, a broker and a backend on one simulated clock. */
export class Rig {
  readonly time = new SimulatedTime(instant(1_000));
  readonly broker = new MemoryBroker(this.time);
  readonly channel = new MemoryChannel(this.time);
  readonly backend = new Backend();
  readonly said: string[] = [];
  /** The disk of its store, and what else is not as usual of it. */
  storeParts: Partial<LocalParts>;
  store: Desk;
  link: Link;
  #control: ControlEnd;
  #outgoing: Outgoing;
  #runs = 0;
  #boots = 0;
  #session = 0;

  constructor(parts: Partial<LinkParts> = {}, storeParts: Partial<LocalParts> = {}) {
    this.storeParts = storeParts;
    this.broker.watch("gaturum/#", (topic, payload) => this.backend.take(topic, payload));
    this.#control = this.channel.openControl();
    this.#outgoing = this.restartControl();
    this.store = this.#newStore();
    this.link = this.startLink({ store: this.store, ...parts });
  }

  get unstored(): number {
    return this.#outgoing.waiting;
  }

  /** As a process that died and came back: nothing is said about it. */
  restartControl(): Outgoing {
    this.#control.close();
    const end = this.channel.openControl();
    const run = (++this.#runs).toString(16).padStart(16, "0");
    const outgoing = new Outgoing(end, { m: "hello", v: 1, run, version: "1", configHash: "x" }, false);
    end.onMessage((message) => {
      if (message.m === "stored") outgoing.stored(message.run, message.n);
    });
    this.#control = end;
    this.#outgoing = outgoing;
    return outgoing;
  }

  startLink(parts: Partial<LinkParts> = {}): Link {
    this.store = parts.store instanceof Desk ? parts.store : this.#newStore();
    this.#session += 100;
    this.link = new Link({
      config: linkConfig(),
      version: "0.1.0",
      control: this.channel.openLink(),
      transport: memoryTransport(this.broker),
      store: this.store,
      scheduler: this.time,
      random: () => 0.5,
      counters: countersOf(this.store, () => ++this.#session),
      say: (line) => this.said.push(line),
      ...parts,
    });
    return this.link;
  }

  #newStore(): Desk {
    this.#boots += 1;
    const boot = this.#boots.toString(16).padStart(16, "b");
    return localStore({ scheduler: this.time, boot, startsBefore: this.#boots - 1, ...this.storeParts });
  }

  report(report: Report, agoMs = 0): void {
    const at = after(this.time.now(), millis(-agoMs));
    const ts = epochMs(EPOCH + at);
    this.#outgoing.send(report, { at, ts, timeQuality: "sync", timeErrorMs: millis(10) });
  }

  run(forMs: number): void {
    this.time.moveTo(after(this.time.now(), millis(forMs)));
  }
}
