import { commandSchema, type CommandMessage } from "../../contract/downlink.ts";
import { jsonIn } from "../../contract/json-text.ts";
import { COMMAND_LIFE_MAX_MS } from "../../contract/limits.ts";
import { fitted } from "../../contract/safe-parse.ts";
import type { REFUSALS } from "../../contract/link-streams.ts";
import { audienceOf, commandType, groupAudienceOf, isSignedBy } from "../../contract/signed.ts";
import type { Topic } from "../../contract/topics.ts";
import type { Instant } from "../../measure/time.ts";
import { answersTo, type Challenge } from "./challenge.ts";
import { entryOf, windowOf, withWindow, type Entry, type Ledger } from "./ledger.ts";
import { keyOf, type Trust } from "./trust.ts";
import { floorAt, withCounter } from "./window.ts";

export type CommandTopic = Extract<Topic, { at: "command" | "group-command" }>;
export type Refusal = (typeof REFUSALS)[number];

/** All that a verdict rests on. `wallMs`: ms since 1970, null where it is not known to within {@link CLOCK_ERROR_MAX_MS}. */
export type Judging = {
  readonly tenant: string;
  readonly device: string;
  readonly groups: readonly string[];
  readonly trust: Trust;
  readonly ledger: Ledger;
  readonly challenge: Challenge | null;
  readonly wallMs: number | null;
};

export type Verdict =
  | {
      readonly is: "refused";
      readonly reason: Refusal;
      /** null: none that is trusted here. */
      readonly kid: string | null;
      /** null: who sent it is not known, and hears nothing. */
      readonly answer: {
        readonly id: string;
        readonly name: string;
        readonly code: number;
        readonly text: string;
        /** With its counter taken: what was refused once is not done when it comes again. */
        readonly ledger: Ledger;
      } | null;
    }
  | { readonly is: "double"; readonly entry: Entry; readonly ledger: Ledger }
  /** `ledger` has its counter taken; the command itself is not in it yet. */
  | {
      readonly is: "taken";
      readonly command: CommandMessage;
      readonly ledger: Ledger;
      readonly usesChallenge: boolean;
    };

/** The contract: below this, `expires` can be judged. */
export const CLOCK_ERROR_MAX_MS = 60_000;
/** Our choice: a command is a few hundred bytes, and nothing of it is looked at before its signature. */
export const COMMAND_BYTES_MAX = 8_192;

/** Cheap questions first, the signature before any that changes something. Pure. */
export function judge(payload: Uint8Array, topic: CommandTopic, judging: Judging, now: Instant): Verdict {
  if (payload.length > COMMAND_BYTES_MAX) return refused("size", null);
  const command = fitted(commandSchema, jsonIn(payload));
  if (command === null) return refused("shape", null);
  const key = keyOf(judging.trust, command.kid);
  if (key === null) return refused("key", null);
  const audience = audienceIn(topic, judging);
  if (audience === null || command.aud !== audience) return refused("audience", command.kid);
  if (command.typ !== commandType(topic.command) || command.name !== topic.command) return refused("type", command.kid);
  if (!isSignedBy(command, key)) return refused("signature", command.kid);
  return judgeSigned(command, judging, now);
}

/** What someone sent who may. A double costs nothing but its counter; anything refused is told to its sender. */
function judgeSigned(command: CommandMessage, judging: Judging, now: Instant): Verdict {
  const { ledger, challenge, wallMs, trust } = judging;
  const { kid, counter, issuedAt, expires } = command;
  const trusted = trust.anchors.map((anchor) => anchor.kid);
  const window = windowOf(ledger, kid);
  const counted = withCounter(window, counter);
  // Where nothing is known of older counters, one alone would let them all in again.
  const isFirst = ledger.floorless && window === null;
  const spent = counted === null ? ledger : withWindow(ledger, kid, counted, trusted);
  const told = (reason: Refusal, code: number, text: string): Verdict => {
    const answer = { id: command.id, name: command.name, code, text, ledger: isFirst ? ledger : spent };
    return { is: "refused", reason, kid, answer };
  };
  const entry = entryOf(ledger, command.id);
  if (entry !== null) return { is: "double", entry, ledger: spent };
  const fresh = answersTo(challenge, command.challenge, now);
  if (!fresh && (wallMs === null || isFirst))
    return told("challenge", 428, "the challenge of the newest birth must be echoed: this device does not know");
  if (expires - issuedAt > COMMAND_LIFE_MAX_MS) return told("too-long-lived", 400, "it lives over 24 h");
  if (expires <= issuedAt) return told("expired", 408, "it expires before it was issued");
  if (!fresh && wallMs !== null) {
    if (wallMs >= expires) return told("expired", 408, "it came too late");
    if (expires > wallMs + COMMAND_LIFE_MAX_MS + CLOCK_ERROR_MAX_MS) {
      return told("too-long-lived", 400, "it lives over 24 h from now on: compare the clocks");
    }
  }
  if (counted === null) return told("replayed", 409, "its counter was used before, or is too old");
  const next = isFirst ? floorAt(counter) : counted;
  return { is: "taken", command, ledger: withWindow(ledger, kid, next, trusted), usesChallenge: fresh };
}

/** What `aud` must be; null: the topic is not one of this device's. */
function audienceIn(topic: CommandTopic, { tenant, device, groups }: Judging): string | null {
  if (topic.tenant !== tenant) return null;
  if (topic.at === "command") return topic.device === device ? audienceOf(tenant, device) : null;
  return groups.includes(topic.group) ? groupAudienceOf(tenant, topic.group) : null;
}

const refused = (reason: Refusal, kid: string | null): Verdict => ({ is: "refused", reason, kid, answer: null });
