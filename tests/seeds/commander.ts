import { commandNamed } from "../../device/contract/commands.ts";
import { audienceOf, commandType, groupAudienceOf, signed } from "../../device/contract/signed.ts";
import { buildTopic, clientIdOf } from "../../device/contract/topics.ts";
import type { Scheduler } from "../../device/measure/scheduler.ts";
import { minutes, type Instant } from "../../device/measure/time.ts";
import { breach } from "./law.ts";
import { CITY, KID, STRANGER } from "./keys.ts";
import { GROUP, type DeviceName, type HowAsked } from "./plan.ts";
import type { Receiver } from "./receiver.ts";
import type { Sessions } from "./sessions.ts";
import type { Site } from "./site.ts";

/** What must not be done whenever it comes, and what its device counts under `refused`. */
const BAD: readonly HowAsked[] = ["forged", "misdirected", "late", "replayed"];
const LIFE_MS = minutes(10);
/** A command does no light less than is owed: dimming is to full. */
const ARGS: Readonly<Record<string, object>> = { dim: { levelPct: 100, forS: 600 }, inhibit: { forS: 60 } };
/** Doubles of one command, and one more when it is long done. */
const DOUBLES = 5;
const LATE_DOUBLE_MS = minutes(3);

type Sent = {
  readonly id: string;
  readonly name: string;
  readonly how: HowAsked;
  readonly counter: number;
  readonly at: Instant;
  /** It answers a challenge. */
  readonly echoes: boolean;
  /** The devices that acknowledged it. */
  readonly taken: Set<string>;
};
type CommanderParts = {
  readonly tenant: string;
  readonly sessions: Sessions;
  readonly receiver: Receiver;
  readonly time: Scheduler;
  readonly wallMs: () => number;
};

/** A backend that asks, and others that pretend to be one. */
export class Commander {
  readonly #parts: CommanderParts;
  readonly #sent: Sent[] = [];
  readonly #challenges = new Map<string, string>();
  #counter = 0;

  constructor(parts: CommanderParts) {
    this.#parts = parts;
  }

  /** Of a birth: a backend echoes it once. */
  challenged(device: string, challenge: string | undefined): void {
    if (challenge === undefined) this.#challenges.delete(device);
    else this.#challenges.set(device, challenge);
  }

  ask(devices: readonly DeviceName[], name: string, how: HowAsked): void {
    const { tenant, time } = this.#parts;
    const [first] = devices;
    if (first === undefined) return;
    const old = how === "replayed" ? this.#answered(first) : undefined;
    if (how === "replayed" && old === undefined) return;
    const isGroup = devices.length > 1;
    const own = isGroup ? groupAudienceOf(tenant, GROUP) : audienceOf(tenant, first);
    this.#counter += 1;
    const counter = old?.counter ?? this.#counter;
    const id = `c-${this.#sent.length + 1}`;
    const now = this.#parts.wallMs();
    const issuedAt = how === "late" ? now - LIFE_MS : now;
    const message = {
      ...{ v: 1, aud: how === "misdirected" ? audienceOf(tenant, "someone-else") : own, typ: commandType(name) },
      ...{ kid: KID, id, name, args: ARGS[name] ?? {}, counter },
      ...{ issuedAt, expires: issuedAt + LIFE_MS - (how === "late" ? 1_000 : 0) },
      ...(isGroup || BAD.includes(how) ? {} : this.#echo(first)),
    };
    const text = JSON.stringify(signed(message, how === "forged" ? STRANGER : CITY));
    const sent: Sent = { id, name, how, counter, at: time.now(), echoes: "challenge" in message, taken: new Set() };
    this.#sent.push(sent);
    for (let times = how === "double" ? DOUBLES : 1; times > 0; times -= 1) this.#send(devices, sent, text, isGroup);
    if (how === "double") time.after(LATE_DOUBLE_MS, () => this.#send(devices, sent, text, isGroup));
  }

  get count(): number {
    return this.#sent.length;
  }

  /**
   * What was not kept. An answer may be missing that a gap tells of, or that went with a store; and of many refused in one
   * minute some are counted alone (`refused`).
   */
  problems(sites: readonly Site[]): readonly string[] {
    const { receiver } = this.#parts;
    return sites.flatMap((site) => {
      const { name, deaths, mayForget } = site;
      const isTaken = ({ taken }: Sent): boolean => taken.has(name);
      const lost = receiver.lostOf(name);
      const unanswered = this.#sent.filter(
        (sent) => isTaken(sent) && !isBad(sent, site) && this.#isUnanswered(sent, name),
      );
      const bad = this.#sent.filter((sent) => isTaken(sent) && isBad(sent, site)).length;
      const told = receiver.refusedBy(name);
      return [
        ...this.#sent.flatMap((sent) => this.#problemsOf(sent, site)),
        ...(unanswered.length > lost + Math.max(0, told - bad) && !mayForget
          ? unanswered.map(({ id, name: verb, how }) =>
              breach("commands answered", `${name} ${verb} ${id}, ${how}: acknowledged and never answered`),
            )
          : []),
        ...(told + lost < bad && deaths.length === 0 && !mayForget
          ? [breach("commands counted", `${name} tells of ${told} refused, of ${bad} bad ones`)]
          : []),
      ];
    });
  }

  #isUnanswered({ id }: Sent, device: string): boolean {
    return this.#parts.receiver.codesOf(device, id).size === 0;
  }

  #problemsOf(sent: Sent, site: Site): readonly string[] {
    const { id, name, how, at } = sent;
    const asked = site.asked.get(id) ?? 0;
    const deaths = site.deaths.filter((death) => death >= at).length;
    const most = isBad(sent, site) ? 0 : 1 + (commandNamed(name)?.repeatable === true ? deaths : 0);
    const codes = [...this.#parts.receiver.codesOf(site.name, id)];
    const found: string[] = [];
    const word = `${site.name} ${name} ${id}, ${how}`;
    if (site.unsure.has(id) && !sent.echoes)
      found.push(breach("commands unsure", `${word}: done without a challenge or the time`));
    if (asked > most) found.push(breach("commands once", `${word}: done ${asked} times`));
    const mayDiffer = codes.some((code) => code === 504 || code === 409 || (code === 408 && hasLied(site, at)));
    if (codes.length > 1 && !mayDiffer)
      found.push(breach("commands agree", `${word}: answered ${codes.join(" and ")}`));
    return found;
  }

  #send(devices: readonly DeviceName[], sent: Sent, text: string, isGroup: boolean): void {
    const { tenant, sessions } = this.#parts;
    const { name: command } = sent;
    for (const device of devices) {
      const topic = isGroup
        ? buildTopic({ at: "group-command", tenant, group: GROUP, command })
        : buildTopic({ at: "command", tenant, device, command });
      sessions.send(clientIdOf(tenant, device), topic, text, () => void sent.taken.add(device));
    }
  }

  /** One of which a device has said that it was done: its counter is used. */
  #answered(device: string): Sent | undefined {
    return this.#sent.find(({ id }) => this.#parts.receiver.codesOf(device, id).has(200));
  }

  #echo(device: string): { readonly challenge?: string } {
    const challenge = this.#challenges.get(device);
    this.#challenges.delete(device);
    return challenge === undefined ? {} : { challenge };
  }
}

/** Whether it must never be done. One that comes late is in time where the clock says so and lies. */
function isBad({ how, at }: Sent, site: Site): boolean {
  return BAD.includes(how) && !(how === "late" && hasLied(site, at));
}

/** A clock that leaps makes a device forget what it has answered; its counter still stands. */
function hasLied(site: Site, since: Instant): boolean {
  return site.lies.some(({ until }) => until >= since);
}
