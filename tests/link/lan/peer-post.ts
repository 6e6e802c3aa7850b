import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { NeighbourhoodConfig } from "../../../config/device-config.ts";
import { Lan } from "../../../device/link/lan/lan.ts";
import { Neighbours } from "../../../device/link/lan/neighbours.ts";
import { zoneSealing } from "../../../device/link/lan/packet.ts";
import { realTime } from "../../../device/link/real-time.ts";
import { Seldom } from "../../../device/link/seldom.ts";
import type { NeighbourWord } from "../../../device/measure/neighbour.ts";
import { GAP_M, KEY, REACH, ZONE } from "./path.ts";

/** Below those that a kernel hands out, and others in each run that may go on beside this one. */
const PORT = 20_000 + (process.pid % 10_000);
const HOSTS = { "lamp-1": "127.0.0.21", "lamp-2": "127.0.0.22" } as const;
type Name = keyof typeof HOSTS;

/** What the config of one of two posts says of the other; the key's file is written. */
export function besides(own: Name, keyFile: string): NeighbourhoodConfig {
  writeFileSync(keyFile, Buffer.from(KEY).toString("hex"), { mode: 0o600 });
  const other = own === "lamp-1" ? "lamp-2" : "lamp-1";
  const post = { name: other, host: HOSTS[other], port: PORT, distanceM: own === "lamp-1" ? GAP_M : -GAP_M };
  return { lan: { host: HOSTS[own], port: PORT }, keyFile, zone: ZONE, overBroker: false, posts: [post] };
}

/** The neighbour `lamp-2` on a real LAN, in this process and without a link: it calls and hears. */
export class PeerPost {
  readonly heard: NeighbourWord[] = [];
  readonly #neighbours: Neighbours;

  constructor(keyFile: string) {
    const config = besides("lamp-2", keyFile);
    const trouble = new Seldom(
      () => undefined,
      () => realTime.now(),
    );
    const lan = config.lan ?? { host: HOSTS["lamp-2"], port: PORT };
    this.#neighbours = new Neighbours({
      ...{ device: "lamp-2", config, reach: REACH, scheduler: realTime },
      boot: { boot: randomBytes(8).toString("hex"), bootCount: 1 },
      lan: new Lan({ lan, posts: config.posts, scheduler: realTime, trouble }),
      sealing: zoneSealing(KEY, ZONE, randomBytes),
      nonce: () => randomBytes(16).toString("hex"),
    });
    this.#neighbours.start((word) => this.heard.push(word), trouble);
  }

  call(): void {
    this.#neighbours.call({ at: realTime.now() });
  }

  close(): void {
    this.#neighbours.close();
  }
}
