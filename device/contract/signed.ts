import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import canonicalize from "canonicalize";

/** What every signed message has. `aud` and `typ` must equal the topic it came on: signed for one, it runs on no other. */
export type Signed = { readonly aud: string; readonly typ: string; readonly kid: string; readonly sig: string };

/** Of a device, or of a group: what a signature is for. */
export const audienceOf = (tenant: string, device: string) => `${tenant}/${device}`;
export const groupAudienceOf = (tenant: string, group: string) => `${tenant}/_grp/${group}`;
/** `typ` of a command by its name, and of settings. */
export const commandType = (command: string) => `c/${command}`;
export const SETTINGS_TYPE = "twin";

/** Ed25519 over canonical JSON (RFC 8785) of the message without `sig`; base64url, 86 characters. */
export function signed<Message extends object>(message: Message, key: KeyObject): Message & { readonly sig: string } {
  return { ...message, sig: sign(null, bytesOf(message), key).toString("base64url") };
}

/** false for whatever is not signed by that key, a message that cannot be canonical JSON included. */
export function isSignedBy(
  message: { readonly sig: string; readonly [key: string]: unknown },
  key: KeyObject,
): boolean {
  const { sig, ...rest } = message;
  try {
    return verify(null, bytesOf(rest), key, Buffer.from(sig, "base64url"));
  } catch {
    return false;
  }
}

/** A public key as trust files and `gaturum send` write it: 32 raw bytes in base64url. null: it is not one. */
export function publicKeyFrom(x: string): KeyObject | null {
  try {
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  } catch {
    return null;
  }
}

/** A private key in PEM (PKCS 8), as `openssl genpkey -algorithm ed25519` writes it. null: it is not one of Ed25519. */
export function privateKeyFrom(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    return null;
  }
}

/** Of a public key, or of the public half of a private one. */
export function publicTextOf(key: KeyObject): string {
  const half = key.type === "private" ? createPublicKey(key) : key;
  return half.export({ format: "jwk" }).x as string;
}

/** Names desired settings, as `up/twin` does: first 16 hex digits of the SHA-256 of their canonical JSON. */
export const hashOfState = (state: object): string =>
  createHash("sha256").update(canonicalJson(state)).digest("hex").slice(0, 16);

const bytesOf = (message: object): Buffer => Buffer.from(canonicalJson(message));

/** RFC 8785. Throws for what is no JSON. */
export function canonicalJson(message: object): string {
  const text = canonicalize(message);
  if (text === undefined) throw new TypeError("not JSON");
  return text;
}
