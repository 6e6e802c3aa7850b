import type { Range } from "../../device/measure/samples.ts";
import { millimetres } from "../../device/measure/units.ts";

/** Up to here (mm) the sensor is blind, and it says the same when nothing echoes. DFRobot SEN0311: blind zone 3 cm. */
export const BLIND_UP_TO_MM = 30;
/** Farthest distance (mm) the sensor can give. DFRobot SEN0311: range 3–450 cm. */
export const RANGE_UP_TO_MM = 4_500;
/** So many frames in a row with the AJ-SR04M's checksum tell that model from line noise. Our choice. */
export const AJ_RUN_MIN = 10;

/**
 * Where the parser stands. Plain data; `pending` holds at most three bytes, so the state never grows.
 *
 *   searching ──frame──▶ locked, first ──frame right behind it──▶ locked, publishing
 *       ▲                     │                                          │
 *       └─────── anything but a frame right behind: slide by one ◀───────┘
 *
 * A wrong phase can show one frame with a good sum, so the first is held back; in a constant stream a wrong phase never
 * shows a second one within 0..4500 mm.
 */
export type ParserState = {
  readonly pending: readonly number[];
  /** The last four bytes taken were a good frame. */
  readonly locked: boolean;
  readonly counts: Counts;
  /** Frames in a row whose sum leaves out the header byte, as the AJ-SR04M counts it. */
  readonly ajRun: number;
  /** Bytes since the last AJ frame began, and since the last frame beyond the range began; null: none in reach. */
  readonly sinceAj: number | null;
  readonly sinceFar: number | null;
};

export type Counts = {
  readonly bytes: number;
  /** Good frames, the held back first ones included. */
  readonly frames: number;
  /** Header bytes that did not open a frame with a good sum. In garbage these are chance; while locked, line noise. */
  readonly checksumErrors: number;
  /** Good sums with a distance beyond {@link RANGE_UP_TO_MM}. */
  readonly beyondRange: number;
};

/** What a frame came to: a range to publish, or (twice at one phase) a distance that this model cannot give. */
export type Finding =
  { readonly kind: "range"; readonly range: Range } | { readonly kind: "beyond-range"; readonly distanceMm: number };

export const PARSER_START: ParserState = {
  pending: [],
  locked: false,
  counts: { bytes: 0, frames: 0, checksumErrors: 0, beyondRange: 0 },
  ajRun: 0,
  sinceAj: null,
  sinceFar: null,
};

/**
 * Takes the next bytes of `FF Hi Lo SUM`, SUM = (FF + Hi + Lo) & FF, in mm. Pure. It resynchronises by sliding one byte
 * at a time: clearing all four after a bad sum never finds the phase of some constant distances, such as 255 or 511 mm.
 */
export function parse(was: ParserState, bytes: Uint8Array): { state: ParserState; findings: readonly Finding[] } {
  if (bytes.length === 0) return { state: was, findings: [] };
  const scan = startScan(was, bytes);
  while (scan.at + FRAME_BYTES <= scan.bytes.length) step(scan);
  const { locked, ajRun, sinceAj, sinceFar, frames, checksumErrors, beyondRange, findings } = scan;
  const counts = { bytes: was.counts.bytes + bytes.length, frames, checksumErrors, beyondRange };
  const pending = [...scan.bytes.subarray(scan.at)];
  return { state: { pending, locked, counts, ajRun, sinceAj, sinceFar }, findings };
}

const FRAME_BYTES = 4;
const HEADER = 0xff;

type Scan = { -readonly [Key in "locked" | "ajRun" | "sinceAj" | "sinceFar"]: ParserState[Key] } & {
  -readonly [Key in "frames" | "checksumErrors" | "beyondRange"]: Counts[Key];
} & { at: number; readonly bytes: Uint8Array; readonly findings: Finding[] };

function startScan(was: ParserState, bytes: Uint8Array): Scan {
  const { locked, ajRun, sinceAj, sinceFar, counts } = was;
  const { frames, checksumErrors, beyondRange } = counts;
  const joined = Uint8Array.from([...was.pending, ...bytes]);
  return { locked, ajRun, sinceAj, sinceFar, frames, checksumErrors, beyondRange, at: 0, bytes: joined, findings: [] };
}

/** Looks at the four bytes from `at`, and moves on by four when they are a frame, else by one. */
function step(scan: Scan): void {
  const [header = 0, high = 0, low = 0, sum = 0] = scan.bytes.subarray(scan.at, scan.at + FRAME_BYTES);
  const distanceMm = high * 256 + low;
  const goodSum = header === HEADER && ((HEADER + high + low) & 0xff) === sum;
  if (goodSum && distanceMm <= RANGE_UP_TO_MM) {
    takeFrame(scan, distanceMm);
    return;
  }
  if (goodSum) noteFar(scan, distanceMm);
  else if (header === HEADER) noteBadSum(scan, distanceMm, ((high + low) & 0xff) === sum);
  scan.locked = false;
  move(scan, 1);
}

function takeFrame(scan: Scan, distanceMm: number): void {
  scan.frames += 1;
  if (scan.locked) scan.findings.push({ kind: "range", range: rangeOf(distanceMm) });
  scan.locked = true;
  scan.ajRun = 0;
  scan.sinceAj = null;
  scan.sinceFar = null;
  move(scan, FRAME_BYTES);
}

function noteFar(scan: Scan, distanceMm: number): void {
  scan.beyondRange += 1;
  if (scan.sinceFar === FRAME_BYTES) scan.findings.push({ kind: "beyond-range", distanceMm });
  scan.sinceFar = 0;
}

function noteBadSum(scan: Scan, distanceMm: number, ajSum: boolean): void {
  scan.checksumErrors += 1;
  if (!ajSum || distanceMm > RANGE_UP_TO_MM) return;
  scan.ajRun = scan.sinceAj === FRAME_BYTES ? scan.ajRun + 1 : 1;
  scan.sinceAj = 0;
}

function move(scan: Scan, count: number): void {
  scan.at += count;
  scan.sinceAj = onward(scan.sinceAj, count);
  scan.sinceFar = onward(scan.sinceFar, count);
}

const onward = (since: number | null, count: number) => (since === null || since >= FRAME_BYTES ? null : since + count);

const rangeOf = (distanceMm: number): Range =>
  distanceMm <= BLIND_UP_TO_MM
    ? { quality: "blindOrNoEcho" }
    : { quality: "valid", distanceMm: millimetres(distanceMm) };
