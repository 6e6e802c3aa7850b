import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { FromLink, LinkEnd, Moment } from "../../../device/channel/messages.ts";
import type { CommandMessage } from "../../../device/contract/downlink.ts";
import { audienceOf, commandType, groupAudienceOf, publicTextOf, signed } from "../../../device/contract/signed.ts";
import { TRUST_TYPE, type TrustStatement } from "../../../device/contract/trust.ts";
import { Commands } from "../../../device/link/commands/commands.ts";
import type { Trust } from "../../../device/link/commands/trust.ts";
import type { CommandTopic } from "../../../device/link/commands/verdict.ts";
import type { Draft } from "../../../device/link/outbox/outbox.ts";
import { draftOf } from "../../../device/link/outbox/records.ts";
import type { Json, Request, Values } from "../../../device/measure/decision.ts";
import type { DeviceKind } from "../../../device/measure/roles.ts";
import type { Scheduler } from "../../../device/measure/scheduler.ts";
import { after, epochMs, instant, millis, type Instant, type Millis } from "../../../device/measure/time.ts";
import { SimulatedTime } from "../../../hal-mocks/simulated-time.ts";
import { TestDisk, TestStore } from "./test-store.ts";

export const TENANT = "stockholm";
/** Wall time when the device's monotonic clock is at 0. */
export const EPOCH = 1_795_557_600_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

const pair = (): { readonly private: KeyObject; readonly text: string } => {
  const { privateKey } = generateKeyPairSync("ed25519");
  return { private: privateKey, text: publicTextOf(privateKey) };
};
export const OPS = pair();
export const OTHER_OPS = pair();
export const NEW_OPS = pair();
export const ROOT = pair();
export const STRANGER = pair();
export const TRUST: Trust = {
  version: 1,
  anchors: [
    { kid: "ops-1", key: OPS.text },
    { kid: "ops-2", key: OTHER_OPS.text },
  ],
  root: { kid: "root-1", key: ROOT.text },
};

export function trustStatement(change: Partial<Omit<TrustStatement, "sig">> = {}, key = ROOT.private): TrustStatement {
  const anchors = [{ kid: "ops-3", key: NEW_OPS.text }];
  return signed({ aud: TENANT, typ: TRUST_TYPE, version: 2, anchors, kid: "root-1", ...change }, key);
}

/** What a sender decides of a command; the rest is as it should be. */
export type Sent = Partial<Omit<CommandMessage, "sig">> & {
  readonly key?: KeyObject;
  readonly device?: string;
  readonly group?: string;
  /** The topic's name of the command, where it is another. */
  readonly on?: string;
};

/** Kills what a process of its own would take with it. */
class Mortal implements Scheduler {
  readonly #time: SimulatedTime;
  #dead = false;
  constructor(time: SimulatedTime) {
    this.#time = time;
  }
  now(): Instant {
    return this.#time.now();
  }
  after(wait: Millis, run: () => void): () => void {
    return this.#time.after(wait, () => {
      if (!this.#dead) run();
    });
  }
  kill(): void {
    this.#dead = true;
  }
}

/** The commands of one device between a backend that signs, a disk, and a control that counts what it did. */
export class CommandsRig {
  readonly time = new SimulatedTime(instant(1_000));
  readonly disk = new TestDisk();
  readonly kind: DeviceKind;
  /** Of each id, how often control was asked to do it. */
  readonly done = new Map<string, number>();
  readonly requests: Request[] = [];
  /** Whether there is a control, and whether it answers. */
  control: "answers" | "silent" | "gone" = "answers";
  answerMs: Millis = millis(20);
  /** What control says the time is, off from true; null: it does not know. */
  clockOffMs: number | null = 0;
  births = 0;
  /** Whether a birth can be published now. */
  isLive = true;
  challenge: string | null = null;
  reloads = 0;
  /** Whether settings of the city were ever taken. */
  knowsSettings = true;
  commands: Commands;
  #life: Mortal;
  #store: TestStore;
  readonly #unstored = new Set<Draft>();
  #counter = 0;
  #ids = 0;
  #secrets = 0;

  constructor(kind: DeviceKind = "lamp-post") {
    this.kind = kind;
    this.#life = new Mortal(this.time);
    this.#store = new TestStore(this.disk, this.#life);
    this.commands = this.#start();
  }

  get nowMs(): number {
    return EPOCH + this.time.now();
  }
  /** Answers and the like as the city will see them, oldest first. */
  get answers(): readonly Values[] {
    return this.disk.records.filter(({ values }) => "phase" in values).map(({ values }) => values);
  }
  get codes(): readonly unknown[] {
    return this.answers.map(({ code }) => code);
  }
  records(stream: string): readonly Values[] {
    return this.disk.records.filter((record) => record.stream === stream).map(({ values }) => values);
  }
  executions(id: string): number {
    return this.done.get(id) ?? 0;
  }

  run(forMs: number): void {
    this.time.moveTo(after(this.time.now(), millis(forMs)));
  }

  /** As kill -9 of link, and its next start. */
  restart(): void {
    this.kill();
    this.#life = new Mortal(this.time);
    this.#store = new TestStore(this.disk, this.#life);
    this.commands = this.#start();
    for (const draft of this.#unstored) this.#life.after(millis(50), () => this.#tell(draft));
  }

  kill(): void {
    this.#life.kill();
    this.#store.kill();
  }

  message(sent: Sent = {}): { readonly topic: CommandTopic; readonly command: CommandMessage } {
    const { key = OPS.private, device = "lamp-1", group, on, ...fields } = sent;
    const name = fields.name ?? "dim";
    this.#counter += 1;
    const command = {
      v: 1 as const,
      aud: group === undefined ? audienceOf(TENANT, device) : groupAudienceOf(TENANT, group),
      typ: commandType(name),
      kid: "ops-1",
      id: `c-${(this.#ids += 1)}`,
      name,
      args: name === "dim" ? { levelPct: 40 } : {},
      issuedAt: this.nowMs,
      expires: this.nowMs + 5 * MINUTE,
      counter: this.#counter,
      ...fields,
    };
    const topic: CommandTopic =
      group === undefined
        ? { at: "command", tenant: TENANT, device, command: on ?? name }
        : { at: "group-command", tenant: TENANT, group, command: on ?? name };
    return { topic, command: signed(command, key) };
  }

  /** Delivers it; the answer says how often its PUBACK has gone by now. */
  deliver({ topic, command }: { readonly topic: CommandTopic; readonly command: object }): { acknowledged: number } {
    const mail = { acknowledged: 0 };
    const payload = new TextEncoder().encode(JSON.stringify(command));
    this.commands.take({ payload, taken: () => (mail.acknowledged += 1) }, topic);
    return mail;
  }

  send(sent: Sent = {}): CommandMessage {
    const made = this.message(sent);
    this.deliver(made);
    return made.command;
  }

  /** Control says so now, by itself or late. */
  answer(id: string, verb: string, code = 200, result: Json = "done"): void {
    const report = { kind: "answer", stream: verb, class: 0, values: { id, code, phase: "done", result } } as const;
    const draft = draftOf(report, this.#moment(), [], this.#store);
    if (!draft.ok) throw new Error(draft.problems.join("; "));
    this.#unstored.add(draft.value);
    this.#tell(draft.value);
  }

  /** Control keeps an answer until link says that it is stored, and sends it again to the next link. */
  #tell(draft: Draft): void {
    const stored = (): void => void this.#unstored.delete(draft);
    if (this.commands.claim(draft, stored)) return;
    this.disk.records.push(draft);
    stored();
  }

  #start(): Commands {
    const commands = new Commands({
      tenant: TENANT,
      device: "lamp-1",
      kind: this.kind,
      groups: ["path"],
      trust: TRUST,
      store: this.#store,
      control: this.#control(),
      scheduler: this.#life,
      random: () => 0.5,
      secret: () => (this.#secrets += 1).toString(16).padStart(16, "c"),
      moment: () => this.#moment(),
      knowsSettings: () => this.knowsSettings,
      own: {
        rebirth: () => this.#birth(),
        reload: () => (this.reloads += 1),
        bundle: (fromControl) => ({ fromControl }),
      },
    });
    this.commands = commands;
    this.#birth();
    return commands;
  }

  #birth(): void {
    if (!this.isLive) return;
    this.births += 1;
    this.challenge = this.commands.nextChallenge();
  }

  #control(): LinkEnd {
    return {
      send: (message) => this.#ask(message),
      onMessage: () => undefined,
      onPeer: () => undefined,
      close: () => undefined,
    };
  }

  #ask(message: FromLink): boolean {
    if (message.m !== "request" || this.control === "gone") return false;
    const { request } = message;
    this.requests.push(request);
    this.done.set(request.id, this.executions(request.id) + 1);
    // Control outlives link: its answer comes to whichever link is there.
    if (this.control === "answers") this.time.after(this.answerMs, () => this.answer(request.id, request.verb));
    return true;
  }

  #moment(): Moment {
    const at = this.time.now();
    if (this.clockOffMs === null) return { at, ts: null, timeQuality: "none", timeErrorMs: null };
    return { at, ts: epochMs(EPOCH + at + this.clockOffMs), timeQuality: "sync", timeErrorMs: millis(10) };
  }
}
