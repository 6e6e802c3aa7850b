import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { buildTopic, parseTopic } from "../../contract/topics.ts";
import type { BirthMessage } from "../../contract/session.ts";
import { readPacket } from "../../contract/validate.ts";
import { readNamed, WrongUse } from "../access.ts";
import type { BrokerAccess, Letter } from "../broker.ts";
import { plain, plainJson } from "../plain.ts";
import { deviceList } from "../receiver/subscriptions.ts";
import { judgeBurns, type Burn, type Finding } from "./burn.ts";
import { Errand } from "./errand.ts";
import { nextCounter } from "./counter.ts";
import { readKey, signedCommand, type Addressee, type Signer } from "./signing.ts";

export type PatrolWords = {
  readonly access: BrokerAccess;
  readonly tenant: string;
  readonly group: string | null;
  /** A file of device names. */
  readonly devices: string | null;
  readonly keyFile: string;
  readonly kid: string;
  /** How long each lamp burns. */
  readonly burnMs: number;
  readonly spreadMs: number;
  /** After the burn a mean may still be on its way. */
  readonly afterMs?: number;
  readonly json: boolean;
};

/** Our choice. */
const AFTER_USUAL_MS = 15_000;
/** How long a device may take to hear that it is to burn. Our choice. */
const WITHIN_MS = 60_000;

/** `gaturum patrol`: which lamps of a group do not burn, by day. Exit codes: 0 all burn, 1 some do not. */
export async function patrol(words: PatrolWords): Promise<number> {
  const listed = words.devices === null ? null : deviceList(readNamed(words.devices).toString());
  if (listed !== null && (listed.problem !== null || listed.devices.length === 0))
    throw new WrongUse(`${words.devices ?? ""}: ${listed.problem ?? "no device is in it"}`);
  const signer = readKey(words.keyFile, words.kid);
  const errand = await Errand.open(words.access, words.tenant, "patrol");
  try {
    const log = new BurnLog(listed?.devices ?? null);
    errand.hear((letter) => log.hear(letter));
    await listen(errand, words, listed?.devices ?? null);
    await begin(errand, words, listed?.devices ?? null, signer, log);
    if (!words.json) process.stdout.write(`Lamps burn at 100 % for ${Math.round(words.burnMs / 60_000)} min.\n`);
    await pause(words.burnMs + words.spreadMs + (words.afterMs ?? AFTER_USUAL_MS));
    const findings = judgeBurns(log.burns);
    tell(findings, words);
    return findings.length > 0 && findings.every(({ verdict }) => verdict === "lit") ? 0 : 1;
  } finally {
    await errand.close();
  }
}

async function listen(errand: Errand, { tenant }: PatrolWords, devices: readonly string[] | null): Promise<void> {
  const paths = ["up/r/dim", "up/t/lamp-power", "up/e/lamp-failure", "up/birth"];
  const bases = devices === null ? ["+"] : devices;
  const filters = bases.flatMap((device) => paths.map((path) => `gaturum/1/${tenant}/${device}/${path}`));
  await errand.listen(filters);
}

async function begin(
  errand: Errand,
  words: PatrolWords,
  devices: readonly string[] | null,
  signer: Signer,
  log: BurnLog,
): Promise<void> {
  const { tenant, group, burnMs, spreadMs, keyFile } = words;
  const ask = async (to: Addressee, topic: string, spread: number | undefined): Promise<void> => {
    const id = randomUUID();
    const [counter, nowMs] = [nextCounter(keyFile, Date.now()), Date.now()];
    const forS = Math.ceil((burnMs + spreadMs + WITHIN_MS) / 1_000);
    const wish = { name: "dim", args: { levelPct: 100, forS } };
    const parts = { to, id, wish, counter, nowMs, withinMs: WITHIN_MS, challenge: undefined, spreadMs: spread };
    log.asked(id, nowMs + spreadMs);
    await errand.publish(topic, signedCommand(parts, signer), false);
  };
  if (group !== null) {
    const topic = buildTopic({ at: "group-command", tenant, group, command: "dim" });
    await ask({ tenant, group }, topic, spreadMs);
  }
  for (const device of devices ?? [])
    await ask({ tenant, device }, buildTopic({ at: "command", tenant, device, command: "dim" }), undefined);
}

/** The contract: a device has no such command, as a bin of the group has no `dim`. */
const NOT_OURS = 404;

/** What came, by device: of a group those that answered are its lamps. */
class BurnLog {
  readonly #isGroup: boolean;
  readonly #burns = new Map<string, Burn>();
  readonly #births = new Map<string, BirthMessage>();
  readonly #ids = new Set<string>();
  #fromMs = Number.POSITIVE_INFINITY;

  /** null: of a group. */
  constructor(devices: readonly string[] | null) {
    this.#isGroup = devices === null;
    for (const device of devices ?? []) this.#burns.set(device, none(device));
  }

  get burns(): readonly Burn[] {
    return [...this.#burns.values()].map((burn) => ({ ...burn, birth: this.#births.get(burn.device) ?? null }));
  }

  asked(id: string, burnsFromMs: number): void {
    this.#ids.add(id);
    this.#fromMs = Math.min(this.#fromMs, burnsFromMs);
  }

  hear(letter: Letter): void {
    const topic = parseTopic(letter.topic);
    const read = letter.payload.length === 0 ? null : readPacket(letter.topic, letter.payload);
    if (topic === null || !("device" in topic) || read?.ok !== true) return;
    const { device } = topic;
    if (topic.at === "birth") this.#births.set(device, read.value.payload as BirthMessage);
    for (const { stream, values, aggregate, ts } of read.value.records) {
      const was = this.#burns.get(device);
      if (topic.at === "answer" && typeof values["id"] === "string" && this.#ids.has(values["id"])) {
        if (this.#isGroup && values["code"] === NOT_OURS) continue;
        const text = typeof values["result"] === "string" ? values["result"] : JSON.stringify(values["result"] ?? "");
        this.#burns.set(device, { ...(was ?? none(device)), answer: { code: Number(values["code"]), text } });
      }
      if (was === undefined) continue;
      if (stream === "lamp-power" && aggregate !== undefined && this.#isInside(ts, aggregate.windowS))
        this.#burns.set(device, { ...was, powerW: [...was.powerW, aggregate.mean] });
      const { failure } = values;
      if (stream === "lamp-failure" && typeof failure === "string") {
        const others = was.failures.filter((each) => each !== failure);
        const failures = values["active"] === true ? [...others, failure] : others;
        this.#burns.set(device, { ...was, failures });
      }
    }
  }

  /** A window that began before the burn holds a dark lamp too. Where the device has no time, it is let through. */
  #isInside(ts: number | null, windowS: number): boolean {
    return ts === null || ts - windowS * 1_000 >= this.#fromMs;
  }
}

const none = (device: string): Burn => ({ device, answer: null, powerW: [], failures: [], birth: null });

function tell(findings: readonly Finding[], { json, group }: PatrolWords): void {
  if (json) {
    for (const finding of findings) process.stdout.write(`${plainJson(finding)}\n`);
    return;
  }
  if (findings.length === 0)
    process.stdout.write("No lamp answered. Is the group's name right, and the key trusted?\n");
  for (const { device, verdict, plate, place, text } of findings) {
    const where = [plate === null ? "" : `plate ${plate}`, place ?? ""].filter((word) => word !== "").join(", ");
    process.stdout.write(`${plain(`${verdict.padEnd(10)} ${device}${where === "" ? "" : ` (${where})`}: ${text}`)}\n`);
  }
  const burning = findings.filter(({ verdict }) => verdict === "lit").length;
  const sum =
    group === null
      ? `${burning} of ${findings.length} lamps burn`
      : `${burning} of the ${findings.length} that answered burn. A list, --devices FILE, tells of silent ones too`;
  process.stdout.write(`${sum}.\n`);
}
