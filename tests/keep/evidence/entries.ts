import type { Values } from "../../../device/measure/decision.ts";
import type { EvidenceEntry } from "../../../device/measure/evidence.ts";
import { epochMs, instant, millis } from "../../../device/measure/time.ts";

/** Noon of a day in November, UTC. */
export const NOON = Date.UTC(2026, 10, 25, 12);

export const entryAt = (s: number, what: string, values: Values = {}): EvidenceEntry => ({
  what,
  at: instant(s * 1_000),
  ts: epochMs(NOON + s * 1_000),
  timeQuality: "sync",
  timeErrorMs: millis(20),
  values,
});

/** A stop of the n-th second, as row 20 wants it. */
export const stopAt = (s: number): EvidenceEntry =>
  entryAt(s, "stop", {
    cause: "guard",
    ramMm: s,
    currentMa: 1_850,
    contacts: { hopperA: false, hopperB: true, doorA: true, doorB: true },
  });
