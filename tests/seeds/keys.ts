import { createPrivateKey, type KeyObject } from "node:crypto";
import { publicTextOf } from "../../device/contract/signed.ts";
import type { Trust } from "../../device/link/commands/trust.ts";

/** PKCS 8 around the 32 bytes of an Ed25519 key (RFC 8410, 7). */
const HEAD = "302e020100300506032b657004220420";
/** The same in each run, so that a seed gives the same bytes. */
const keyOf = (byte: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(HEAD + byte.repeat(32), "hex"), format: "der", type: "pkcs8" });

/** A broker that is not there, though the root has named it. */
export const NOWHERE = "mqtt://10.9.9.9:1883";
export const KID = "city-1";
export const CITY = keyOf("11");
export const STRANGER = keyOf("22");
export const TRUST: Trust = {
  version: 1,
  anchors: [{ kid: KID, key: publicTextOf(CITY) }],
  brokers: [NOWHERE],
  root: { kid: "root-1", key: publicTextOf(keyOf("33")) },
};
