import type { KeyObject } from "node:crypto";
import { fitted, safeParse } from "../../contract/safe-parse.ts";
import { isSignedBy, publicKeyFrom } from "../../contract/signed.ts";
import { trustFileSchema, trustSchema, type TrustFile, type TrustStatement } from "../../contract/trust.ts";

/** Whom this device obeys, and who may change that. Plain JSON. */
export type Trust = TrustFile;

/** The text of a trust file; otherwise what is wrong with it. */
export function readTrustFile(text: string): Trust | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is not JSON";
  }
  const parsed = safeParse(trustFileSchema, value);
  if (!parsed.ok)
    return parsed.problems.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`).join("; ");
  const broken = [...parsed.value.anchors, parsed.value.root].find(({ key }) => publicKeyFrom(key) === null);
  return broken === undefined ? parsed.value : `the key of ${broken.kid} is none of Ed25519`;
}

/** null: nobody whom this device knows. The root signs no commands. */
export function keyOf({ anchors }: Trust, kid: string): KeyObject | null {
  const anchor = anchors.find((one) => one.kid === kid);
  return anchor === undefined ? null : publicKeyFrom(anchor.key);
}

/** Whether settings may lead this device to that broker, which is not its config's own. */
export const mayLeadTo = ({ brokers = [] }: Trust, broker: string): boolean => brokers.includes(broker);

export type Renewal =
  | { readonly is: "renewed"; readonly trust: Trust; readonly statement: TrustStatement }
  /** Heard before, or older than what holds. */
  | { readonly is: "known" }
  | {
      readonly is: "refused";
      readonly reason: "shape" | "audience" | "key" | "signature";
      readonly kid: string | null;
    };

/**
 * The section `trust` of desired settings. It is to be looked at before the settings around it are verified: they may be
 * signed with a key that it brings. Only the root can have signed it, and only a larger version is taken, so that nobody
 * brings back a key that was withdrawn.
 */
export function renewedTrust(trust: Trust, section: unknown, tenant: string): Renewal {
  const statement = fitted(trustSchema, section);
  if (statement === null) return { is: "refused", reason: "shape", kid: null };
  const { version, anchors, brokers, kid } = statement;
  const named = { version, anchors, ...(brokers === undefined ? {} : { brokers }) };
  if (statement.aud !== tenant) return { is: "refused", reason: "audience", kid: null };
  const root = kid === trust.root.kid ? publicKeyFrom(trust.root.key) : null;
  if (root === null) return { is: "refused", reason: "key", kid: null };
  if (!isSignedBy(statement, root)) return { is: "refused", reason: "signature", kid };
  if (version <= trust.version) return { is: "known" };
  if (anchors.some(({ key }) => publicKeyFrom(key) === null)) return { is: "refused", reason: "shape", kid };
  return { is: "renewed", trust: { ...named, root: trust.root }, statement };
}
