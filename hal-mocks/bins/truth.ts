import type { BinSite } from "../bin-site.ts";

/** From here on the full line is reached, in percent of the depth; `config/litter-bin.yaml` says the same. */
export const FULL_PCT = 85;
/** The motor current at which its press ends a stroke, of the same file. */
const PRESS_MA = 2_800;
/** The floor is so far below the full line as the depth that percents are of. */
const LINE_BELOW_TOP_MM = 100;

/** How high the litter would stand after one more stroke, in percent of the depth; the press of the mocks, at rest. */
export function pressedPct({ litter: { make, heapMm, solidMm } }: BinSite): number {
  const share = Math.sqrt(Math.min(1, (PRESS_MA - make.idleMa) / (make.stallMa - make.idleMa)));
  const squeezed = heapMm - share * (heapMm - solidMm);
  const reached = Math.max(squeezed, make.floorMm - make.strokeMm);
  const left = Math.min(heapMm, reached + make.springShare * Math.max(0, heapMm - reached));
  return (100 * left) / (make.floorMm - LINE_BELOW_TOP_MM);
}

/** No stroke makes room any more. */
export const isTrulyFull = (site: BinSite): boolean => pressedPct(site) >= FULL_PCT;
/** Litter stands below this: whoever says full, presses badly or sees a bag. A throw-in and half a point of echo below. */
export const NOT_FULL_PCT = FULL_PCT - 10;
