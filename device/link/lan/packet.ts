import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { encodePayload, PAYLOAD_BYTES, type Payload } from "./payload.ts";
import { openedFor, type Opened, type Sealing } from "./sealing.ts";

const IV_BYTES = 16;
const MAC_BYTES = 32;
/** iv, encrypted payload, HMAC-SHA-256 over both: `ZONE_BYTES` of the contract. */
export const PACKET_BYTES = IV_BYTES + PAYLOAD_BYTES + MAC_BYTES;
const CIPHER = "aes-256-ctr";

/**
 * Encrypts, then authenticates. Both keys are drawn from the zone's key and its name (HKDF-SHA-256), so a message of
 * another zone fails as a forged one does, and only who has the key can read which post saw someone.
 */
export function zoneSealing(zoneKey: Uint8Array, zone: string, randomBytes: (size: number) => Uint8Array): Sealing {
  const keyFor = (use: string): Buffer =>
    Buffer.from(hkdfSync("sha256", zoneKey, `gaturum neighbours 1 ${zone}`, use, MAC_BYTES));
  const [cipherKey, macKey] = [keyFor("encrypt"), keyFor("authenticate")];
  const macOf = (bytes: Uint8Array): Buffer => createHmac("sha256", macKey).update(bytes).digest();
  return {
    seal(payload: Payload, to: string): Uint8Array {
      const iv = randomBytes(IV_BYTES);
      const body = Buffer.concat([iv, createCipheriv(CIPHER, cipherKey, iv).update(encodePayload(payload, to))]);
      return Buffer.concat([body, macOf(body)]);
    },
    open(bytes: Uint8Array, self: string): Opened {
      if (bytes.length !== PACKET_BYTES) return { ok: false, refused: "malformed" };
      const [body, mac] = [bytes.subarray(0, -MAC_BYTES), bytes.subarray(-MAC_BYTES)];
      if (!timingSafeEqual(macOf(body), mac)) return { ok: false, refused: "spoofed" };
      const decipher = createDecipheriv(CIPHER, cipherKey, body.subarray(0, IV_BYTES));
      return openedFor(self, decipher.update(body.subarray(IV_BYTES)));
    },
  };
}
