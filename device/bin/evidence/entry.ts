import type { Values } from "../../measure/decision.ts";
import type { EvidenceEntry } from "../../measure/evidence.ts";
import { wallTime, type EpochMs, type Instant } from "../../measure/time.ts";
import type { FillLevel } from "../level/fill.ts";
import type { BinReadings } from "../readings.ts";

/**
 * What a bin's log holds, and what `values` say beside:
 *
 * | what        | when, and what it says                                                                            |
 * |-------------|---------------------------------------------------------------------------------------------------|
 * | started     | control runs and has read its memory: what it found there                                         |
 * | alive       | every hour, so that time in which it was off is told from time in which nothing happened           |
 * | stroke      | a stroke is over: trigger, end, times, current, energy                                             |
 * | stop        | a safety stop is decided: cause, all contacts, ram, current, time since the guard opened           |
 * | off         | the outputs were read back as off after a stop, or were not                                        |
 * | latch       | a cause was latched                                                                               |
 * | reset       | RESET cleared the latch, or was refused; who and why, where someone has said so                    |
 * | discrepancy | the two channels of a guard did not agree for half a second, and when they agree again            |
 * | service     | the ram moved outside a stroke                                                                    |
 * | asked       | something was asked of the bin, by the city or at the bin, and what was answered                   |
 * | inhibit     | starts are inhibited, or no longer                                                                |
 * | full        | it is full, or no longer                                                                          |
 * | down        | it is out of service, or no longer                                                                |
 * | collection  | somebody had the door open, and what came of it; `again`: of a visit that was unknown before      |
 */
export const EVIDENCE_WORDS = [
  ...(["started", "alive", "stroke", "stop", "off", "latch", "reset", "discrepancy", "service"] as const),
  ...(["asked", "inhibit", "full", "down", "collection"] as const),
] as const;
export type EvidenceWord = (typeof EVIDENCE_WORDS)[number];

export function evidenceEntry(what: EvidenceWord, values: Values, { clock }: BinReadings, at: Instant): EvidenceEntry {
  if (!clock.ok || clock.value.quality === "none") {
    return { what, at, ts: null, timeQuality: "none", timeErrorMs: null, values };
  }
  const { quality, errorMs } = clock.value;
  const ts = Math.round(wallTime(clock.value, at)) as EpochMs;
  return { what, at, ts, timeQuality: quality, timeErrorMs: errorMs, values };
}

/** The level as it may be used now, or the word for why there is none. */
export const levelValues = (level: FillLevel): Values =>
  level.quality === "valid" ? { fillPct: Math.round(level.fillPct) } : { fillQuality: level.quality };
