import type { Moments } from "../../measure/moments.ts";
import { minutes, type Instant } from "../../measure/time.ts";
import type { EnergySettings } from "../settings.ts";

/**
 * How the bin goes about its energy.
 *
 *   normal ──dark days, low or silent gauge──▶ saving ──20 %──▶ commsOnly ──10 %──▶ shutdown
 *
 * Down at once; up when the charge has been above the way out of its mode for 30 minutes.
 */
export const ENERGY_MODES = ["normal", "saving", "commsOnly", "shutdown"] as const;
export type EnergyMode = (typeof ENERGY_MODES)[number];

/** `aboveSince`: since when the charge has been above the way out of this mode. */
export type ModeState = { readonly name: EnergyMode; readonly aboveSince: Instant | null };
export const initialMode: ModeState = { name: "normal", aboveSince: null };

/** Section 8: SoC > low + 10 points for 30 min → BOOT. */
const WAKE_ABOVE_LOW_POINTS = 10;
const STEADY_MS = minutes(30);
/** Our choice: a cloud that passes lifts a battery of 720 Wh by less. */
const HYSTERESIS_POINTS = 5;

/** `chargePct` null: no gauge has answered yet. `wants`: a dark season, or a gauge that says nothing. */
export type ModeSight = {
  readonly chargePct: number | null;
  readonly lowPct: number;
  readonly wantsSaving: boolean;
};

export function nextMode(
  was: ModeState,
  { chargePct, lowPct, wantsSaving }: ModeSight,
  energy: EnergySettings,
  moments: Moments,
): ModeState {
  const asked = Math.max(rankAt(chargePct, lowPct, energy), wantsSaving ? RANK.saving : RANK.normal);
  const rank = RANK[was.name];
  if (asked > rank) return { name: nameOf(asked), aboveSince: null };
  const isAbove = chargePct !== null && chargePct > wayOutPct(was.name, lowPct, energy);
  if (asked === rank || !isAbove) return was.aboveSince === null ? was : { ...was, aboveSince: null };
  const aboveSince = was.aboveSince ?? moments.now;
  if (moments.passed(aboveSince, STEADY_MS)) return { name: nameOf(asked), aboveSince: null };
  return { ...was, aboveSince };
}

const RANK: Readonly<Record<EnergyMode, number>> = { normal: 0, saving: 1, commsOnly: 2, shutdown: 3 };
const nameOf = (rank: number): EnergyMode => ENERGY_MODES[rank] ?? "shutdown";

function rankAt(chargePct: number | null, lowPct: number, { commsOnlyPct, shutdownPct }: EnergySettings): number {
  if (chargePct === null) return RANK.normal;
  if (chargePct < shutdownPct) return RANK.shutdown;
  if (chargePct < commsOnlyPct) return RANK.commsOnly;
  return chargePct < lowPct ? RANK.saving : RANK.normal;
}

function wayOutPct(name: EnergyMode, lowPct: number, { commsOnlyPct }: EnergySettings): number {
  switch (name) {
    case "shutdown":
      return lowPct + WAKE_ABOVE_LOW_POINTS;
    case "commsOnly":
      return commsOnlyPct + HYSTERESIS_POINTS;
    case "saving":
      return lowPct + HYSTERESIS_POINTS;
    case "normal":
      return 0;
  }
}
