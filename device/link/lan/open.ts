import { randomBytes } from "node:crypto";
import type { Scheduler } from "../../measure/scheduler.ts";
import { reachOf, type LinkConfig } from "../link-config.ts";
import type { Boot } from "../records.ts";
import { Seldom } from "../seldom.ts";
import { Lan } from "./lan.ts";
import { Neighbours } from "./neighbours.ts";
import { zoneSealing } from "./packet.ts";
import { NONCE_BYTES } from "./payload.ts";
import { readZoneKey } from "./zone-key.ts";

type Around = { readonly boot: Boot; readonly scheduler: Scheduler; readonly say: (line: string) => void };

/** null: the config names no neighbours, or there is no way to them, which is said. Link goes on without. */
export async function openNeighbours(config: LinkConfig, { boot, scheduler, say }: Around): Promise<Neighbours | null> {
  const asked = config.neighbours ?? null;
  if (asked?.overBroker === true) {
    say(
      "neighbours.overBroker: this version tells neighbours over the LAN alone. Set neighbours.lan, and leave it out.",
    );
  }
  if (asked === null || asked.lan === null) return null;
  const key = await readZoneKey(asked.keyFile);
  if (!key.ok) {
    say(`${key.wrong} Until then no neighbour is told or heard; the post works alone.`);
    return null;
  }
  const trouble = new Seldom(say, () => scheduler.now());
  return new Neighbours({
    device: config.device,
    config: asked,
    reach: reachOf(config),
    boot,
    port: new Lan({ lan: asked.lan, posts: asked.posts, scheduler, trouble }),
    sealing: zoneSealing(key.key, asked.zone, randomBytes),
    nonce: () => randomBytes(NONCE_BYTES).toString("hex"),
    scheduler,
  });
}
