import { jsonIn } from "../../contract/json-text.ts";
import { fitted } from "../../contract/safe-parse.ts";
import { hostSchema, stateSchema, type HostMessage } from "../../contract/session.ts";
import { parseTopic } from "../../contract/topics.ts";
import type { Seldom } from "../seldom.ts";
import { plain } from "./close-cause.ts";

/** What the city said, as far as this version understands it. */
export type Heard =
  | {
      readonly heard: "state";
      readonly status: "online" | "offline" | "lost";
      readonly session: number;
      readonly boot: string;
    }
  | { readonly heard: "host"; readonly host: HostMessage };

/** Longest payload that is looked at: that of settings, 32 KB. */
const HEARD_BYTES_MAX = 32_768;

/** Reads what comes from the broker. What makes no sense is counted, told once a minute, and changes nothing. */
export class Downlink {
  bad = 0;
  readonly #trouble: Seldom;

  constructor(trouble: Seldom) {
    this.#trouble = trouble;
  }

  /** null: nothing to act on. */
  read(topic: string, payload: Uint8Array): Heard | null {
    if (payload.length === 0) return null;
    const at = parseTopic(topic)?.at;
    // Brokers keep a subscription for longer than a config asks for it.
    if (at === "zone") return null;
    const value = payload.length > HEARD_BYTES_MAX ? undefined : jsonIn(payload);
    if (at === "state") {
      const state = fitted(stateSchema, value);
      if (state !== null) {
        const { status, session, boot } = state;
        return { heard: "state", status, session, boot };
      }
    } else if (at === "host") {
      const host = fitted(hostSchema, value);
      if (host !== null) return { heard: "host", host };
    }
    this.bad += 1;
    const where = plain(topic);
    const line = `ignored a message on ${where}: ${reason(value, payload)}. Look for who publishes it.`;
    this.#trouble.say(`bad ${where}`, line);
    return null;
  }
}

function reason(value: unknown, payload: Uint8Array): string {
  if (payload.length > HEARD_BYTES_MAX) return `${payload.length} bytes are more than ${HEARD_BYTES_MAX}`;
  return value === undefined ? "it is not JSON in UTF-8" : "its fields are not those of the contract";
}
