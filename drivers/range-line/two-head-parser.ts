import type { Range } from "../../device/measure/samples.ts";
import { millimetres } from "../../device/measure/units.ts";
import type { Parse } from "./parser.ts";
import { slidingParser, type Look } from "./sliding-parser.ts";

/** What sets apart the models that send `59 59 DL DH SL SH x x SUM`: a distance in cm, and how strong its echo was. */
export type TwoHeadModel = {
  /** Nearer than this (cm) it is blind. */
  readonly rangeFromCm: number;
  /** Farthest distance (cm) that it can give. */
  readonly rangeUpToCm: number;
  /** An echo below, or at or above, is not to be relied on. */
  readonly weakBelow: number;
  readonly overexposedFrom: number;
  /** Whether bytes 6 and 7 are the chip's temperature, in eighths of a degree above −256 °C. */
  readonly tellsTemperature: boolean;
};

export function twoHeadParser(model: TwoHeadModel): Parse {
  return slidingParser({ length: 9, look: (frame) => look(model, frame) });
}

const HEAD = 0x59;
/** Sent in place of a distance when the echo was too weak: 0 by the TF-Luna, FFFF by the TFmini. */
const NO_DISTANCE = [0, 0xffff];
/**
 * What a chip's temperature can be, °C: beyond any grade of chip. At a wrong phase `59 59 59 …` can have a good sum for
 * ever (DL = SUM = 59); then a sum stands where the temperature should be, and gives it away.
 */
const CHIP_C = { least: -40, most: 125 } as const;

function look(model: TwoHeadModel, frame: Uint8Array): Look {
  const [first = 0, second = 0, distanceLow = 0, distanceHigh = 0, strengthLow = 0, strengthHigh = 0] = frame;
  if (first !== HEAD || second !== HEAD) return { kind: "no-head" };
  const total = frame.subarray(0, 8).reduce((sum, byte) => sum + byte, 0);
  const isFrame = (total & 0xff) === frame[8] && (!model.tellsTemperature || looksLikeTemperature(frame));
  if (!isFrame) return { kind: "bad-sum" };
  const distanceCm = distanceHigh * 256 + distanceLow;
  if (distanceCm > model.rangeUpToCm && !NO_DISTANCE.includes(distanceCm)) {
    return { kind: "far", distanceMm: distanceCm * 10 };
  }
  return { kind: "frame", range: rangeOf(model, distanceCm, strengthHigh * 256 + strengthLow) };
}

/** Whether bytes 6 and 7 could be a chip's temperature, as of the TF-Luna, the TFmini-S and the TFmini Plus. */
export function looksLikeTemperature(frame: Uint8Array | readonly number[]): boolean {
  const chipC = ((frame[7] ?? 0) * 256 + (frame[6] ?? 0)) / 8 - 256;
  return chipC >= CHIP_C.least && chipC <= CHIP_C.most;
}

function rangeOf(model: TwoHeadModel, distanceCm: number, strength: number): Range {
  if (strength >= model.overexposedFrom) return { quality: "overexposed" };
  if (strength < model.weakBelow || NO_DISTANCE.includes(distanceCm)) return { quality: "weak" };
  if (distanceCm < model.rangeFromCm) return { quality: "blind" };
  return { quality: "valid", distanceMm: millimetres(distanceCm * 10) };
}
