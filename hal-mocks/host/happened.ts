import type { Device } from "../../device/together/device.ts";
import { PAYLOAD_BYTES_MAX } from "../../device/contract/limits.ts";
import { parseTopic } from "../../device/contract/topics.ts";
import type { Packet } from "../../device/together/memory-city.ts";
import type { SimulatedStreet } from "../simulated-street.ts";
import type { World } from "../world.ts";
import type { Happened } from "./protocol.ts";

/** Kept for pages that are behind; a page that is further behind misses the oldest. */
const KEPT_MAX = 4_000;
/** Handed to a page that is opened. */
const PAST_MAX = 400;
/** Topics whose newest packet is kept for it; a street of a hundred controllers has fewer. */
const TOPICS_MAX = 4_000;

/** What devices decided and what the city's broker handed on, in the order in which it was heard. */
export class HappenedLog {
  readonly #kept: Happened[] = [];
  #dropped = 0;
  readonly #newest = new Map<string, Happened>();
  /** The newest decision of each device that is in the log. */
  readonly #told = new Map<string, object>();

  /** Where the log ends now: what comes later is `since` it. */
  get end(): number {
    return this.#dropped + this.#kept.length;
  }

  since(place: number): readonly Happened[] {
    return this.#kept.slice(Math.max(0, place - this.#dropped));
  }

  /** The newest packet of each topic, and the newest of everything, for whoever comes now. */
  past(): readonly Happened[] {
    const recent = this.#kept.slice(-PAST_MAX);
    const shown = new Set(recent);
    return [...[...this.#newest.values()].filter((one) => !shown.has(one)), ...recent];
  }

  /** What is longer than the contract lets it be is no device's. */
  hear({ topic, payload }: Packet, { now: at, wall }: Pick<World, "now" | "wall">): void {
    if (payload.length > PAYLOAD_BYTES_MAX) return;
    const parsed = parseTopic(topic);
    const device = parsed !== null && "device" in parsed ? parsed.device : null;
    const packet: Happened = { what: "packet", at, wall, device, topic, payload: new TextDecoder().decode(payload) };
    this.#newest.delete(topic);
    if (this.#newest.size < TOPICS_MAX) this.#newest.set(topic, packet);
    this.add(packet);
  }

  /** Takes over what the devices of a street decided since the last call. */
  collect({ devices, world }: SimulatedStreet): void {
    for (const device of devices) this.#collectFrom(device, (at) => world.wallAt(at));
  }

  #collectFrom({ config, control }: Device, wallAt: (at: Device["control"]["why"][number]["at"]) => number): void {
    const { why } = control;
    const told = this.#told.get(config.device);
    const known = why.findLastIndex((one) => one === told);
    for (const { at, reason, text, because } of why.slice(known + 1)) {
      this.add({ what: "decided", at, wall: wallAt(at), device: config.device, reason, text, because });
    }
    const newest = why.at(-1);
    if (newest !== undefined) this.#told.set(config.device, newest);
  }

  add(one: Happened): void {
    this.#kept.push(one);
    if (this.#kept.length <= KEPT_MAX) return;
    this.#kept.shift();
    this.#dropped += 1;
  }
}
