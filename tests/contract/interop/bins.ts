import type { KnownBin } from "../../../device/contract/interop/known-bin.ts";
import { AT_MS, full, recordOf } from "./posts.ts";

const birth = { ...full.birth, device: "bin-12" };

/** A bin that knows where it stands and has told nothing. */
export const silent: KnownBin = { birth, alarms: null, records: [] };
export const fill = (fillPct: number) => recordOf("bin-fill", { quality: "valid", fillPct }, { ts: AT_MS + 250 });
/** Of which all is known: 83 % of 0.9 m, full from 80 %, a forecast, a battery, a collection yesterday. */
export const told: KnownBin = {
  birth,
  alarms: [],
  records: [
    fill(83),
    recordOf("bin-state", { state: "LOCKOUT", blocks: ["lowBattery"], strokes: 1_204 }),
    recordOf("battery", { chargePct: 18, voltageMv: 11_940 }, { class: 2 }),
    recordOf("collection", { result: "collected", fillBeforePct: 90, fillAfterPct: 6 }, { ts: AT_MS - 86_400_000 }),
    recordOf("bin-forecast", { fullAt: AT_MS + 7_200_000, reliability: "low", ratePctPerH: 0.5 }),
  ],
  settings: { emptyMm: 1_200, fullMm: 300, fullPct: 80 },
};
