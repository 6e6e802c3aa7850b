import type { DeviceRecord } from "../record.ts";

/** Of a mock, or of what would have been. */
const isUnreal = ({ flags = [] }: DeviceRecord): boolean => flags.includes("simulated") || flags.includes("observing");

/** Boots order records before moments do: a clock may have been lost. */
export function newest(records: readonly DeviceRecord[], stream: string): DeviceRecord | undefined {
  return records
    .filter((record) => record.stream === stream && !isUnreal(record))
    .toSorted((one, other) => one.bootCount - other.bootCount || one.uptimeMs - other.uptimeMs)
    .at(-1);
}

export function numberIn(record: DeviceRecord | undefined, key: string): number | null {
  const value = record?.values[key];
  return typeof value === "number" ? value : null;
}

/** RFC 3339 ends with the year 9999; a clock beyond it is wrong anyhow. */
const MOMENT_MAX_MS = Date.UTC(9999, 11, 31);
export const momentAt = (ms: number | null): string | null =>
  ms === null || ms > MOMENT_MAX_MS ? null : new Date(ms).toISOString();
export const momentOf = (record: DeviceRecord | undefined) => momentAt(record?.ts ?? null);
