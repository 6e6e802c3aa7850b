import { RECIPIENT_BYTES, recipientOf } from "./recipient.ts";

/**
 * What posts of one zone say to each other. `via` is the post that sent it, `boot` and `run` are that one's: starts of its
 * link so far, and 16 random hex digits of this start. `at` is on its monotonic clock, so nobody needs to know the date.
 */
export type Payload = Word | Challenge | Answer;
type Sender = { readonly via: string; readonly boot: number; readonly run: string };
/**
 * Someone moves at `source`, which numbers its words from 1 in each of its boots. `hop` is how many posts `via` stands from
 * it, and the word goes no further than `ttl` posts from it. `at`: when someone was seen there, as `via` reckons it, and
 * `errorMs`, a whole number to 65,535, how far off that may be.
 */
export type Word = Sender & {
  readonly kind: "word";
  readonly source: string;
  readonly sourceBoot: number;
  readonly n: number;
  readonly hop: number;
  readonly ttl: number;
  readonly at: number;
  readonly errorMs: number;
};
/** Asks one post for its clock. `nonce` is 32 random hex digits, so that no older answer fits. */
export type Challenge = Sender & { readonly kind: "challenge"; readonly nonce: string };
export type Answer = Sender & { readonly kind: "answer"; readonly nonce: string; readonly at: number };

/** No word goes further than this many posts (lighting 5b, row 8). */
export const HOPS_MAX = 8;
/** Every message is as long as every other, so that its length tells nothing: the fields, and zeros up to here. */
export const PAYLOAD_BYTES = 144;

const VERSION = 2;
const KINDS = ["word", "challenge", "answer"] as const;
const NAME_BYTES = 40;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,39}$/;
const HEX = /^(?:[0-9a-f]{2})+$/;
const RUN_BYTES = 8;
export const NONCE_BYTES = 16;
const ERROR_MAX_MS = 0xffff;
const NO_KIND = 0xff;
const PLACE = {
  version: 0,
  kind: 1,
  hop: 2,
  ttl: 3,
  via: 4,
  source: 45,
  boot: 88,
  sourceBoot: 92,
  n: 96,
  error: 100,
} as const;
const AT_PLACE = 104;
const RUN_PLACE = 112;
const NONCE_PLACE = 120;
const TO_PLACE = 136;

/** `to` is the name of the post that it is for. `bytes`: zeros, of which it fills the first {@link PAYLOAD_BYTES}. */
export function encodePayload(payload: Payload, to: string, bytes = new Uint8Array(PAYLOAD_BYTES)): Uint8Array {
  const view = new DataView(bytes.buffer);
  bytes[PLACE.version] = VERSION;
  bytes[PLACE.kind] = KINDS.indexOf(payload.kind);
  writeName(bytes, PLACE.via, payload.via);
  view.setUint32(PLACE.boot, payload.boot);
  writeHex(bytes, RUN_PLACE, payload.run);
  writeHex(bytes, TO_PLACE, recipientOf(to));
  if (payload.kind !== "challenge") view.setFloat64(AT_PLACE, payload.at);
  if (payload.kind !== "word") writeHex(bytes, NONCE_PLACE, payload.nonce);
  else {
    bytes[PLACE.hop] = payload.hop;
    bytes[PLACE.ttl] = payload.ttl;
    writeName(bytes, PLACE.source, payload.source);
    view.setUint32(PLACE.sourceBoot, payload.sourceBoot);
    view.setUint32(PLACE.n, payload.n);
    view.setUint16(PLACE.error, Math.min(payload.errorMs, ERROR_MAX_MS));
  }
  return bytes;
}

/** null: no message of this version, or a field that cannot be. */
export function decodePayload(bytes: Uint8Array): Payload | null {
  if (bytes.length !== PAYLOAD_BYTES || bytes[PLACE.version] !== VERSION) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const kind = KINDS[bytes[PLACE.kind] ?? NO_KIND];
  const via = readName(bytes, PLACE.via);
  const sender = { boot: view.getUint32(PLACE.boot), run: readHex(bytes, RUN_PLACE, RUN_BYTES) };
  const at = view.getFloat64(AT_PLACE);
  if (kind === undefined || via === null || sender.boot === 0 || !Number.isFinite(at)) return null;
  switch (kind) {
    case "challenge":
      return { kind, via, ...sender, nonce: readHex(bytes, NONCE_PLACE, NONCE_BYTES) };
    case "answer":
      return { kind, via, ...sender, nonce: readHex(bytes, NONCE_PLACE, NONCE_BYTES), at };
    case "word": {
      const source = readName(bytes, PLACE.source);
      const [hop, ttl] = [bytes[PLACE.hop] ?? 0, bytes[PLACE.ttl] ?? 0];
      const [sourceBoot, n] = [view.getUint32(PLACE.sourceBoot), view.getUint32(PLACE.n)];
      if (source === null || sourceBoot === 0 || n === 0 || ttl === 0 || ttl > HOPS_MAX || hop >= ttl) return null;
      const errorMs = view.getUint16(PLACE.error);
      if ((hop === 0) !== (source === via)) return null;
      return { kind, via, ...sender, source, sourceBoot, n, hop, ttl, at, errorMs };
    }
  }
}

/** Whom a payload of {@link PAYLOAD_BYTES} is for, as {@link recipientOf} names it. */
export const recipientIn = (bytes: Uint8Array): string => readHex(bytes, TO_PLACE, RECIPIENT_BYTES);

function writeName(bytes: Uint8Array, place: number, name: string): void {
  if (!NAME.test(name))
    throw new RangeError(`"${name}" is no name of a post: at most ${NAME_BYTES} letters and digits`);
  bytes[place] = name.length;
  for (let index = 0; index < name.length; index += 1) bytes[place + 1 + index] = name.charCodeAt(index);
}

function readName(bytes: Uint8Array, place: number): string | null {
  const length = Math.min(bytes[place] ?? 0, NAME_BYTES);
  let name = "";
  for (let index = 1; index <= length; index += 1) name += String.fromCharCode(bytes[place + index] ?? 0);
  return NAME.test(name) ? name : null;
}

function writeHex(bytes: Uint8Array, place: number, text: string): void {
  if (!HEX.test(text)) throw new RangeError(`"${text}" is not hexadecimal`);
  for (let index = 0; index < text.length / 2; index += 1) {
    bytes[place + index] = 16 * digitAt(text, 2 * index) + digitAt(text, 2 * index + 1);
  }
}

function readHex(bytes: Uint8Array, place: number, length: number): string {
  let text = "";
  for (let index = 0; index < length; index += 1) text += HEX_OF_BYTE[bytes[place + index] ?? 0] ?? "";
  return text;
}

/** Of a lower-case hexadecimal digit: `0` is 0x30, `a` is 0x61. */
const digitAt = (text: string, index: number): number => {
  const code = text.charCodeAt(index);
  return code < 0x61 ? code - 0x30 : code - 0x61 + 10;
};
/** A post in a crowd reads a hundred words a second. */
const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
