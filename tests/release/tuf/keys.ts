import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { Key, Signature } from "@tufjs/models";

/** Whoever can sign: an Ed25519 key, and the name that metadata knows it by. */
export type Signer = { readonly key: Key; readonly sign: (bytes: Buffer) => Signature };

/** A new private key in PEM. Whoever makes a root's key does so on a computer without a network. */
export const newKeyPem = (): string =>
  generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }) as string;

export const publicPem = (privatePem: string): string =>
  createPublicKey(privatePem).export({ type: "spki", format: "pem" }) as string;

/** Of a public key in PEM, or of a private one. Throws for what is no Ed25519 key. */
export function keyOf(pem: string): Key {
  const known = createPublicKey(pem);
  if (known.asymmetricKeyType !== "ed25519") throw new Error("this is no Ed25519 key. Make one with: keys");
  const data = { keytype: "ed25519", scheme: "ed25519", keyval: { public: hexOf(known) } };
  // The specification asks for a name that is the key's own; sorted keys are its canonical form here.
  const name = JSON.stringify({ keytype: data.keytype, keyval: data.keyval, scheme: data.scheme });
  return Key.fromJSON(createHash("sha256").update(name).digest("hex"), data);
}

export function signerOf(privatePem: string): Signer {
  const [key, secret] = [keyOf(privatePem), createPrivateKey(privatePem)];
  return { key, sign: (bytes) => new Signature({ keyID: key.keyID, sig: sign(null, bytes, secret).toString("hex") }) };
}

/** The last 32 bytes of the SPKI form are the key (RFC 8410). */
const hexOf = (key: KeyObject): string => key.export({ type: "spki", format: "der" }).subarray(-32).toString("hex");
