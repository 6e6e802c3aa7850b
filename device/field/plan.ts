import type { DeviceConfig } from "../../config/device-config.ts";
import { dayOfText, isZone, localTime, type LocalDay } from "../measure/local-time.ts";
import { darkMinutesOf, planJson, planTable } from "../lamp/program/plan-text.ts";
import { calendarOf, planOf } from "../lamp/program/plan.ts";
import type { EpochMs } from "../measure/time.ts";

export type PlanOptions = {
  /** The first night, by the local day at whose noon it begins, as 2026-06-21; null: today's. */
  readonly from: string | null;
  readonly days: number;
  readonly json: boolean;
  /** Dark minutes are meant. */
  readonly allowDark: boolean;
};
export type Planned = { readonly exitCode: 0 | 1 | 2; readonly out: string; readonly complaint: string };

/** `gaturum plan`: the dry run of a calendar. Exit codes: 0 told, 1 dark minutes or no zone, 2 nothing to plan. */
export function plan(config: DeviceConfig, options: PlanOptions, now: EpochMs): number {
  const { exitCode, out, complaint } = planned(config, options, now);
  if (out !== "") process.stdout.write(`${out}\n`);
  if (complaint !== "") process.stderr.write(`${complaint}\n`);
  return exitCode;
}

/** `now` says which day is today in the zone of the calendar. */
export function planned(config: DeviceConfig, options: PlanOptions, now: EpochMs): Planned {
  if (config.kind !== "lamp-post")
    return refused(`${config.file}: a litter bin has no lamp to plan. Name a lamp post.`);
  const { zone } = calendarOf(config.lamp);
  if (!isZone(zone)) return refused(`${config.file}: no zone is called ${zone}. Write one such as Europe/Stockholm.`);
  const from = options.from === null ? localTime(zone, now).day : dayOfText(options.from);
  if (from === null) return refused(`--from: there is no day ${options.from ?? ""}. Write one such as 2026-06-21.`);
  const nights = planOf(config.lamp, from satisfies LocalDay, options.days);
  const darkMinutes = darkMinutesOf(nights);
  const out = options.json ? planJson(nights) : planTable(nights, zone);
  if (darkMinutes === 0 || options.allowDark) return { exitCode: 0, out, complaint: "" };
  const complaint = `${config.file}: the street would be dark for ${darkMinutes} min between civil dusk and dawn. Raise the levels, or say --allow-dark.`;
  return { exitCode: 1, out, complaint };
}

const refused = (complaint: string): Planned => ({ exitCode: 2, out: "", complaint });
