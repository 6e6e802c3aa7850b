import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Scheduler } from "../../../device/measure/scheduler.ts";
import { epochMs, instant } from "../../../device/measure/time.ts";
import { serveWorld, type Orphans, type ServedWorld } from "../../../hal-mocks/remote/serve.ts";
import { streetScene } from "../../../hal-mocks/scene.ts";
import { World } from "../../../hal-mocks/world.ts";

export const now = () => instant(Number(process.hrtime.bigint() / 1_000n) / 1_000);
export const realTime: Scheduler = {
  now,
  after: (wait, run) => {
    const timer = setTimeout(run, wait);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** A night street on a socket in a folder of its own. */
export async function servedStreet(orphans?: Orphans): Promise<{
  path: string;
  world: World;
  served: ServedWorld;
  end: () => Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-world-"));
  const path = join(folder, "world.sock");
  const world = new World(streetScene(2, 1), 7, epochMs(Date.UTC(2026, 10, 25, 2)), now());
  const served = await serveWorld(world, path, realTime, orphans === undefined ? {} : { orphans });
  return {
    path,
    world,
    served,
    end: async () => {
      await served.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Waits until it holds, up to 5 s. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  const patience = now() + 5_000;
  while (!holds()) {
    if (now() > patience) throw new Error(`5 s went by and it did not come about: ${what}`);
    await new Promise((resume) => setTimeout(resume, 2));
  }
}
