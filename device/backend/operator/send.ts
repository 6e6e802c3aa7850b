import { randomUUID } from "node:crypto";
import type { BirthMessage, StateMessage } from "../../contract/session.ts";
import { buildTopic, parseTopic } from "../../contract/topics.ts";
import { readPacket } from "../../contract/validate.ts";
import type { BrokerAccess, Letter } from "../broker.ts";
import { plain, plainJson } from "../plain.ts";
import { Errand } from "./errand.ts";
import { nextCounter } from "./counter.ts";
import { readKey, signedCommand, type Addressee, type Signer } from "./signing.ts";
import type { Wish } from "./wish.ts";

export type SendWords = {
  readonly access: BrokerAccess;
  readonly to: Addressee;
  readonly keyFile: string;
  readonly kid: string;
  /** Later it is not begun any more. */
  readonly withinMs: number;
  /** Of a group: each device waits a random part of it. */
  readonly spreadMs: number | undefined;
  readonly json: boolean;
};
type Answer = {
  readonly device: string;
  readonly id: string;
  readonly code: number;
  readonly phase: string;
  readonly result?: unknown;
};

/** How long the broker may take to hand over what it retains of a device. Our choice. */
export const RETAINED_MS = 2_000;
/** After its time is over an answer may still be on its way. Our choice. */
const GRACE_MS = 5_000;

/** `gaturum send`: one command, signed; its answers as they come. Exit codes: 0 done, 1 refused or not known. */
export async function send(words: SendWords, wish: Wish): Promise<number> {
  const signer = readKey(words.keyFile, words.kid);
  const errand = await Errand.open(words.access, words.to.tenant, "send");
  try {
    return await ask(errand, words, wish, signer);
  } finally {
    await errand.close();
  }
}

async function ask(errand: Errand, words: SendWords, wish: Wish, signer: Signer): Promise<number> {
  const { to, withinMs, spreadMs, json } = words;
  const known = await lookAt(errand, to, wish.name);
  const deaf = "device" in to ? whyDeaf(to.device, known, signer.kid) : null;
  if (deaf !== null) throw new Error(deaf);
  const id = randomUUID();
  const [counter, nowMs] = [nextCounter(words.keyFile, Date.now()), Date.now()];
  const challenge = known.birth?.challenge;
  const parts = { to, id, wish, counter, nowMs, withinMs, challenge, spreadMs };
  await errand.publish(commandTopic(to, wish.name), signedCommand(parts, signer), false);
  const answers = new Map<string, Answer>();
  const waitMs = ("group" in to ? (spreadMs ?? 0) : withinMs) + GRACE_MS;
  await errand.until(waitMs, (letter) => {
    for (const answer of answersIn(letter, id, wish.name)) {
      answers.set(answer.device, answer);
      tellAnswer(answer, json);
    }
    const isOver = "device" in to && answers.get(to.device)?.phase === "done";
    return isOver ? true : undefined;
  });
  return conclude(words, wish, known, [...answers.values()]);
}

/** Why it will not answer, as far as it can be known before it is asked; null: it may. */
function whyDeaf(device: string, { birth, state }: Known, kid: string): string | null {
  if (birth === null && state === null)
    return `The broker knows nothing of ${device}: is the name right? Nothing was sent.`;
  // One that is away may trust other keys by now than when it was last heard.
  return birth === null || state?.status !== "online" ? null : whyDisobedient(device, birth, kid);
}

/** null: it obeys that key. */
export function whyDisobedient(device: string, { obeys = [] }: BirthMessage, kid: string): string | null {
  if (obeys.includes(kid)) return null;
  if (obeys.length > 0) return `${device} does not trust ${kid}, only ${obeys.join(" and ")}. Nothing was sent.`;
  return (
    `${device} obeys nobody, so nothing was sent: its config names no trust file (city.trust), or link's log says what ` +
    "is wrong with it. Devices of a simulated street have none, because their time is not yours."
  );
}

type Known = { readonly birth: BirthMessage | null; readonly state: StateMessage | null };

/** Where it will answer, and what is retained of it: the challenge that it wants echoed, and whether it is there. */
async function lookAt(errand: Errand, to: Addressee, command: string): Promise<Known> {
  if ("group" in to) {
    await errand.listen([`gaturum/1/${to.tenant}/+/up/r/${command}`]);
    return { birth: null, state: null };
  }
  const topic = (at: "birth" | "state" | "batch"): string => buildTopic({ at, ...to });
  await errand.listen([
    buildTopic({ at: "answer", ...to, stream: command }),
    topic("batch"),
    topic("birth"),
    topic("state"),
  ]);
  let [birth, state]: [BirthMessage | null, StateMessage | null] = [null, null];
  await errand.until(RETAINED_MS, (letter) => {
    const read = readPacket(letter.topic, letter.payload);
    if (!read.ok) return undefined;
    if (letter.topic === topic("birth")) birth = read.value.payload as BirthMessage;
    if (letter.topic === topic("state")) state = read.value.payload as StateMessage;
    return birth !== null && state !== null ? true : undefined;
  });
  return { birth, state };
}

/** What else a device may say there is let through: neither another's name nor a record that only has this id is an answer. */
export function answersIn(letter: Letter, id: string, command: string): readonly Answer[] {
  const topic = parseTopic(letter.topic);
  if (topic === null || (topic.at !== "answer" && topic.at !== "batch")) return [];
  const read = readPacket(letter.topic, letter.payload);
  if (!read.ok) return [];
  return read.value.records
    .filter(({ stream, values }) => stream === command && values["id"] === id)
    .map(({ values }) => ({ ...(values as Omit<Answer, "device">), device: topic.device }));
}

const commandTopic = (to: Addressee, command: string): string =>
  "device" in to
    ? buildTopic({ at: "command", ...to, command })
    : buildTopic({ at: "group-command", tenant: to.tenant, group: to.group, command });

function tellAnswer({ device, code, phase, result }: Answer, json: boolean): void {
  if (json) {
    process.stdout.write(`${plainJson({ device, code, phase, result })}\n`);
    return;
  }
  const words = result === undefined ? "" : `: ${typeof result === "string" ? result : JSON.stringify(result)}`;
  const what = phase === "done" ? (code < 300 ? "done" : `refused, ${code}`) : phase;
  process.stdout.write(`${plain(`${device}  ${what}${words}`)}\n`);
}

function conclude(
  { to, kid, withinMs, json }: SendWords,
  wish: Wish,
  known: Known,
  answers: readonly Answer[],
): number {
  const over = answers.filter(({ phase }) => phase === "done");
  const good = over.filter(({ code }) => code < 300);
  if ("group" in to) {
    if (!json) process.stdout.write(`${answers.length} devices answered, ${good.length} did it\n`);
    else process.stdout.write(`${JSON.stringify({ answered: answers.length, done: good.length })}\n`);
    return answers.length > 0 && good.length === answers.length ? 0 : 1;
  }
  if (over.length > 0) return good.length === over.length ? 0 : 1;
  const { state } = known;
  const there =
    state?.status === "online"
      ? `It is online and trusts a key named ${kid}: is this that key, and the clock here right?`
      : `It is ${state?.status ?? "not known"}, so it may not have heard.`;
  const heard = answers.length > 0 ? "It was accepted, and no end was told" : "No answer";
  process.stderr.write(`${heard} from ${to.device} to ${wish.name} within ${withinMs / 1_000} s. ${there}\n`);
  return 1;
}
