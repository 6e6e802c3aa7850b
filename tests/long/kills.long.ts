import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeviceConfig } from "../../config/device-config.ts";
import { realTime } from "../../device/link/real-time.ts";
import { epochMs } from "../../device/measure/time.ts";
import { serveWorld, type Orphans, type ServedWorld } from "../../hal-mocks/remote/serve.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { World } from "../../hal-mocks/world.ts";
import { example } from "../simulation/example.ts";
import { timesSlower } from "../setup/yardstick.ts";
import { KilledBin } from "../system/killed-bin.ts";
import { episode, RUN_ON_MS, type Outcome } from "./kill-episode.ts";
import { killsOf, STATES, type Kill } from "./kill-plan.ts";
import { tellFigures } from "./figures.ts";

const KILLS = Number(process.env["GATURUM_KILLS"] ?? 100);
const SEED = Number(process.env["GATURUM_SEED"] ?? 1);
/** Bins side by side: each waits most of the time, for a warning or for somebody. Pairs of them. */
const BINS = Number(process.env["GATURUM_BINS"] ?? Math.max(4, 2 * Math.floor(5 / timesSlower())));
/** Deep in a night in which nobody throws anything in. */
const STARTS_AT = epochMs(Date.parse("2026-12-21T01:10:00Z"));
/** Six times as fast as the usual press: a way of 600 mm takes 2 s, and the product's own limits stay as they are. */
const FAST = { speedMmPerS: 300 };
/** A guard may be 40 ms old, and a cycle takes 20 of them. */
const SENSE_MS = 10;
/** Above the controls: a world that is late would stop their strokes. */
const FIFO_PRIORITY = "30";
const WITHIN_MS = 18 * 60_000;

describe(`${KILLS} kills of a bin's control, seed ${SEED}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-kills-"));
  const yards: { readonly served: ServedWorld; readonly bins: readonly KilledBin[] }[] = [];
  const outcomes: Outcome[] = [];

  beforeAll(async () => {
    // Reset on fork: links are ordinary, as on a device. Two of them at this priority starved all else for minutes.
    spawnSync("chrt", ["-R", "-a", "-f", "-p", FIFO_PRIORITY, String(process.pid)], { stdio: "ignore" });
    const config = await fastBin();
    for (const orphans of ["released", "held"] as const) yards.push(await yard(config, orphans, folder));
  });
  afterAll(async () => {
    for (const { served, bins } of yards) {
      await Promise.all(bins.map((bin) => bin.end()));
      await served.close();
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    "nothing moves by itself, no open stroke is forgotten, and it is where section 8 says",
    async () => {
      const queue = [...killsOf(SEED, KILLS)];
      const bins = yards.flatMap(({ bins }) => bins);
      const wrong: string[] = [];
      await Promise.all(bins.map((bin) => work(bin, queue, outcomes, wrong)));
      tell(outcomes);
      expect(wrong).toEqual([]);
      expect(outcomes).toHaveLength(KILLS);
      if (KILLS >= STATES.length) expect(new Set(outcomes.map(({ kill }) => kill.state))).toEqual(new Set(STATES));
      expect(Math.max(...outcomes.map(({ ranOnMs }) => ranOnMs))).toBeLessThanOrEqual(RUN_ON_MS);
    },
    WITHIN_MS,
  );
});

/** One bin after the other kill, until none is left. */
async function work(bin: KilledBin, queue: Kill[], outcomes: Outcome[], wrong: string[]): Promise<void> {
  for (let kill = queue.shift(); kill !== undefined; kill = queue.shift()) {
    try {
      outcomes.push(await episode(bin, kill));
    } catch (cause) {
      wrong.push(`${bin.name} ${JSON.stringify(kill)}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
}

async function yard(config: DeviceConfig, orphans: Orphans, base: string) {
  const names = Array.from({ length: BINS / 2 }, (_, index) => `bin-${orphans}-${index + 1}`);
  const scene = { ...streetScene(0, 0), bins: names.map((name, index) => ({ name, atM: 30 * index })) };
  const world = new World(scene, SEED, STARTS_AT, realTime.now());
  const socket = join(base, `${orphans}.sock`);
  const served = await serveWorld(world, socket, realTime, { senseMs: SENSE_MS, orphans });
  const about = { world, socket, folder: base, make: FAST };
  return { served, bins: names.map((name) => new KilledBin(name, config, about)) };
}

/** The example bin, which may press often and has a city that never answers. */
async function fastBin(): Promise<DeviceConfig> {
  const config = await example("litter-bin.yaml");
  if (config.kind !== "litter-bin" || config.bin.press === null) throw new Error("litter-bin.yaml has no press");
  const press = { ...config.bin.press, strokesPerHourMax: 20, strokesPerDayMax: 200 };
  const hands = (["serviceA", "serviceB"] as const).map((role) => ({ ...mockPart(config), name: role, role }));
  return {
    ...config,
    parts: [...config.parts, ...hands],
    city: { ...config.city, broker: "mqtt://127.0.0.1:1" },
    bin: { ...config.bin, press },
  };
}

function mockPart({ parts }: DeviceConfig): DeviceConfig["parts"][number] {
  const part = parts.find(({ role }) => role === "start");
  if (part === undefined) throw new Error("litter-bin.yaml has no START");
  return part;
}

function tell(outcomes: readonly Outcome[]): void {
  const count = (holds: (one: Outcome) => boolean) => outcomes.filter(holds).length;
  const figures = {
    kills: outcomes.length,
    "with an open stroke": count(({ open }) => open),
    "between two writes": count(({ between }) => between),
    unreadable: count(({ unreadable }) => unreadable),
    "locked out after it": count(({ after }) => after === "LOCKOUT"),
    "brought there again": outcomes.reduce((sum, { tries }) => sum + tries - 1, 0),
    "worst run-on ms": Math.max(0, ...outcomes.map(({ ranOnMs }) => ranOnMs)),
  };
  tellFigures(figures);
  const states = STATES.map((state) => `${state} ${count(({ kill }) => kill.state === state)}`);
  process.stdout.write(`${JSON.stringify(figures)}\n${states.join(", ")}\n`);
}
