import { generateKeyPairSync } from "node:crypto";
import { obeying } from "../../../device/link/commands/obeying.ts";
import { describe, expect, it } from "vitest";
import { audienceOf, commandType, groupAudienceOf, publicTextOf, signed } from "../../../device/contract/signed.ts";
import { validate } from "../../../device/contract/validate.ts";
import type { BirthMessage } from "../../../device/contract/session.ts";
import { Control } from "../../../device/control/control.ts";
import { lampMachine } from "../../../device/lamp/machine.ts";
import type { LampOutputs } from "../../../device/lamp/readings.ts";
import type { AnyMachine } from "../../../device/control/think.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { DONE } from "../../../device/measure/fault.ts";
import { valid } from "../../../device/measure/reading.ts";
import { millis, type Instant } from "../../../device/measure/time.ts";
import { lux, percent } from "../../../device/measure/units.ts";
import { SETTINGS } from "../../lamp/post.ts";
import { BASE, linkConfig, Rig } from "../rig.ts";
import { ToyKeep } from "../../control/toy.ts";

const OPS = generateKeyPairSync("ed25519").privateKey;
const TRUST = {
  version: 1,
  anchors: [{ kid: "ops-1", key: publicTextOf(OPS) }],
  root: { kid: "root-1", key: publicTextOf(generateKeyPairSync("ed25519").privateKey) },
};
/** 23:00 in Stockholm, in November. */
const EPOCH = Date.parse("2026-11-24T22:00:00Z");
const HOUR = 3_600_000;

/** A whole lamp post at night, its broker and a city, on simulated time: control decides with the lamp's own machine. */
class Post {
  readonly rig = new Rig({ transport: null }, { disk: new MemoryDisk() });
  levelPct = -1;
  /** What its clock says, off from true; null: it is lost. */
  clockOffMs: number | null = 0;
  #commands = 0;

  constructor() {
    this.#startControl();
    this.startLink();
    this.run(15_000);
  }

  get nowMs(): number {
    return EPOCH + this.rig.time.now();
  }
  get births(): readonly BirthMessage[] {
    return this.#births;
  }
  readonly #births: BirthMessage[] = [];

  startLink(groups: string | null = "path, town"): void {
    const { rig } = this;
    const config = linkConfig();
    let secrets = 0;
    rig.broker.watch(`${BASE}/up/birth`, (_topic, payload) => {
      this.#births.push(JSON.parse(new TextDecoder().decode(payload)) as BirthMessage);
    });
    rig.startLink({
      config: { ...config, city: { ...config.city, groups } },
      obeys: obeying({ trust: TRUST, secret: () => (secrets += 1).toString(16).padStart(16, "0"), reload: null }),
    });
  }

  run(forMs: number): void {
    this.rig.run(forMs);
  }

  send(
    name: string,
    args: object = {},
    { group, ...change }: { readonly group?: string; readonly challenge?: string } = {},
  ): string {
    const id = `c-${(this.#commands += 1)}`;
    const aud = group === undefined ? audienceOf("stockholm", "lamp-1") : groupAudienceOf("stockholm", group);
    const head = { v: 1, aud, typ: commandType(name), kid: "ops-1", id, name, args };
    const times = { issuedAt: this.nowMs, expires: this.nowMs + 60_000, counter: this.#commands };
    const topic = group === undefined ? `${BASE}/dn/c/${name}` : `gaturum/1/stockholm/_grp/${group}/c/${name}`;
    const command = signed({ ...head, ...times, ...change }, OPS);
    expect(validate(topic, JSON.stringify(command)).ok).toBe(true);
    this.rig.broker.publish(topic, JSON.stringify(command), false);
    return id;
  }

  answers(stream: string): readonly unknown[] {
    const { live, history } = this.rig.backend;
    return [...live, ...history].filter((record) => record.stream === stream).map(({ values }) => values["code"]);
  }

  #startControl(): void {
    const { time, channel } = this.rig;
    const machine = lampMachine(SETTINGS) as unknown as AnyMachine;
    const source = (role: string, read: (now: Instant) => unknown) => ({
      ...{ role, part: role, maxAgeMs: 10_000 },
      sensor: { read: (now: Instant) => valid(read(now), now) },
    });
    const clock = () => ({
      offsetMs: EPOCH + (this.clockOffMs ?? 0),
      quality: this.clockOffMs === null ? "none" : "sync",
      errorMs: millis(10),
    });
    const control = new Control({
      machine,
      hardware: {
        sources: [
          source("motion", () => ({ active: false, edges: 0, lastEdgeAt: null })),
          source("daylight", () => lux(0)),
          source("lamp", () => ({ levelPct: percent(this.levelPct < 0 ? 100 : this.levelPct), powerW: null })),
          source("clock", clock),
        ],
        write: (outputs) => {
          ({ levelPct: this.levelPct } = outputs as LampOutputs);
          return [DONE];
        },
        halt: () => [DONE],
        bus: null,
      },
      keep: new ToyKeep(),
      channel: channel.openControl(),
      hello: { m: "hello", v: 1, run: "00000000000000cc", version: "1", configHash: "0123456789abcdef" },
      simulated: false,
      writes: true,
      startedAt: time.now(),
      opening: [],
    });
    const cycle = (): void => {
      control.step(time.now());
      time.after(millis(CYCLE_MS), cycle);
    };
    cycle();
  }
}

/** Ten times slower than a real one: an override ends within a second all the same. */
const CYCLE_MS = 200;

describe("a lamp post that obeys a city", () => {
  it("row 11: is dimmed, answers, and the rules decide again within a second of its end", () => {
    const post = new Post();
    expect(post.levelPct).toBe(30);
    post.send("dim", { levelPct: 55, forS: 600 });
    const sentAt = post.rig.time.now();
    post.run(10_000);
    expect([post.levelPct, post.answers("dim")]).toEqual([55, [200]]);
    post.run(600_000 - 11_000);
    expect(post.levelPct).toBe(55);
    while (post.levelPct === 55) post.run(CYCLE_MS);
    expect(post.rig.time.now() - sentAt - 600_000).toBeLessThanOrEqual(1_000);
    expect(post.rig.backend.problems).toEqual([]);
  });

  it.each([-3 * HOUR, 3 * HOUR])("row 11: ends in time over a step of %d ms of the clock", (stepMs) => {
    const post = new Post();
    post.send("dim", { levelPct: 55, forS: 600 });
    post.run(10_000);
    post.clockOffMs = stepMs;
    post.run(stepMs > 0 ? 2_000 : 600_000);
    expect(post.levelPct).not.toBe(55);
  });

  it("row 11: an expired or replayed command is rejected and answered", () => {
    const post = new Post();
    const overheard: [string, Uint8Array][] = [];
    post.rig.broker.watch(`${BASE}/dn/c/+`, (topic, payload) => overheard.push([topic, payload]));
    post.send("dim", { levelPct: 55, forS: 60 });
    post.run(12 * 60_000);
    for (const [topic, payload] of overheard.splice(0)) post.rig.broker.publish(topic, payload, false);
    post.run(10_000);
    expect([post.levelPct, post.answers("dim")]).toEqual([30, [200, 408]]);
  });

  it("row 22: obeys its groups, each post with an answer of its own", () => {
    const post = new Post();
    post.send("dim", { levelPct: 55 }, { group: "town" });
    post.send("dim", { levelPct: 60 }, { group: "square" });
    post.run(10_000);
    expect([post.levelPct, post.answers("dim")]).toEqual([55, [200]]);
  });

  it("tells how it stands, and all that it knows in a bundle, which each a contract's record holds", () => {
    const post = new Post();
    post.send("dim", { levelPct: 55, forS: 600 });
    post.run(1_000);
    for (const verb of ["snapshot", "selftest", "bundle", "rebirth", "identify"]) post.send(verb);
    post.run(10_000);
    const results = new Map(post.rig.backend.live.map(({ stream, values }) => [stream, values["result"]]));
    expect(results.get("snapshot")).toMatchObject({
      standing: { override: { levelPct: 55, from: "city" } },
      failing: [],
    });
    expect(results.get("selftest")).toMatchObject({ passed: true, parts: 4 });
    expect(results.get("bundle")).toMatchObject({ firmware: "0.1.0", replayable: false, connected: true, alarms: [] });
    expect(post.births).toHaveLength(2);
    expect(post.answers("audit")).toEqual([200, 200, 200, 200, 200, 200]);
    expect(post.rig.backend.problems).toEqual([]);
  });

  it("shows a challenge in its birth while it does not know the time, and takes what echoes it", () => {
    const post = new Post();
    post.rig.broker.cut();
    post.rig.broker.mend();
    post.run(30_000);
    expect(post.births.at(-1)?.challenge).toBeUndefined();
    post.clockOffMs = null;
    post.run(1_000);
    post.send("dim", { levelPct: 55 });
    post.run(1_000);
    const challenge = post.births.at(-1)?.challenge;
    if (challenge === undefined) throw new Error("no challenge");
    post.send("dim", { levelPct: 56 }, { challenge });
    post.run(1_000);
    expect(post.answers("dim")).toEqual([428, 200]);
    expect(post.births.at(-1)?.challenge).not.toBe(challenge);
    expect(post.rig.backend.problems).toEqual([]);
  });

  it("R16: after a broker that lost everything, subscribes again and does nothing twice", () => {
    const post = new Post();
    post.send("dim", { levelPct: 55 });
    post.run(10_000);
    post.rig.broker.cut();
    post.rig.broker.mend();
    post.run(30_000);
    post.send("dim-clear");
    post.run(20_000);
    expect([post.levelPct, post.answers("dim"), post.answers("dim-clear")]).toEqual([30, [200], [200]]);
  });
});

describe("a device without a trust file", () => {
  it("obeys nobody, and asks the broker for no command", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.broker.publish(`${BASE}/dn/c/dim`, "{}", false);
    rig.run(120_000);
    expect(rig.backend.live.filter(({ stream }) => stream === "refused")).toEqual([]);
    expect(rig.link.status().bad).toBe(0);
  });
});
