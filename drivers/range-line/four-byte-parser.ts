import type { Range } from "../../device/measure/samples.ts";
import { millimetres, type Celsius } from "../../device/measure/units.ts";
import type { Parse } from "./parser.ts";
import { slidingParser, type Look } from "./sliding-parser.ts";

/** What sets apart the models that send `FF Hi Lo SUM`, a distance in mm. */
export type FourByteModel = {
  /** SUM = (FF + Hi + Lo) & FF, or (Hi + Lo) & FF, which is one more. */
  readonly sum: "with-head" | "without-head";
  /** Up to here (mm) it is blind; at least {@link AMBIGUOUS_UP_TO_MM}. */
  readonly blindUpToMm: number;
  /** Farthest distance (mm) that it can give. */
  readonly rangeUpToMm: number;
  /** The air's temperature by which it reckons; null: it corrects for the air itself. */
  readonly assumedC: Celsius | null;
};

/** Frames of 0 to 30 mm come from too close, and from nothing there (bins.md 10): the A02's blind zone, ESPHome's bound. */
const AMBIGUOUS_UP_TO_MM = 30;

export function fourByteParser(model: FourByteModel): Parse {
  return slidingParser({ length: 4, look: (frame) => look(model, frame) });
}

const HEAD = 0xff;

function look(model: FourByteModel, [head = 0, high = 0, low = 0, sum = 0]: Uint8Array): Look {
  if (head !== HEAD) return NO_HEAD;
  const withHead = ((HEAD + high + low) & 0xff) === sum;
  const withoutHead = ((high + low) & 0xff) === sum;
  const distanceMm = high * 256 + low;
  const far = distanceMm > model.rangeUpToMm;
  if (model.sum === "with-head" ? withHead : withoutHead) {
    return far ? { kind: "far", distanceMm } : { kind: "frame", range: rangeOf(model, distanceMm) };
  }
  return (withHead || withoutHead) && !far ? OTHER_SUM : BAD_SUM;
}

const NO_HEAD: Look = { kind: "no-head" };
const OTHER_SUM: Look = { kind: "other-sum" };
const BAD_SUM: Look = { kind: "bad-sum" };

function rangeOf({ blindUpToMm, assumedC }: FourByteModel, distanceMm: number): Range {
  if (distanceMm <= AMBIGUOUS_UP_TO_MM) return { quality: "blindOrNoEcho" };
  if (distanceMm <= blindUpToMm) return { quality: "blind" };
  const valid = { quality: "valid", distanceMm: millimetres(distanceMm) } as const;
  return assumedC === null ? valid : { ...valid, assumedC };
}
