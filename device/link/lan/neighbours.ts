import type { NeighbourCall, NeighbourWord } from "../../measure/neighbour.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import type { NeighbourhoodConfig } from "../../../config/device-config.ts";
import type { Boot } from "../outbox/records.ts";
import type { Seldom } from "../seldom.ts";
import { nextRate, NO_ADDRESSES, OF_POST, OF_ZONE, type AddressRate } from "./address-rate.ts";
import type { BrokerPort } from "./broker-port.ts";
import type { LanPort } from "./lan-port.ts";
import { nextNeighbourhood, NOBODY_KNOWN, type Heard, type Neighbourhood, type Refusal } from "./neighbourhood.ts";
import type { Self, Step } from "./neighbourhood.ts";
import { NOTHING_TAKEN, nextTaken, type TakenLately } from "./other-ways.ts";
import { peersOf } from "./peers.ts";
import type { Sealing } from "./sealing.ts";

export type NeighboursParts = {
  readonly device: string;
  readonly config: NeighbourhoodConfig;
  /** How many posts away our words are of use, 1 to 8. */
  readonly reach: number;
  readonly boot: Boot;
  /** null: they speak over the broker alone. */
  readonly lan: LanPort | null;
  /** Left out or null: never over the broker. */
  readonly overBroker?: BrokerPort | null;
  readonly sealing: Sealing;
  /** 32 hex digits that nobody can guess, others at each call. */
  readonly nonce: () => string;
  readonly scheduler: Scheduler;
};
export type NeighbourCounts = { readonly told: number; readonly sent: number } & { readonly [Kind in Refusal]: number };

/** Between control and the other posts of the path: opens, decides, seals and sends. It keeps nothing and tells no city. */
export class Neighbours {
  readonly #parts: NeighboursParts;
  readonly #self: Self;
  readonly #ways: readonly LanPort[];
  readonly #counts = { told: 0, sent: 0, ...NONE_REFUSED };
  #state: Neighbourhood = NOBODY_KNOWN;
  #addresses: AddressRate = NO_ADDRESSES;
  #taken: TakenLately = NOTHING_TAKEN;
  #tell: (word: NeighbourWord) => void = () => undefined;
  #trouble: Seldom | null = null;

  constructor(parts: NeighboursParts) {
    const { device, config, reach, boot, scheduler, lan } = parts;
    const starts = { boot: boot.bootCount, run: boot.boot, startedAt: scheduler.now() };
    this.#parts = parts;
    this.#ways = [lan, this.overBroker].filter((way) => way !== null);
    this.#self = { name: device, peers: peersOf(config.posts), reach, ...starts };
  }

  /** The way that link's session carries; null: there is none. */
  get overBroker(): BrokerPort | null {
    return this.#parts.overBroker ?? null;
  }

  /** What was told, sent and refused since the start. */
  get counts(): NeighbourCounts {
    return this.#counts;
  }

  /** From now on words are told, and what others said wrongly is mentioned once a minute. */
  start(tell: (word: NeighbourWord) => void, trouble: Seldom): void {
    this.#tell = tell;
    this.#trouble = trouble;
    for (const [index, way] of this.#ways.entries()) {
      way.onPacket((bytes, from) => {
        this.#receive(bytes, from, index);
      });
      way.onUp(() => {
        this.#take({ in: "up" }, null);
      });
    }
  }

  /** Someone moves here. */
  call({ at }: NeighbourCall): void {
    this.#take({ in: "call", at }, null);
  }

  close(): void {
    for (const way of this.#ways) way.close();
  }

  #receive(bytes: Uint8Array, from: string, way: number): void {
    const { device, sealing, scheduler } = this.#parts;
    const isShared = this.#ways[way]?.isShared === true;
    const { rate, mayPass } = nextRate(this.#addresses, from, scheduler.now(), isShared ? OF_ZONE : OF_POST);
    this.#addresses = rate;
    if (!mayPass) {
      this.#refuse("flooded", from);
      return;
    }
    const opened = sealing.open(bytes, device);
    if (!opened.ok) {
      // Where all hear all, that is as it should be.
      if (isShared && opened.refused === "elsewhere") this.#counts.elsewhere += 1;
      else this.#refuse(opened.refused, from);
      return;
    }
    if (this.#cameByOtherWay(bytes, way)) this.#refuse("duplicate", from);
    else this.#take({ in: "payload", payload: opened.payload }, from);
  }

  #cameByOtherWay(bytes: Uint8Array, way: number): boolean {
    if (this.#ways.length === 1) return false;
    const { taken, isByOtherWay } = nextTaken(this.#taken, bytes, way);
    this.#taken = taken;
    return isByOtherWay;
  }

  #take(heard: Heard, from: string | null): void {
    const { scheduler, nonce } = this.#parts;
    const { state, steps } = nextNeighbourhood(this.#state, heard, this.#self, nonce(), scheduler.now());
    this.#state = state;
    for (const step of steps) this.#do(step, from);
  }

  #do(step: Step, from: string | null): void {
    switch (step.do) {
      case "tell":
        this.#counts.told += 1;
        this.#tell(step.word);
        return;
      case "send":
        this.#send(step.to, this.#parts.sealing.seal(step.payload, step.to));
        return;
      case "refuse":
        this.#refuse(step.as, from);
        return;
    }
  }

  /** By every way at once: the first to arrive is taken. */
  #send(to: string, bytes: Uint8Array): void {
    const handedOn = this.#ways.filter((way) => way.send(to, bytes));
    if (handedOn.length > 0) this.#counts.sent += 1;
  }

  #refuse(as: Refusal, from: string | null): void {
    this.#counts[as] += 1;
    const cure = CURES[as];
    if (cure === null) return;
    const whose = from === null ? "" : ` from ${from}`;
    const line = `neighbours: ignored a message${whose}: ${as} (${this.#counts[as]} so far). ${cure}`;
    this.#trouble?.say(`neighbours ${as}`, line);
  }
}

/** null: it happens on a healthy LAN. */
const CURES: { readonly [Kind in Refusal]: string | null } = {
  spoofed: "It was not made with this zone's key: give that post the same keyFile and zone, or look for who sends it.",
  malformed: "Is another version of gaturum at work there, or another program on this port?",
  stranger: "It has the zone's key, and neighbours.posts does not name it: add that post, or take its key away.",
  replayed: "It was sent before: look for who records what posts say on this LAN.",
  old: "It was more than 5 s under way, or from before this start: is the LAN overloaded?",
  future: "Its moment is yet to come: a post whose clock jumps, or someone who alters messages.",
  flooded: "More came than posts send: look for who sends it.",
  duplicate: null,
  elsewhere: "It is for another post: someone's neighbours.posts has the address of this one for it. Correct it there.",
  late: "Control's word that someone is here came a second late: is this computer overloaded?",
};
const NONE_REFUSED = {
  ...{
    spoofed: 0,
    malformed: 0,
    stranger: 0,
    replayed: 0,
    old: 0,
    future: 0,
    flooded: 0,
    duplicate: 0,
    elsewhere: 0,
    late: 0,
  },
};

export const inWords = (counts: NeighbourCounts): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`)
    .join(", ") || "nothing";
