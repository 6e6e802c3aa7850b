import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { orRefusal } from "../../device/field/refusal.ts";
import { realTime } from "../../device/link/real-time.ts";
import { epochMs } from "../../device/measure/time.ts";
import { serveWorld, type ServedWorld } from "../../hal-mocks/remote/serve.ts";
import { singlePost } from "../../hal-mocks/scene.ts";
import { World } from "../../hal-mocks/world.ts";
import { saidBy } from "../field/said.ts";
import { until } from "../link/link-process.ts";
import { DeviceRun } from "./device-run.ts";

export const DEVICE = "post-4711-0382";
/** Of a test that starts programs: only a hang takes so long. */
export const PATIENCE_MS = 120_000;
/** A winter's evening, so that the lamp follows people. */
const STARTS_AT = epochMs(Date.parse("2026-12-21T22:10:00Z"));
const FOLDERS = ["GATURUM_RUN_DIR", "GATURUM_STATE_DIR"] as const;

/** In this process: each start of a program would cost as much as all that a verb does. */
export const verb = (run: () => Promise<number>) => saidBy(() => orRefusal(run));

/** Longer than `ready` waits, for a machine that has much else to do. */
export const answers = (run: DeviceRun): Promise<void> =>
  until("control to answer", async () => (await run.status().catch(() => null)) !== null, 60);

/** Whoever is asked from this process is that device. */
export function mean(run: DeviceRun): void {
  for (const name of FOLDERS) process.env[name] = run.env[name];
}

/** One lamp post in its processes, in a world of this one, where someone may walk past. */
export class WorldPost {
  readonly world: World;
  readonly run: DeviceRun;
  readonly #served: ServedWorld;
  readonly #folder: string;

  private constructor(world: World, run: DeviceRun, served: ServedWorld, folder: string) {
    this.world = world;
    this.run = run;
    this.#served = served;
    this.#folder = folder;
  }

  static async start(config: string): Promise<WorldPost> {
    const folder = mkdtempSync(join(tmpdir(), "gaturum-world-"));
    const world = new World(singlePost(DEVICE), 7, STARTS_AT, realTime.now());
    const socket = join(folder, "world.sock");
    const served = await serveWorld(world, socket, realTime);
    const run = new DeviceRun(config, DEVICE, [`--mock=${socket}`]);
    mean(run);
    await answers(run);
    return new WorldPost(world, run, served, folder);
  }

  async close(): Promise<void> {
    await this.run.close();
    await this.#served.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
