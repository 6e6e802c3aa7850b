import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { MemoryChannel } from "../../device/channel/memory.ts";
import { validate } from "../../device/contract/validate.ts";
import { Outgoing } from "../../device/control/outgoing.ts";
import { countersOf } from "../../device/link/counters.ts";
import { obeying } from "../../device/link/commands/obeying.ts";
import { Link } from "../../device/link/link.ts";
import { BrokerPort } from "../../device/link/lan/broker-port.ts";
import { Neighbours } from "../../device/link/lan/neighbours.ts";
import { localStore } from "../../device/link/store/local-store.ts";
import { MemoryDisk } from "../../device/link/store/memory-disk.ts";
import { Seldom } from "../../device/link/seldom.ts";
import { MemoryBroker } from "../../device/link/session/memory-broker.ts";
import { memoryTransport } from "../../device/link/session/memory-transport.ts";
import type { Message } from "../../device/link/session/transport.ts";
import { checkAgainst, type Check } from "../../device/link/settings/check.ts";
import { Settings } from "../../device/link/settings/settings.ts";
import { after, epochMs, instant, millis } from "../../device/measure/time.ts";
import { chance } from "../../hal-mocks/random.ts";
import { SimulatedTime } from "../../hal-mocks/simulated-time.ts";
import { exampleText } from "../config/examples.ts";
import { tellFigures } from "../long/figures.ts";
import { propertyRuns } from "../setup/property-runs.ts";
import { GROUP, hostile, sound } from "./hostile-mail.ts";
import { TRUST } from "./commands/rig.ts";
import { bytes, REACH, SEALING, ZONE } from "./lan/path.ts";
import { linkConfig } from "./rig.ts";

const { numRuns, seed = 1 } = propertyRuns(20_000);
/** Simulated, between two: a flood, and yet every timer of link has its turn among a million. */
const APART_MS = 20;
const EPOCH = 1_795_557_600_000;
/** From here on the heap may grow by no more than its figures scatter. */
const WARM = Math.min(20_000, numRuns / 2);
const GROWN_MB_MAX = 6;
const BOOT = "00000000000000bb";

/** A whole link that obeys, follows settings, and has neighbours over the broker; its control does what it is asked. */
class Target {
  readonly time = new SimulatedTime(instant(1_000));
  readonly broker = new MemoryBroker(this.time);
  readonly link: Link;
  readonly problems: string[] = [];
  sessions = 0;
  published = 0;
  requests = 0;
  answer = "";

  constructor() {
    const { time } = this;
    const channel = new MemoryChannel(time);
    this.#control(channel);
    const store = localStore({ scheduler: time, boot: BOOT, disk: new MemoryDisk() });
    const inner = memoryTransport(this.broker);
    const config = linkConfig();
    let secrets = 0;
    this.link = new Link({
      ...{ config: { ...config, city: { ...config.city, groups: GROUP } }, version: "0.1.0", store, scheduler: time },
      ...{ control: channel.openLink(), neighbours: neighboursAt(time), random: () => 0.5, say: () => undefined },
      counters: countersOf(store, () => (this.sessions += 1)),
      transport: {
        connect: (attempt, take) => {
          const connection = inner.connect(attempt, take);
          return {
            subscribe: (topics, done, qos) => connection.subscribe(topics, done, qos),
            send: (topic, words) => connection.send(topic, words),
            leave: () => connection.leave(),
            drop: () => connection.drop(),
            publish: (message, done) => {
              this.#hear(message);
              connection.publish(message, done);
            },
          };
        },
      },
      obeys: obeying({
        trust: TRUST,
        secret: () => (secrets += 1).toString(16).padStart(16, "0"),
        reload: () => undefined,
      }),
      settings: (ports) => new Settings({ ...ports, store, check: checkIn(time) }),
    });
  }

  get nowMs(): number {
    return EPOCH + this.time.now();
  }

  run(forMs: number): void {
    this.time.moveTo(after(this.time.now(), millis(forMs)));
  }

  #control(channel: MemoryChannel): void {
    const moment = () =>
      ({ at: this.time.now(), ts: epochMs(this.nowMs), timeQuality: "sync", timeErrorMs: millis(5) }) as const;
    const end = channel.openControl();
    const hello = { m: "hello", v: 1, run: "00000000000000aa", version: "1", configHash: "x" } as const;
    const outgoing = new Outgoing(end, hello, false);
    end.onMessage((message) => {
      if (message.m === "stored") outgoing.stored(message.run, message.n);
      if (message.m === "hello") end.send({ m: "alive", moment: moment() });
      if (message.m === "settings") end.send({ m: "settings-applied", id: message.id });
      if (message.m !== "request") return;
      this.requests += 1;
      const { id, verb } = message.request;
      const values = { id, code: 200, phase: "done", result: "done" } as const;
      outgoing.send({ kind: "answer", stream: verb, class: 0, values }, moment());
    });
  }

  #hear(message: Message): void {
    this.published += 1;
    if (message.topic.includes("/up/r/")) this.answer = message.topic;
    const checked = validate(message.topic, Buffer.from(message.payload));
    if (!checked.ok) this.problems.push(`${message.topic}: ${checked.problems.join("; ")}`);
  }
}

function neighboursAt(scheduler: SimulatedTime): Neighbours {
  const trouble = new Seldom(
    () => undefined,
    () => scheduler.now(),
  );
  return new Neighbours({
    ...{ device: "lamp-1", reach: REACH, scheduler, sealing: SEALING, lan: null },
    boot: { boot: BOOT, bootCount: 1 },
    config: {
      ...{ lan: null, keyFile: "", zone: ZONE, overBroker: true },
      posts: [{ name: "post-2", host: "post-2", port: 1, distanceM: 22 }],
    },
    overBroker: new BrokerPort({ tenant: "stockholm", zone: ZONE, trouble, now: () => scheduler.now() }),
    nonce: () => Buffer.from(bytes(16)).toString("hex"),
  });
}

/** The check of a config file, in this thread. */
function checkIn(time: SimulatedTime): Check {
  const text = exampleText("lamp-post");
  const parsed = parseConfig(text, "config");
  if (!parsed.ok) throw new Error("the example does not load");
  const { kind, hash } = parsed.config;
  return (state, done) => void time.after(millis(0), () => done(checkAgainst({ text, kind, hash }, state)));
}

const heapMb = (): number => {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed / 1e6;
};

it(
  `S3: ${numRuns} mutated payloads over all that a device hears: no crash, no unhandled error, flat heap`,
  () => {
    const target = new Target();
    let draws = 0;
    const random = (): number => chance(seed, "hostile", (draws += 1));
    target.run(5_000);
    expect(target.link.status().connected).toBe(true);
    let warmMb = 0;
    for (let n = 1; n <= numRuns; n += 1) {
      const { topic, payload } = hostile(n, random, target.nowMs, BOOT);
      target.broker.publish(topic, payload, false);
      target.run(APART_MS);
      if (n === WARM) warmMb = heapMb();
    }
    const grownMb = heapMb() - warmMb;
    const { sessions, published, requests } = target;
    tellFigures({ "mutated payloads": numRuns, "heap grown MB": grownMb, sessions, published, requests });
    expect(target.problems).toEqual([]);
    expect(grownMb).toBeLessThan(GROWN_MB_MAX);
    // It hears, obeys and answers as before, once it has forgotten the commands of the flood.
    target.run(20 * 60_000);
    const before = target.requests;
    const { topic, payload } = sound(7 * numRuns, target.nowMs);
    target.broker.publish(topic, payload, false);
    target.run(5_000);
    expect(target.requests).toBe(before + 1);
    expect(target.answer).toBe("gaturum/1/stockholm/lamp-1/up/r/dim");
    expect(target.link.status().connected).toBe(true);
  },
  20 * 60_000,
);
