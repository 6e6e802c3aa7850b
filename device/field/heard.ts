import { WRONG_SHARE, wrongFrames } from "../../drivers/range-line/listening.ts";
import type { RangeModel } from "../../drivers/range-line/model.ts";
import {
  errorShare,
  OTHER_RUN_MIN,
  PARSER_START,
  type Finding,
  type ParserState,
} from "../../drivers/range-line/parser.ts";

/** Kept of the newest bytes and findings, so that other models can be tried on them. Our choice: seconds of a slow sensor. */
const BYTES_KEPT_MAX = 512;
const FINDINGS_KEPT_MAX = 20;
/** Nothing is said of fewer bytes: ten of the shortest frames. Our choice. */
const JUDGED_FROM_BYTES = 40;
/** So many frames of another model are no chance. Our choice. */
const OTHER_FRAMES_MIN = 3;

/** What was heard since the port was opened. Plain data, and everything about it is pure. */
export type Heard = {
  readonly parser: ParserState;
  readonly bytes: number;
  /** Frames that came to a range, with a distance or without. */
  readonly readings: number;
  readonly newestBytes: readonly number[];
  readonly newest: readonly Finding[];
};

export const NOTHING_HEARD: Heard = { parser: PARSER_START, bytes: 0, readings: 0, newestBytes: [], newest: [] };

export function hearMore(
  model: RangeModel,
  was: Heard,
  chunk: Uint8Array,
): { readonly heard: Heard; readonly findings: readonly Finding[] } {
  const { state, findings } = model.parse(was.parser, chunk);
  const heard = {
    parser: state,
    bytes: was.bytes + chunk.length,
    readings: was.readings + findings.filter(({ kind }) => kind === "range").length,
    newestBytes: [...was.newestBytes, ...chunk].slice(-BYTES_KEPT_MAX),
    newest: [...was.newest, ...findings].slice(-FINDINGS_KEPT_MAX),
  };
  return { heard, findings };
}

/** What looks wrong, with what to do; null: nothing. `others`: models that the bytes may be of instead. */
export function hintOf(model: RangeModel, others: readonly RangeModel[], port: string, heard: Heard): string | null {
  if (heard.bytes < JUDGED_FROM_BYTES) return null;
  if (errorShare(heard.parser) > WRONG_SHARE) return wrongBytes(model, others, port, heard);
  return model.doubt(heard.newest);
}

function wrongBytes(model: RangeModel, others: readonly RangeModel[], port: string, heard: Heard): string {
  if (heard.newest.length > 0 && heard.newest.every(({ kind }) => kind === "beyond-range")) return model.beyondRange;
  if (heard.parser.otherRun >= OTHER_RUN_MIN) return wrongFrames(model, port, heard.parser);
  const understood = others.filter((other) => understands(other, heard)).map(({ driver }) => driver);
  if (understood.length > 0) {
    return `the bytes on ${port} are frames of ${understood.join(" or ")}: check the label, and listen --as that.`;
  }
  return (
    `${wrongFrames(model, port, heard.parser)} ${model.label} sends at ${model.baudRate} baud: ` +
    "a sensor set to another speed looks like this too."
  );
}

const understands = (other: RangeModel, { newestBytes }: Heard): boolean =>
  other.parse(PARSER_START, Uint8Array.from(newestBytes)).findings.filter(({ kind }) => kind === "range").length >=
  OTHER_FRAMES_MIN;

/** `132 bytes, 33 frames, 1 bad, 0.0 % of the newest bytes in no frame`. */
export function totalOf({ bytes, parser }: Heard): string {
  const { frames, badFrames } = parser.counts;
  return `${bytes} bytes, ${frames} frames, ${badFrames} bad, ${errorPctOf(parser).toFixed(1)} % of the newest bytes in no frame`;
}

/** One finding as a JSON line: `mm` only with a value, `fault` for what the model cannot give. */
export function jsonOf(found: Finding, { parser }: Heard): string {
  const rest = { bytes: hexOf(found.bytes), errorPct: errorPctOf(parser) };
  if (found.kind === "beyond-range") return JSON.stringify({ fault: "out-of-range", ...rest });
  const { range } = found;
  if (range.quality !== "valid") return JSON.stringify({ quality: range.quality, ...rest });
  const { quality, distanceMm: mm, ...air } = range;
  return JSON.stringify({ mm, quality, ...air, ...rest });
}

/** The same for a person: the frame, the distance, the quality. */
export function lineOf(found: Finding): string {
  const frame = hexOf(found.bytes);
  if (found.kind === "beyond-range") return `${frame}  ${found.distanceMm} mm, which this model cannot give`;
  const { range } = found;
  return `${frame}  ${range.quality === "valid" ? `${range.distanceMm} mm` : "no value"}  ${range.quality}`;
}

export function hexOf(bytes: Iterable<number>): string {
  return [...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
}

const errorPctOf = (parser: ParserState): number => Math.round(errorShare(parser) * 1_000) / 10;
