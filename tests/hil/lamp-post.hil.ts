import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend } from "../../drivers/gpio/settings.ts";
import { until } from "../link/link-process.ts";
import { tellFigures } from "../long/figures.ts";
import { DeviceRun } from "../system/device-run.ts";
import { GpioSim } from "./gpio-sim.ts";
import { lampPostConfig, POST } from "./lamp-post-config.ts";
import { percentile } from "./percentile.ts";
import { synchroniseClock } from "./synchronised-clock.ts";

const WALKS = Number(process.env["GATURUM_WALKS"]);
const SHORT_PULSES = 20;
/** Someone who passes is seen for longer than this; the post's `minActive` is 100 ms. */
const SEEN_MS = 300;
/** The bound under emulation. */
const P95_MS = 250;
const LIT_WITHIN_MS = 5_000;
const [PIR, LAMP] = [17, 18];

type Way = "character-device" | "sysfs";
type Wiring = {
  readonly backend: Backend;
  readonly chip: string;
  readonly names: Readonly<Record<number, string>>;
  readonly lines: readonly [pir: string, lamp: string];
};
/** Each on a chip of its own, so that both posts stand side by side and one is walked past while the other waits. */
const WAYS: Readonly<Record<Way, Wiring>> = {
  "character-device": {
    ...{ backend: "auto", chip: "pinctrl-bcm2711", names: { [PIR]: "GPIO17", [LAMP]: "GPIO18" } },
    lines: ["GPIO17", "GPIO18"],
  },
  sysfs: { backend: "sysfs", chip: "second-header", names: {}, lines: ["second-header/17", "second-header/18"] },
};
const ways = Object.keys(WAYS) as Way[];

/** `gaturum run` of a lamp post on one way to GPIO, and the hands at its pins. */
class Post {
  readonly run: DeviceRun;
  readonly #sim: GpioSim;

  constructor(way: Way) {
    const { backend, chip, names, lines } = WAYS[way];
    this.#sim = new GpioSim(chip, 28, names);
    this.#sim.pull(PIR, false);
    this.run = new DeviceRun(lampPostConfig(backend, lines), POST);
  }

  get isLit(): boolean {
    return !this.#sim.isHigh(LAMP);
  }
  /** From the newest line that tells it: this post has no link. */
  get controlPid(): number {
    const told = this.run.said.findLast((line) => line.startsWith('{"control"')) ?? "{}";
    return (JSON.parse(told) as { control?: number }).control ?? NaN;
  }

  async edges(): Promise<number> {
    const { readings } = await this.run.status();
    return (readings["motion"] as unknown as { value: { edges: number } }).value.edges;
  }

  isDark(): Promise<void> {
    return until("the lamp to be dark", () => !this.isLit, 30);
  }

  /** Under emulation a start takes some seconds, and more beside other work. */
  answers(): Promise<void> {
    return until("control to answer", async () => (await this.run.status().catch(() => null)) !== null, 50);
  }

  /** From the edge to the lamp's line, in ms. */
  async walkPast(): Promise<number> {
    await this.isDark();
    const startedAt = performance.now();
    this.#sim.pull(PIR, true);
    while (!this.isLit) {
      if (performance.now() - startedAt > LIT_WITHIN_MS) throw new Error("this walk was not seen");
      await pause(1);
    }
    const litMs = performance.now() - startedAt;
    await pause(SEEN_MS);
    this.#sim.pull(PIR, false);
    return litMs;
  }

  async pulse(forMs: number): Promise<void> {
    this.#sim.pull(PIR, true);
    await pause(forMs);
    this.#sim.pull(PIR, false);
    await pause(forMs);
  }

  async close(): Promise<void> {
    await this.run.close();
    this.#sim.end();
  }
}

describe("a lamp post on each way to GPIO", () => {
  const posts = {} as Record<Way, Post>;
  beforeAll(async () => {
    synchroniseClock();
    for (const way of ways) posts[way] = new Post(way);
    for (const way of ways) await posts[way].answers();
  }, 120_000);
  afterAll(async () => {
    for (const way of ways) await posts[way].close();
  });

  it.each(ways)("%s: says which way to the lines it took, and why", (way) => {
    const why = way === "sysfs" ? "/sys/class/gpio is there.*as the config asks" : "\\d+ chips in /dev";
    expect(posts[way].run.said.join("\n")).toMatch(new RegExp(`gpio: ${way}: ${why}`));
  });

  it(
    `lights the lamp at each of ${WALKS} walks on each way, and soon`,
    async () => {
      const tookMs: Record<Way, number[]> = { "character-device": [], sysfs: [] };
      const before = { "character-device": await posts["character-device"].edges(), sysfs: await posts.sysfs.edges() };
      for (let walk = 0; walk < WALKS; walk += 1) {
        for (const way of ways) tookMs[way].push(await posts[way].walkPast());
      }
      for (const way of ways) {
        process.stdout.write(`${way}: edge to lamp line, ${WALKS} walks: ${told(tookMs[way])}\n`);
        const [p50Ms, p95Ms] = [percentile(tookMs[way], 50), percentile(tookMs[way], 95)].map(Math.round);
        tellFigures({ [`worst p50 ms on ${way}`]: p50Ms ?? NaN, [`worst p95 ms on ${way}`]: p95Ms ?? NaN });
        expect((await posts[way].edges()) - before[way]).toBe(WALKS);
        expect(percentile(tookMs[way], 95)).toBeLessThan(P95_MS);
      }
    },
    WALKS * 15_000,
  );

  /** sysfs tells of one change a turn of the event loop: pulses so close together are lost there, as its README says. */
  it("loses no pulse of 5 ms on the character device", async () => {
    const post = posts["character-device"];
    const before = await post.edges();
    for (let pulse = 0; pulse < SHORT_PULSES; pulse += 1) await post.pulse(5);
    await pause(500);
    expect((await post.edges()) - before).toBe(SHORT_PULSES);
  });

  it.each(ways)(
    "%s: is lit when its process was killed, at the latest with the next start, and when it ends",
    async (way) => {
      const post = posts[way];
      await post.isDark();
      const killed = post.controlPid;
      process.kill(killed, "SIGKILL");
      if (way === "character-device") await until("the lamp to be lit", () => post.isLit, 2);
      await until("a new control", () => post.controlPid !== killed, 30);
      await until("the lamp to be lit", () => post.isLit, 30);
      await post.answers();
      await post.run.end();
      expect(post.isLit).toBe(true);
    },
    90_000,
  );
});

const told = (tookMs: readonly number[]): string =>
  [50, 95, 100].map((share) => `p${share} ${percentile(tookMs, share).toFixed(1)} ms`).join(", ");
