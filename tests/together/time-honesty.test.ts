import { describe, expect, it } from "vitest";
import { parseConfig } from "../../config/load.ts";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { validate } from "../../device/contract/validate.ts";
import { MemoryBroker } from "../../device/link/session/memory-broker.ts";
import { memoryTransport } from "../../device/link/session/memory-transport.ts";
import { MemoryDisk } from "../../device/link/store/memory-disk.ts";
import { epochMs, instant, millis } from "../../device/measure/time.ts";
import { Device } from "../../device/together/device.ts";
import { SystemClock } from "../../drivers/system-clock/driver.ts";
import { mockParts } from "../../hal-mocks/parts.ts";
import { between, chance } from "../../hal-mocks/random.ts";
import { singleSite } from "../../hal-mocks/scene.ts";
import { SimulatedTime } from "../../hal-mocks/simulated-time.ts";
import { Simulation } from "../../hal-mocks/simulation.ts";
import { World } from "../../hal-mocks/world.ts";
import { exampleText } from "../config/examples.ts";
import { wholeNumber } from "../setup/property-runs.ts";

const SEEDS = wholeNumber(process.env["GATURUM_RUNS"]) ?? 3;
const FIRST = ((wholeNumber(process.env["GATURUM_SEED"]) ?? 1) - 1) * SEEDS + 1;
const STARTS_AT = Date.parse("2026-12-21T17:10:00Z");
const [MINUTE, HOUR] = [60_000, 3_600_000];
/** What the service leaves of an error, and says; the crystal is off by less than a driver allows for. */
const SERVICE_MS = 40;
const CRYSTAL_PPM = 90;
/** From a restart of link on: its first try, and what it has to bring. */
const SETTLES_MS = 10 * MINUTE;

/**
 * The kernel's clock of a board: what it shows, and what is true. Its two clocks run on one crystal, and a service holds both
 * right; alone both are off, and it is the truth that runs away from them.
 */
class Kernel {
  synchronised = false;
  readonly #now: () => number;
  #offsetMs = 0;
  readonly #truth: { readonly since: number; readonly trueMs: number; readonly ppm: number }[] = [
    { since: 0, trueMs: STARTS_AT, ppm: CRYSTAL_PPM },
  ];

  constructor(now: () => number) {
    this.#now = now;
  }

  trueMs(at = this.#now()): number {
    const { since, trueMs, ppm } = this.#truth.findLast((piece) => piece.since <= at) ?? {
      since: 0,
      trueMs: 0,
      ppm: 0,
    };
    return trueMs + (at - since) * (1 + ppm / 1e6);
  }
  wallMs(): number {
    return this.#offsetMs + this.#now();
  }
  set(wallMs: number, synchronised: boolean): void {
    const trueMs = this.trueMs();
    this.#truth.push({ since: this.#now(), trueMs, ppm: synchronised ? 0 : CRYSTAL_PPM });
    this.#offsetMs = wallMs - this.#now();
    this.synchronised = synchronised;
  }
  /** Its service is gone. */
  leaveAlone(): void {
    this.set(this.wallMs(), false);
  }
}

/** A whole post on simulated time, whose wall clock is a board's, and a city that keeps what it says. */
class Post {
  readonly time = new SimulatedTime(instant(0));
  readonly records: DeviceRecord[] = [];
  readonly problems: string[] = [];
  readonly broker = new MemoryBroker(this.time);
  readonly kernel = new Kernel(() => this.time.now());
  readonly #world: World;
  readonly #linkDisk = new MemoryDisk();
  readonly #config;
  readonly #seed: number;
  #device: Device;
  #drawn = 0;

  constructor(seed: number) {
    this.#seed = seed;
    const parsed = parseConfig(exampleText("lamp-post"), "lamp-post");
    if (!parsed.ok) throw new Error("the example does not load");
    this.#config = parsed.config;
    this.#world = new World(singleSite(parsed.config), seed, epochMs(STARTS_AT));
    this.broker.watch("gaturum/#", (topic, payload) => this.#hear(topic, payload));
    this.#device = this.#powerUp();
  }

  runTo(ms: number): void {
    const simulation = new Simulation(this.#world, this.time, [this.#device], millis(20));
    simulation.runTo(instant(ms), "jump");
  }
  restartLink(): void {
    this.#device.killLink();
    this.#device.startLink(memoryTransport(this.broker));
  }
  cutPower(): void {
    this.#device.die();
    this.#device = this.#powerUp(this.#device);
  }

  #powerUp(before?: Device): Device {
    const config = this.#config;
    const now = () => this.time.now();
    const clock = new SystemClock({
      ...{ part: "clock", now, wallNow: () => this.kernel.wallMs() },
      kernelClock: () => ({ synchronised: this.kernel.synchronised, errorMaxMs: SERVICE_MS, errorGuessMs: 1 }),
    });
    const device = new Device(config, {
      ...{ parts: { ...mockParts(this.#world, config.device, config), clock }, scheduler: this.time },
      ...{ random: () => chance(this.#seed, "post", (this.#drawn += 1)), say: () => undefined },
      ...{ linkDisk: this.#linkDisk, ...(before === undefined ? {} : { before }) },
    });
    device.startLink(memoryTransport(this.broker));
    return device;
  }

  #hear(topic: string, payload: Uint8Array): void {
    const checked = validate(topic, payload);
    if (checked.ok) this.records.push(...checked.value.records);
    else this.problems.push(...checked.problems);
  }
}

/** Boots at 1970, is set after ten minutes, left alone, stepped by hand, set again, and after a power cut never again. */
function live(seed: number): Post {
  const post = new Post(seed);
  const { kernel, broker } = post;
  const at = (name: string, low: number, high: number) => between(low, high, chance(seed, name, 0)) * MINUTE;
  const serviceSets = (): void =>
    kernel.set(kernel.trueMs() + between(-SERVICE_MS, SERVICE_MS, chance(seed, "set", 0)), true);
  const acts: readonly (readonly [atMs: number, act: () => void])[] = [
    [10 * MINUTE, serviceSets],
    [at("alone", 20, 50), () => kernel.leaveAlone()],
    [at("cut", 15, 80), () => broker.cut()],
    [at("hand", 55, 85), () => kernel.set(kernel.wallMs() - 3 * HOUR, false)],
    [at("mend", 85, 130), () => broker.mend()],
    [at("again", 90, 120), serviceSets],
    [at("link", 11, 160), () => post.restartLink()],
    [at("power", 165, 180), () => post.cutPower()],
  ];
  for (const [ms, act] of acts.toSorted(([one], [other]) => one - other)) {
    post.runTo(ms);
    act();
  }
  // Without a battery it shows the time that was saved when the power went, an hour and more ago.
  kernel.set(kernel.trueMs() - 90 * MINUTE, false);
  post.runTo(4 * HOUR);
  post.restartLink();
  post.runTo(4 * HOUR + SETTLES_MS);
  return post;
}

describe("R11: what a device says of the time", () => {
  for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1)
    it(`holds within the error that it says, in order, and no key stands for two records (seed ${seed})`, () => {
      const { records, problems, kernel } = live(seed);
      expect(problems).toEqual([]);
      const wrong = records.filter(({ ts, timeErrorMs, uptimeMs, timeQuality }) =>
        ts === null
          ? timeQuality !== "none" || timeErrorMs !== null
          : timeErrorMs === null || Math.abs(ts - kernel.trueMs(uptimeMs)) > timeErrorMs,
      );
      expect(wrong).toEqual([]);
      const sealed = new Map<string, string>();
      for (const record of records) {
        const key = `${record.boot}/${record.class}/${record.seq}`;
        expect([undefined, JSON.stringify(record)]).toContain(sealed.get(key));
        sealed.set(key, JSON.stringify(record));
      }
      const sequences = Map.groupBy(
        [...sealed.values()].map((text) => JSON.parse(text) as DeviceRecord),
        ({ boot, class: of }) => `${boot}/${of}`,
      );
      for (const sequence of sequences.values()) {
        sequence.sort((one, other) => one.seq - other.seq);
        const uptimes = sequence.map(({ uptimeMs }) => uptimeMs);
        expect(uptimes).toEqual(uptimes.toSorted((one, other) => one - other));
      }
      const qualities = new Set(records.map(({ timeQuality }) => timeQuality));
      expect(qualities).toEqual(new Set(["none", "sync", "estimated"]));
      expect(new Set(records.map(({ boot }) => boot)).size).toBe(4);
      for (const sequence of sequences.values()) expect(sequence.at(-1)?.seq).toBe(sequence.length);
    });
});
