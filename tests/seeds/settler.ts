import type { DesiredState } from "../../config/desired.ts";
import type { DesiredMessage, TwinMessage } from "../../device/contract/downlink.ts";
import type { BirthMessage } from "../../device/contract/session.ts";
import { audienceOf, SETTINGS_TYPE, signed } from "../../device/contract/signed.ts";
import { buildTopic } from "../../device/contract/topics.ts";
import type { MemoryBroker } from "../../device/link/session/memory-broker.ts";
import { hashOfState } from "../../device/contract/signed.ts";
import { elapsed, minutes, seconds, type Instant } from "../../device/measure/time.ts";
import { breach } from "./law.ts";
import { CITY, KID, NOWHERE } from "./keys.ts";
import { POST, type HowDesired } from "./plan.ts";
import type { Site } from "./site.ts";

/** From the contract: what a city wants must stand for so long before it counts as applied. */
const PROBE_MS = seconds(120);
/** A broker that is not there: its probe, and the longest wait for the attempt that it is counted from. */
const STRANDED_MS = minutes(8);

type Wanted = {
  readonly version: number;
  readonly state: DesiredState;
  readonly hash: string;
  readonly how: HowDesired;
  readonly at: Instant;
};

/** What a city wants of one device, document after document, and what the device says and does about it. */
export class Settler {
  readonly broken: string[] = [];
  published = 0;
  readonly #site: Site;
  readonly #broker: MemoryBroker;
  readonly #tenant: string;
  readonly #known: Wanted[] = [];
  /** The hash that the newest version came with too, if the city said it last. */
  #conflict: string | null = null;
  #twin: TwinMessage | null = null;
  #retained: Wanted | null = null;
  #strandedSince: Instant | null = null;

  constructor(site: Site, broker: MemoryBroker, tenant: string) {
    this.#site = site;
    this.#broker = broker;
    this.#tenant = tenant;
  }

  desire(how: HowDesired, share: number): void {
    const newest = this.#known.at(-1);
    const version = (newest?.version ?? 0) + 1;
    switch (how) {
      case "older":
        if (newest !== undefined)
          this.#publish({ ...this.#drawn("good", share, version), version: newest.version - 1 });
        return;
      case "conflict":
        if (newest === undefined) return;
        this.#conflict = this.#publish({ ...this.#drawn("good", share, version), version: newest.version }).hash;
        return;
      case "reordered": {
        const [first, second] = [this.#drawn("good", share, version), this.#drawn("good", 1 - share, version + 1)];
        this.#remember(first);
        this.#remember(second);
        this.#publish(second);
        this.#publish(first);
        return;
      }
      case "again":
        if (newest !== undefined) this.#publish(newest);
        this.#conflict = null;
        return;
      case "good":
      case "bad":
      case "restart":
      case "stranded":
        this.#publish(this.#remember(this.#drawn(how, share, version)));
    }
  }

  heard(twin: TwinMessage): void {
    this.#twin = twin;
    const of = this.#known.find(({ version, hash }) => version === twin.desiredVersion && hash === twin.hash);
    if (twin.status === "applied" && of !== undefined && elapsed(of.at, this.#now) < PROBE_MS)
      this.broken.push(breach("settings unproved", `${this.#site.name} applied version ${of.version} at ${this.#now}`));
  }

  /**
   * The broker must retain the newest for it, whatever overtook that. A device that has lost its store knows of no
   * version, and takes only what echoes its challenge.
   */
  born({ storeLost, challenge }: BirthMessage): void {
    const newest = this.#known.at(-1);
    if (newest === undefined) return;
    const isForgotten = storeLost === true && challenge !== undefined;
    if (isForgotten || (this.#retained?.version ?? 0) < newest.version) {
      this.#conflict = null;
      this.#publish(newest, isForgotten ? challenge : undefined);
    }
  }

  /** The broker lost what it retained. */
  again(): void {
    if (this.#retained !== null) this.#publish(this.#retained);
  }

  look(): void {
    const inForce = this.#site.device?.control.settings?.id ?? null;
    const wanted = inForce === null ? undefined : this.#known.find(({ hash }) => hash === inForce.hash);
    if (wanted?.how === "bad" || wanted?.how === "restart")
      this.broken.push(breach("settings bad", `${this.#site.name} has bad ones in force at ${this.#now}`));
    if (wanted?.how !== "stranded") this.#strandedSince = null;
    else this.#strandedSince ??= this.#now;
    if (this.#strandedSince !== null && elapsed(this.#strandedSince, this.#now) > STRANDED_MS)
      this.broken.push(breach("settings stranded", `${this.#site.name} since ${this.#strandedSince}`));
  }

  /** It tries what leads nowhere, for the first time or once more: after an hour, six and a day (contract). */
  get isStranded(): boolean {
    return this.#strandedSince !== null;
  }

  atEnd(): readonly string[] {
    const newest = this.#known.at(-1);
    const twin = this.#twin;
    const { name, device } = this.#site;
    if (newest === undefined) return [];
    if (twin === null) return [breach("settings told", `${name} never said anything of them`)];
    const problems: string[] = [];
    const hashes = [newest.hash, ...(this.#conflict === null ? [] : [this.#conflict])];
    if (twin.desiredVersion !== newest.version || !hashes.includes(twin.hash))
      problems.push(
        breach("settings newest", `${name} is at version ${twin.desiredVersion}, of ${newest.version}: ${twin.status}`),
      );
    const isBad = newest.how === "bad" || newest.how === "restart";
    if (isBad && twin.status !== "rejected")
      problems.push(breach("settings rejected", `${name} says ${twin.status} of bad ones`));
    const inForce = device?.control.settings?.id.hash ?? hashOfState({});
    if (inForce !== hashOfState(twin.state))
      problems.push(breach("settings followed", `${name} follows others than its twin says: ${JSON.stringify(twin)}`));
    return problems;
  }

  get #now(): Instant {
    return this.#broker.scheduler.now();
  }

  #drawn(how: HowDesired, share: number, version: number): Wanted {
    const state = stateOf(how, this.#site.name === POST, share, version);
    return { version, state, hash: hashOfState(state), how, at: this.#now };
  }

  #remember(wanted: Wanted): Wanted {
    this.#known.push(wanted);
    this.#conflict = null;
    return wanted;
  }

  #publish(wanted: Wanted, challenge?: string): Wanted {
    const { version, state } = wanted;
    if (version < 1) return wanted;
    const aud = audienceOf(this.#tenant, this.#site.name);
    const message: Omit<DesiredMessage, "sig"> = { v: 1, aud, typ: SETTINGS_TYPE, kid: KID, epoch: 1, version, state };
    const text = JSON.stringify(signed(challenge === undefined ? message : { ...message, challenge }, CITY));
    this.#retained = wanted;
    this.published += 1;
    this.#broker.publish(buildTopic({ at: "desired", tenant: this.#tenant, device: this.#site.name }), text, true);
    return wanted;
  }
}

/** Never less light than the config's own, so that the law of light stands whichever is in force. Each is another. */
function stateOf(how: HowDesired, isPost: boolean, share: number, version: number): DesiredState {
  const own: DesiredState = isPost
    ? { lamp: { base: `${30 + Math.floor(share * 60)} %`, hold: `${60 + version} s` } }
    : { bin: { full: `${60 + Math.floor(share * 20)} %`, press: { strokesPerDayMax: 20 + version } } };
  switch (how) {
    case "bad":
      return isPost ? { lamp: { base: "2 %", hold: `${60 + version} s` } } : { bin: { full: `${200 + version} %` } };
    case "restart":
      return { ...own, mode: "observe" };
    case "stranded":
      return { ...own, city: { broker: NOWHERE } };
    case "good":
    case "older":
    case "conflict":
    case "reordered":
    case "again":
      return own;
  }
}
