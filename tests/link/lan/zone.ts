import { MemoryChannel } from "../../../device/channel/memory.ts";
import type { ControlEnd } from "../../../device/channel/messages.ts";
import { countersOf } from "../../../device/link/counters.ts";
import { BrokerPort } from "../../../device/link/lan/broker-port.ts";
import { MemoryLan } from "../../../device/link/lan/memory-lan.ts";
import { Neighbours } from "../../../device/link/lan/neighbours.ts";
import { Link } from "../../../device/link/link.ts";
import { MemoryBroker } from "../../../device/link/session/memory-broker.ts";
import { localStore } from "../../../device/link/store/local-store.ts";
import { memoryTransport } from "../../../device/link/session/memory-transport.ts";
import { Seldom } from "../../../device/link/seldom.ts";
import type { Transport } from "../../../device/link/session/transport.ts";
import type { NeighbourWord } from "../../../device/measure/neighbour.ts";
import type { Scheduler } from "../../../device/measure/scheduler.ts";
import { after, instant, millis } from "../../../device/measure/time.ts";
import { SimulatedTime } from "../../../hal-mocks/simulated-time.ts";
import { Backend, linkConfig } from "../rig.ts";
import { bytes, GAP_M, REACH, SEALING, ZONE } from "./path.ts";

export const TOPIC = `gaturum/1/stockholm/_zone/${ZONE}`;

/** One post with its whole link, and a control that only calls and hears. */
export type ZonePost = {
  readonly name: string;
  readonly link: Link;
  readonly neighbours: Neighbours;
  readonly heard: NeighbourWord[];
  readonly said: string[];
  readonly control: ControlEnd;
  call(): void;
};
type PostGiven = {
  readonly names: readonly string[];
  readonly index: number;
  readonly scheduler: Scheduler;
  readonly transport: Transport;
  readonly lan: MemoryLan | null;
  readonly overBroker: boolean;
};

export function zonePost({ names, index, scheduler, transport, lan, overBroker }: PostGiven): ZonePost {
  const name = names[index] ?? "";
  const [heard, said]: [NeighbourWord[], string[]] = [[], []];
  const say = (line: string): void => void said.push(line);
  const trouble = new Seldom(say, () => scheduler.now());
  const channel = new MemoryChannel(scheduler);
  const control = channel.openControl();
  control.onMessage((message) => {
    if (message.m === "heard") heard.push(message.word);
  });
  control.onPeer(() => undefined);
  const store = localStore({ scheduler, boot: (index + 1).toString(16).padStart(16, "b") });
  let session = 100;
  const counters = countersOf(store, () => ++session);
  const next = [index - 1, index + 1].flatMap((place) => names[place] ?? []);
  const posts = next.map((of) => ({ name: of, host: of, port: 1, distanceM: (names.indexOf(of) - index) * GAP_M }));
  const neighbours = new Neighbours({
    ...{ device: name, reach: REACH, boot: counters, scheduler, sealing: SEALING },
    config: { lan: null, keyFile: "", zone: ZONE, overBroker, posts },
    lan: lan?.join(name) ?? null,
    overBroker: overBroker
      ? new BrokerPort({ tenant: "stockholm", zone: ZONE, trouble, now: () => scheduler.now() })
      : null,
    nonce: () => Buffer.from(bytes(16)).toString("hex"),
  });
  const link = new Link({
    config: { ...linkConfig(), device: name },
    ...{ version: "0.1.0", control: channel.openLink(), transport, store, scheduler, say },
    ...{ random: () => 0.5, counters, neighbours },
  });
  const call = (): void => void control.send({ m: "call", call: { at: scheduler.now() } });
  return { name, link, neighbours, heard, said, control, call };
}

/** Posts in a row on one simulated clock, at one broker, with a backend that listens to everything. */
export class Zone {
  readonly time = new SimulatedTime(instant(1_000));
  readonly broker = new MemoryBroker(this.time);
  readonly lan: MemoryLan | null;
  readonly backend = new Backend();
  /** What came on the zone's topic, and whether it was retained. */
  readonly sealed: { readonly payload: Uint8Array; readonly retained: boolean }[] = [];
  readonly posts: readonly ZonePost[];

  constructor(count: number, { withLan = false, overBroker = true, refused = false } = {}) {
    this.lan = withLan ? new MemoryLan(this.time) : null;
    if (refused) this.broker.faults.refusedTopics.add(TOPIC);
    this.broker.watch("gaturum/#", (topic, payload, retained) => {
      this.backend.take(topic, payload);
      if (topic === TOPIC) this.sealed.push({ payload, retained });
    });
    const names = Array.from({ length: count }, (_, index) => `post-${index}`);
    const transport = memoryTransport(this.broker);
    this.posts = names.map((_, index) =>
      zonePost({ names, index, scheduler: this.time, transport, lan: this.lan, overBroker }),
    );
    this.run(2_000);
  }

  post(index: number): ZonePost {
    const found = this.posts[index];
    if (found === undefined) throw new Error(`no post ${index}`);
    return found;
  }

  /** Words told so far, by post: source and place. */
  get told(): readonly (readonly [by: string, source: string, place: number])[] {
    return this.posts.flatMap(({ name, heard }) => heard.map(({ source, place }) => [name, source, place] as const));
  }

  /** What the log of any post says of its neighbours. */
  get said(): readonly string[] {
    return this.posts.flatMap(({ said }) => said).filter((line) => line.startsWith("neighbours"));
  }

  run(forMs: number): void {
    this.time.moveTo(after(this.time.now(), millis(forMs)));
  }
}
