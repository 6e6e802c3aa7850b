import type { KnownPost } from "../../../device/contract/interop/ngsi.ts";
import type { DeviceRecord } from "../../../device/contract/record.ts";

/** 2026-11-24 22:05:00 UTC. */
export const AT_MS = Date.UTC(2026, 10, 24, 22, 5, 0);

type Given = Partial<Omit<DeviceRecord, "values">>;
export function recordOf(stream: string, values: DeviceRecord["values"], given: Given = {}): DeviceRecord {
  return {
    v: 1,
    boot: "5d0c2f9a41be7736",
    bootCount: 17,
    class: 1,
    seq: 4,
    stream,
    ts: AT_MS,
    uptimeMs: 981_000,
    timeQuality: "sync",
    timeErrorMs: 12,
    values,
    ...given,
  };
}

export const level = (meanPct: number, maxPct: number, given: Given = {}): DeviceRecord =>
  recordOf(
    "lamp-level",
    { levelPct: meanPct },
    { aggregate: { count: 1, min: 0, max: maxPct, mean: meanPct, windowS: 300 }, ...given },
  );

export type AssetOf = KnownPost["birth"]["asset"];
const place = { latitudeDeg: 59.32938, longitudeDeg: 18.06871, label: null };

/** A post that knows where it stands and nothing else. */
export const bare: KnownPost = {
  birth: {
    tenant: "stockholm",
    device: "4711-0382",
    asset: { plate: null, cabinet: null, phase: null, luminaire: null, place },
  },
  alarms: [],
  records: [],
};

/** A post of which all is known. */
export const full: KnownPost = {
  birth: {
    ...bare.birth,
    asset: {
      plate: "4711-0382",
      cabinet: "SK-204",
      phase: "L2",
      luminaire: "Gata 30 W",
      place: { ...place, label: "Hornsgatan" },
    },
  },
  alarms: [],
  records: [level(30, 100), recordOf("lamp-power", { powerW: 12.3 }, { ts: AT_MS + 1_000, class: 2 })],
  luminaire: { powerFullW: 30, powerLeastW: 1 },
  sums: { lampWh: 35_600, movements: 412 },
};

export const alarm = (kind: string, values: Record<string, unknown>): NonNullable<KnownPost["alarms"]>[number] => ({
  kind,
  since: AT_MS,
  sinceUptimeMs: 900_000,
  values: { active: true, ...values },
});
