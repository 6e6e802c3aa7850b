import type { DesiredState } from "../../../config/desired.ts";
import { desiredSchema, type DesiredMessage } from "../../contract/downlink.ts";
import { jsonIn } from "../../contract/json-text.ts";
import { DESIRED_BYTES_MAX, DESIRED_DEPTH_MAX } from "../../contract/limits.ts";
import type { REFUSALS } from "../../contract/link-streams.ts";
import { fitted } from "../../contract/safe-parse.ts";
import { audienceOf, hashOfState, SETTINGS_TYPE } from "../../contract/signed.ts";
import type { Desired } from "./twin.ts";

export type Refusal = (typeof REFUSALS)[number];
export type ReadDocument =
  | { readonly ok: true; readonly message: DesiredMessage; readonly desired: Desired }
  /** `kid`: whose key it names; null: it cannot be read. */
  | { readonly ok: false; readonly refusal: Refusal; readonly kid: string | null };

/** What came on `dn/twin`, as far as it can be judged without keys. It never throws, whatever the bytes are. */
export function readDocument(payload: Uint8Array, tenant: string, device: string): ReadDocument {
  if (payload.length > DESIRED_BYTES_MAX) return refused("size");
  const value = jsonIn(payload, DESIRED_DEPTH_MAX);
  if (value === undefined) return refused("shape");
  const message = fitted(desiredSchema, value);
  if (message === null) return refused("shape");
  if (message.aud !== audienceOf(tenant, device)) return refused("audience", message.kid);
  if (message.typ !== SETTINGS_TYPE) return refused("type", message.kid);
  const { epoch, version, kid } = message;
  // Who may sign is looked at with the signature; it is no setting of the config.
  const sections = Object.entries(message.state as DesiredState).filter(([section]) => section !== "trust");
  const state: DesiredState = Object.fromEntries(sections);
  const hash = hashIfJson(message.state);
  if (hash === null) return refused("shape", kid);
  return { ok: true, message, desired: { id: { epoch, version, hash }, kid, state } };
}

/** null: a number that is too large for JSON, or half of a letter. */
function hashIfJson(state: object): string | null {
  try {
    return hashOfState(state);
  } catch {
    return null;
  }
}

const refused = (refusal: Refusal, kid: string | null = null): ReadDocument => ({ ok: false, refusal, kid });
