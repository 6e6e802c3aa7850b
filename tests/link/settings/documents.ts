import { generateKeyPairSync } from "node:crypto";
import type { DesiredState } from "../../../config/desired.ts";
import type { DesiredMessage } from "../../../device/contract/downlink.ts";
import { hashOfState, isSignedBy, signed } from "../../../device/contract/signed.ts";
import type { Verify } from "../../../device/link/settings/settings.ts";
import type { Desired } from "../../../device/link/settings/twin.ts";

const CITY = generateKeyPairSync("ed25519");
const STRANGER = generateKeyPairSync("ed25519");

/** Two instances of a backend. */
export const obeys = (kid: string): boolean => ["city-1", "city-2"].includes(kid);

export type Numbers = { readonly epoch?: number; readonly version: number };
export type Changes = Partial<Pick<DesiredMessage, "aud" | "typ" | "kid">> & { readonly stranger?: boolean };

/** A document as a backend signs it. */
export function documentOf(aud: string, numbers: Numbers, state: DesiredState, changes: Changes = {}): string {
  const { stranger = false, ...words } = changes;
  const message = { v: 1, aud, typ: "twin", kid: "city-1", epoch: 1, ...numbers, state, ...words };
  return JSON.stringify(signed(message, stranger ? STRANGER.privateKey : CITY.privateKey));
}

export const verify: Verify = (message) => {
  if (!obeys(message.kid)) return "key";
  return isSignedBy(message, CITY.publicKey) ? "ok" : "signature";
};

/** Brokers that the root has named. */
const NAMED = ["mqtt://other", "mqtt://nowhere"];
export const mayLeadTo = (broker: string): boolean => NAMED.includes(broker);

export const desiredOf = (version: number, state: DesiredState, epoch = 1): Desired => ({
  id: { epoch, version, hash: hashOfState(state) },
  kid: "city-1",
  state,
});
