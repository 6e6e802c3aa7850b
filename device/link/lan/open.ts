import { randomBytes } from "node:crypto";
import type { Scheduler } from "../../measure/scheduler.ts";
import { reachOf, type LinkConfig } from "../link-config.ts";
import type { Boot } from "../outbox/records.ts";
import { Seldom } from "../seldom.ts";
import { BrokerPort } from "./broker-port.ts";
import { Lan } from "./lan.ts";
import { Neighbours } from "./neighbours.ts";
import { zoneSealing } from "./packet.ts";
import { NONCE_BYTES } from "./payload.ts";
import { readZoneKey } from "./zone-key.ts";

type Around = { readonly boot: Boot; readonly scheduler: Scheduler; readonly say: (line: string) => void };

/** null: the config names no neighbours, or there is no way to them, which is said. Link goes on without. */
export async function openNeighbours(config: LinkConfig, { boot, scheduler, say }: Around): Promise<Neighbours | null> {
  const asked = config.neighbours ?? null;
  if (asked === null || (asked.lan === null && !asked.overBroker)) return null;
  const key = await readZoneKey(asked.keyFile);
  if (!key.ok) {
    say(`${key.wrong} Until then no neighbour is told or heard; the post works alone.`);
    return null;
  }
  const { lan, posts, zone } = asked;
  const trouble = new Seldom(say, () => scheduler.now());
  return new Neighbours({
    device: config.device,
    config: asked,
    reach: reachOf(config),
    boot,
    lan: lan === null ? null : new Lan({ lan, posts, scheduler, trouble }),
    overBroker: asked.overBroker
      ? new BrokerPort({ tenant: config.tenant, zone, trouble, now: () => scheduler.now() })
      : null,
    sealing: zoneSealing(key.key, zone, randomBytes),
    nonce: () => randomBytes(NONCE_BYTES).toString("hex"),
    scheduler,
  });
}
