import { ZONE_BYTES } from "../../contract/limits.ts";
import { decodePayload, encodePayload, PAYLOAD_BYTES, recipientIn, type Payload } from "./payload.ts";
import { recipientOf } from "./recipient.ts";

/** `elsewhere`: made with the zone's key, and for another post. */
export type Opened =
  | { readonly ok: true; readonly payload: Payload }
  | { readonly ok: false; readonly refused: "spoofed" | "malformed" | "elsewhere" };

/** How a payload becomes bytes for the post named `to`, and back at the post named `self`. */
export interface Sealing {
  seal(payload: Payload, to: string): Uint8Array;
  open(bytes: Uint8Array, self: string): Opened;
}

/** The fields of what was sealed, if they are any, and for this post. */
export function openedFor(self: string, bytes: Uint8Array): Opened {
  const payload = decodePayload(bytes);
  if (payload === null) return { ok: false, refused: "malformed" };
  return recipientIn(bytes) === recipientOf(self) ? { ok: true, payload } : { ok: false, refused: "elsewhere" };
}

/** For simulated posts, past which nobody walks: the same fields, in clear, and as long as sealed ones. */
export const OPEN_SEALING: Sealing = {
  seal(payload, to) {
    return encodePayload(payload, to, new Uint8Array(ZONE_BYTES));
  },
  open(bytes, self) {
    if (bytes.length !== ZONE_BYTES) return { ok: false, refused: "malformed" };
    return openedFor(self, bytes.subarray(0, PAYLOAD_BYTES));
  },
};
