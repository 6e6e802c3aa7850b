import type { Range } from "../../device/measure/samples.ts";
import { millimetres, type Celsius } from "../../device/measure/units.ts";
import { endScan, startScan, take, type Parse, type Scan } from "./parser.ts";

/** What sets apart the models that send `R`, a distance in digits, and CR. */
export type DigitsModel = {
  /** 4, of millimetres, or 3, of centimetres. */
  readonly digits: 3 | 4;
  /** Up to here (mm) it is blind: what is nearer reads as this. */
  readonly blindUpToMm: number;
  /** What it says (mm) when nothing echoes; farther too. */
  readonly noEchoFromMm: number;
  /** The air's temperature by which it reckons; null: it corrects for the air itself. */
  readonly assumedC: Celsius | null;
};

/**
 * The parser of MaxBotix sensors. `R` begins a frame wherever it comes and CR ends it, so no phase is to be found, and each
 * whole frame is published. There is no checksum: a digit that the line changed goes unseen.
 */
export function digitsParser(model: DigitsModel): Parse {
  return (was, bytes) => {
    if (bytes.length === 0) return { state: was, findings: [] };
    const scan = startScan(was);
    for (const byte of bytes) step(scan, model, byte);
    return endScan(scan);
  };
}

const R = 0x52;
const CR = 0x0d;
const ZERO = 0x30;
/** Sent now and then amid a frame (bins.md 2, ESPHome's driver). */
const ROGUE = 0xff;
const DIGITS_MAX = 4;

function step(scan: Scan, model: DigitsModel, byte: number): void {
  if (byte === R) {
    if (scan.pending.length > 0) spoil(scan);
    scan.pending = [byte];
  } else if (byte !== ROGUE && scan.pending.length > 0) {
    goOn(scan, model, byte);
  } else if (byte !== ROGUE) {
    scan.locked = false;
  }
  take(scan, 1, 0);
}

function goOn(scan: Scan, model: DigitsModel, byte: number): void {
  const digits = scan.pending.slice(1);
  if (byte === CR && digits.length === model.digits) {
    takeFrame(scan, model, [...scan.pending, byte]);
  } else if (byte === CR && digits.length + model.digits === 3 + 4) {
    const otherRun = scan.otherRun + 1;
    spoil(scan);
    scan.otherRun = otherRun;
  } else if (byte >= ZERO && byte <= ZERO + 9 && digits.length < DIGITS_MAX) {
    scan.pending = [...scan.pending, byte];
  } else {
    spoil(scan);
  }
}

function spoil(scan: Scan): void {
  scan.pending = [];
  scan.locked = false;
  scan.otherRun = 0;
  scan.counts.badFrames += 1;
}

function takeFrame(scan: Scan, model: DigitsModel, frame: readonly number[]): void {
  const number = frame.slice(1, -1).reduce((sum, digit) => sum * 10 + digit - ZERO, 0);
  scan.pending = [];
  scan.locked = true;
  scan.otherRun = 0;
  scan.counts.frames += 1;
  take(scan, 0, frame.length);
  scan.findings.push({ kind: "range", range: rangeOf(model, number), bytes: frame });
}

function rangeOf({ digits, blindUpToMm, noEchoFromMm, assumedC }: DigitsModel, number: number): Range {
  const distanceMm = digits === 3 ? number * 10 : number;
  if (distanceMm >= noEchoFromMm) return { quality: "noEcho" };
  if (distanceMm <= blindUpToMm) return { quality: "blind" };
  const valid = { quality: "valid", distanceMm: millimetres(distanceMm) } as const;
  return assumedC === null ? valid : { ...valid, assumedC };
}
