import type { DeviceRecord } from "../../contract/record.ts";
import { streamNamed } from "../../contract/streams.ts";

/** Our windows when a class is full and nothing of it could be sent: 5 minutes, then an hour. */
export const WINDOWS_S = [300, 3_600] as const;

/** Survivors, in order of `seq`, and the `seq` of those that went into them. */
export type Thinned = { readonly kept: readonly DeviceRecord[]; readonly gone: readonly number[] };

/**
 * One record for each stream, part and window: the last one, under its own key. In class 2 it carries what the window
 * came to where its stream is one that can be averaged. Only for records that were never sent, all of one boot and class.
 */
export function thin(records: readonly DeviceRecord[], windowS: number): Thinned {
  const windows = new Map<string, DeviceRecord[]>();
  for (const record of records) {
    const part = typeof record.values["part"] === "string" ? record.values["part"] : "";
    const key = `${record.stream}/${part}/${Math.floor(record.uptimeMs / 1_000 / windowS)}`;
    const found = windows.get(key);
    if (found === undefined) windows.set(key, [record]);
    else found.push(record);
  }
  const kept: DeviceRecord[] = [];
  const gone: number[] = [];
  for (const window of windows.values()) {
    const last = window.at(-1);
    if (last === undefined) continue;
    kept.push(window.length === 1 ? last : merged(window, last, windowS));
    gone.push(...window.slice(0, -1).map(({ seq }) => seq));
  }
  return { kept: kept.sort((one, other) => one.seq - other.seq), gone: gone.sort((one, other) => one - other) };
}

function merged(window: readonly DeviceRecord[], last: DeviceRecord, windowS: number): DeviceRecord {
  const { aggregateOf } = streamNamed(last.stream);
  if (last.class !== 2 || aggregateOf === undefined) return last;
  const parts = window.flatMap(({ values, aggregate }) => {
    const value = values[aggregateOf];
    if (aggregate !== undefined) return [aggregate];
    return typeof value === "number" ? [{ count: 1, min: value, max: value, mean: value, windowS: 0 }] : [];
  });
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  if (count === 0) return last;
  const mean = parts.reduce((sum, part) => sum + part.mean * part.count, 0) / count;
  return {
    ...last,
    values: { ...last.values, [aggregateOf]: mean },
    flags: [...new Set([...(last.flags ?? []), "aggregated" as const])],
    aggregate: {
      count,
      min: Math.min(...parts.map(({ min }) => min)),
      max: Math.max(...parts.map(({ max }) => max)),
      mean,
      windowS: Math.max(windowS, ...parts.map((part) => part.windowS)),
    },
  };
}
