import type { PartConfig } from "../../config/device-config.ts";

/** One relay switches it: lit or dark, and nothing between. */
export const isSwitched = ({ driver }: Pick<PartConfig, "driver">): boolean => driver === "relay-lamp";

/** What a healthy lamp says once it was given a level: any light of a relay is all of it, and a luminaire has a least. */
export function readsBack(part: Pick<PartConfig, "driver" | "settings">, levelPct: number): number {
  if (levelPct === 0) return 0;
  if (isSwitched(part)) return 100;
  const { leastPct } = part.settings;
  return typeof leastPct === "number" ? Math.max(levelPct, leastPct) : levelPct;
}
