import { RANGE_MODELS } from "../../../drivers/range-models.ts";
import type { RangeModel } from "../../../drivers/range-line/model.ts";
import { PARSER_START, type Finding } from "../../../drivers/range-line/parser.ts";
import { repeated } from "./frames.ts";
import type { Range } from "../../../device/measure/samples.ts";

/** What each model is when its config says the least. */
export const DEFAULTS = { correctsForAir: false, range: "5 m" } as const;

export async function modelOf(driver: string, settings: { readonly [key: string]: boolean | string } = DEFAULTS) {
  const load = RANGE_MODELS[driver];
  if (load === undefined) throw new Error(`no model ${driver}`);
  return (await load())(settings);
}

export const allModels = (): Promise<readonly RangeModel[]> =>
  Promise.all(Object.keys(RANGE_MODELS).map((driver) => modelOf(driver)));

/** In short: mm, the quality where there is none, or that it is beyond the range. */
export type Short = number | Exclude<Range["quality"], "valid"> | "beyond";

export function short(found: Finding): Short {
  if (found.kind === "beyond-range") return "beyond";
  return found.range.quality === "valid" ? found.range.distanceMm : found.range.quality;
}

/** Everything that a model finds in bytes from its start on, in short. */
export function findIn(model: RangeModel, bytes: Iterable<number>): Short[] {
  return model.parse(PARSER_START, Uint8Array.from(bytes)).findings.map(short);
}

/** Row 12 for one constant stream begun `skip` bytes late: what is so after 2, after 3 and after 6 frames. */
export function phaseOf(model: RangeModel, one: readonly number[], skip: number) {
  const { length } = one;
  const bytes = repeated(one, 6, skip);
  const two = model.parse(PARSER_START, bytes.subarray(0, 2 * length - skip));
  const third = model.parse(two.state, bytes.subarray(2 * length - skip, 3 * length - skip));
  const rest = model.parse(third.state, bytes.subarray(3 * length - skip));
  return {
    lockedAfter2: two.state.locked,
    publishedAfter3: two.findings.length + third.findings.length > 0,
    found: [...two.findings, ...third.findings, ...rest.findings].map(short),
  };
}
