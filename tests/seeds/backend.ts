import type { TwinMessage } from "../../device/contract/downlink.ts";
import { isLateWill } from "../../device/contract/late-will.ts";
import type { BirthMessage, StateMessage } from "../../device/contract/session.ts";
import { buildTopic } from "../../device/contract/topics.ts";
import { validate, type Received } from "../../device/contract/validate.ts";
import type { MemoryBroker } from "../../device/link/session/memory-broker.ts";
import { millis } from "../../device/measure/time.ts";
import { breach } from "./law.ts";
import { Commander } from "./commander.ts";
import type { Host } from "./plan.ts";
import { Receipts } from "./receipts.ts";
import { Receiver } from "./receiver.ts";
import type { Sessions } from "./sessions.ts";
import { Settler } from "./settler.ts";
import type { Site } from "./site.ts";
import { TimeLaw } from "./time-law.ts";

/** One way, where nothing is slow. */
export const LATENCY_MS = millis(5);

type BackendParts = {
  readonly broker: MemoryBroker;
  readonly sessions: Sessions;
  readonly sites: readonly Site[];
  readonly tenant: string;
  readonly host: Host | null;
  readonly wallMs: () => number;
};

/** A city as the contract wants it: it checks each packet, stores, gives receipts, asks and wants. */
export class Backend {
  readonly problems: string[] = [];
  readonly states = new Map<string, StateMessage>();
  readonly receiver: Receiver;
  readonly commander: Commander;
  readonly receipts: Receipts | null;
  /** Each packet comes twice. */
  doubles = false;
  readonly #parts: BackendParts;
  readonly #host: Host | null;
  readonly #time: TimeLaw;
  readonly #sites: readonly Site[];
  readonly #settlers: ReadonlyMap<string, Settler>;
  #away: "away" | "lost" | null = null;
  #kept: Received[] = [];

  constructor(parts: BackendParts) {
    const { broker, sessions, sites, tenant, host, wallMs } = parts;
    this.#parts = parts;
    this.#host = host;
    this.#sites = sites;
    this.#time = new TimeLaw(sites, wallMs() - broker.scheduler.now());
    this.receiver = new Receiver((clientId) => sessions.openedAt.get(clientId) ?? 0, this.#time);
    const { receiver } = this;
    const time = broker.scheduler;
    this.commander = new Commander({ tenant, sessions, receiver, time, wallMs });
    this.#settlers = new Map(sites.map((site) => [site.name, new Settler(site, broker, tenant)]));
    const devices = sites.map(({ name }) => name);
    this.receipts = host === null ? null : new Receipts({ broker, receiver, host, tenant, devices, wallMs });
    broker.watch("#", (topic, payload) => {
      for (let times = this.doubles ? 2 : 1; times > 0; times -= 1) this.#take(topic, payload);
    });
  }

  settlerOf(device: string): Settler {
    const settler = this.#settlers.get(device);
    if (settler === undefined) throw new Error(`nobody wants anything of ${device}`);
    return settler;
  }

  leave(how: "away" | "lost"): void {
    this.#away = this.#host?.receipts === true ? how : "away";
    if (this.receipts !== null) this.receipts.away = true;
  }

  comeBack(): void {
    this.#away = null;
    for (const kept of this.#kept.splice(0)) this.receiver.store(kept);
    if (this.receipts !== null) this.receipts.away = false;
  }

  /** Class 0 alone is kept by a device for a day after its receipt. */
  forget(device: string, count: number): void {
    if (this.#host?.receipts === true) this.receiver.forget(device, 0, count);
  }

  /** After the broker has lost all. */
  again(): void {
    for (const settler of this.#settlers.values()) settler.again();
  }

  look(device: string): void {
    this.#settlers.get(device)?.look();
  }

  /** How often a city asked, and wanted. */
  get counts(): { readonly commands: number; readonly settings: number } {
    const settings = [...this.#settlers.values()].reduce((sum, { published }) => sum + published, 0);
    return { commands: this.commander.count, settings };
  }

  /** What the broker tells of a device whoever asks it now. */
  retainedOf(device: string): StateMessage | null {
    const found: StateMessage[] = [];
    const { broker, tenant } = this.#parts;
    const forget = broker.watch(buildTopic({ at: "state", tenant, device }), (_topic, payload) => {
      found.push(JSON.parse(new TextDecoder().decode(payload)) as StateMessage);
    });
    forget();
    return found[0] ?? null;
  }

  broken(): readonly string[] {
    const settlers = [...this.#settlers.values()];
    return [
      ...this.problems,
      ...this.receiver.problems,
      ...settlers.flatMap((settler) => [...settler.broken, ...settler.atEnd()]),
      ...this.commander.problems(this.#sites),
      ...this.#time.broken,
      ...this.#time.atEnd(),
    ];
  }

  #take(topicText: string, payload: Uint8Array): void {
    if (payload.length === 0 || topicText.includes("/_") || topicText.includes("/dn/")) return;
    const checked = validate(topicText, payload);
    if (!checked.ok) this.problems.push(breach("contract", checked.problems.join("; ")));
    else this.#note(checked.value);
  }

  #note(received: Received): void {
    const { topic, payload } = received;
    if (!("device" in topic)) return;
    const { device } = topic;
    this.receiver.witness(received);
    if (topic.at === "state") this.#state(device, payload as StateMessage);
    if (topic.at === "birth") this.#birth(device, payload as BirthMessage);
    if (topic.at === "twin") this.settlerOf(device).heard(payload as TwinMessage);
    if (this.#away === null) this.receiver.store(received);
    else if (this.#away === "away") this.#kept.push(received);
  }

  #birth(device: string, birth: BirthMessage): void {
    this.commander.challenged(device, birth.challenge);
    this.settlerOf(device).born(birth);
  }

  #state(device: string, state: StateMessage): void {
    const known = this.states.get(device);
    if (isLateWill(state, known?.session ?? 0)) return;
    this.states.set(device, state);
    const isOlder = known !== undefined && state.session < known.session;
    const isOtherBoot = known?.session === state.session && known.boot !== state.boot;
    const mayForget = this.#sites.some(({ name, mayForget: may }) => name === device && may);
    if ((isOlder || isOtherBoot) && !mayForget)
      this.problems.push(breach("session numbers", `${device} is in ${state.session} after ${known.session}`));
  }
}
