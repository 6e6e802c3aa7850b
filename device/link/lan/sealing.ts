import { decodePayload, encodePayload, type Payload } from "./payload.ts";

export type Opened =
  { readonly ok: true; readonly payload: Payload } | { readonly ok: false; readonly refused: "spoofed" | "malformed" };

/** How a payload becomes bytes on the LAN, and back. */
export interface Sealing {
  seal(payload: Payload): Uint8Array;
  open(bytes: Uint8Array): Opened;
}

/** For the LAN in memory, which nobody else can reach: the same fields, in clear. */
export const OPEN_SEALING: Sealing = {
  seal: encodePayload,
  open(bytes) {
    const payload = decodePayload(bytes);
    return payload === null ? { ok: false, refused: "malformed" } : { ok: true, payload };
  },
};
