import type { Range } from "../../device/measure/samples.ts";

/** So many frames in a row with another model's checksum tell that model from line noise. Our choice. */
export const OTHER_RUN_MIN = 10;

/** What is known of the newest bytes is halved at so many, so that an hour of good ones hides no bad minute. Our choice. */
const RECENT_BYTES_MAX = 512;

/**
 * Where a parser stands. Plain data; `pending` is shorter than one frame, so the state never grows.
 *
 *   searching ──frame──▶ locked, first ──frame right behind it──▶ locked, publishing
 *       ▲                     │                                          │
 *       └─────── anything but a frame right behind: slide by one ◀───────┘
 */
export type ParserState = {
  readonly pending: readonly number[];
  /** The last bytes taken were a good frame. */
  readonly locked: boolean;
  readonly counts: Counts;
  /** Of the newest bytes: how many there were, and how many of them were in good frames. */
  readonly recent: { readonly bytes: number; readonly framed: number };
  /** Frames in a row that are those of another model: its checksum, or its number of digits. */
  readonly otherRun: number;
  /** Bytes since the last such frame began, and since the last frame beyond the range began; null: none in reach. */
  readonly sinceOther: number | null;
  readonly sinceFar: number | null;
};

export type Counts = {
  /** Those judged; the pending ones are not yet. */
  readonly bytes: number;
  /** Good frames, held back first ones included. */
  readonly frames: number;
  /** Bytes in good frames. */
  readonly framed: number;
  /** Heads that opened no good frame. In garbage these are chance; while locked, line noise. */
  readonly badFrames: number;
  /** Good checksums with a distance beyond what the model can give. */
  readonly beyondRange: number;
};

/** What a frame came to: a range to publish, or (twice at one phase) a distance that this model cannot give. */
export type Finding =
  | { readonly kind: "range"; readonly range: Range; readonly bytes: readonly number[] }
  | { readonly kind: "beyond-range"; readonly distanceMm: number; readonly bytes: readonly number[] };

export type Parsed = { readonly state: ParserState; readonly findings: readonly Finding[] };
/** Takes the next bytes. Pure; the same whichever way they are cut into pieces. */
export type Parse = (was: ParserState, bytes: Uint8Array) => Parsed;

export const PARSER_START: ParserState = {
  pending: [],
  locked: false,
  counts: { bytes: 0, frames: 0, framed: 0, badFrames: 0, beyondRange: 0 },
  recent: { bytes: 0, framed: 0 },
  otherRun: 0,
  sinceOther: null,
  sinceFar: null,
};

/** The share (0..1) of the newest bytes that are in no good frame; 0 before the first byte. */
export function errorShare({ recent }: ParserState): number {
  return recent.bytes === 0 ? 0 : 1 - recent.framed / recent.bytes;
}

/** A state while it is worked on. */
export type Scan = { -readonly [Key in keyof ParserState]: Writable<ParserState[Key]> } & {
  readonly findings: Finding[];
};
type Writable<T> = T extends Counts | ParserState["recent"] ? { -readonly [Key in keyof T]: T[Key] } : T;

export function startScan(was: ParserState): Scan {
  return { ...was, counts: { ...was.counts }, recent: { ...was.recent }, findings: [] };
}

export function endScan({ findings, ...state }: Scan): Parsed {
  return { state, findings };
}

/** `framed` of the `bytes` just taken are in a good frame. */
export function take(scan: Scan, bytes: number, framed: number): void {
  scan.counts.bytes += bytes;
  scan.counts.framed += framed;
  scan.recent.bytes += bytes;
  scan.recent.framed += framed;
  if (scan.recent.bytes < RECENT_BYTES_MAX) return;
  scan.recent.bytes >>= 1;
  scan.recent.framed >>= 1;
}
