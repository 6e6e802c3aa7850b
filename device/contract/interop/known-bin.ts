import type { DeviceRecord } from "../record.ts";
import type { ActiveMessage, BirthMessage } from "../session.ts";
import { newest, numberIn } from "./newest.ts";

/** The newest that a backend knows of a litter bin. */
export type KnownBin = {
  readonly birth: Pick<BirthMessage, "tenant" | "device" | "asset">;
  /** The alarms that hold now; null: the bin has not said yet. */
  readonly alarms: ActiveMessage["active"] | null;
  /** The newest record of each stream, or more: the newest counts. Simulated ones do not. */
  readonly records: readonly DeviceRecord[];
  /** Of its config, where the city keeps it. */
  readonly settings?: { readonly emptyMm: number; readonly fullMm: number; readonly fullPct: number };
};

/** At or below it a bin was emptied: bins.md 8, COLLECTION. */
export const EMPTY_AT_PCT = 20;

/** A level stands only with the quality `valid`: what is not known is left out, and is never 0 or 100 %. */
export function fillOf(bin: KnownBin): { record: DeviceRecord; quality: string; fillPct: number | null } | null {
  const record = newest(bin.records, "bin-fill");
  const quality = record?.values["quality"];
  if (record === undefined || typeof quality !== "string") return null;
  return { record, quality, fillPct: quality === "valid" ? numberIn(record, "fillPct") : null };
}

/** Whether an alarm holds, `stream` or `stream=word`; null: the bin has not said yet. */
export function holds({ alarms }: KnownBin, name: string): boolean | null {
  if (alarms === null) return null;
  const [stream, word] = name.split("=");
  return alarms.some(({ kind, values }) => kind === stream && (word === undefined || values["alarm"] === word));
}

/** Whether the battery is too low for a stroke; null: the press has not said. */
export function isLow({ records }: KnownBin): boolean | null {
  const blocks = newest(records, "bin-state")?.values["blocks"];
  return Array.isArray(blocks) ? blocks.includes("lowBattery") : null;
}

/** The newest collection after which the bin was emptier. */
export const emptied = ({ records }: KnownBin): DeviceRecord | undefined =>
  newest(
    records.filter(({ values }) => values["result"] === "collected" || values["result"] === "partlyEmptied"),
    "collection",
  );
