import { watts, type Percent, type Watts } from "../../measure/units.ts";
import type { LuminaireSettings } from "../settings.ts";

/**
 * What the luminaire takes at a level that it is given: a line through the two points of its settings, as power goes
 * nearly with light. Below its least it takes as much as there; dark it takes nothing.
 */
export function expectedPower(levelPct: Percent, luminaire: LuminaireSettings): Watts {
  const { powerFullW, powerLeastW, leastPct } = luminaire;
  if (levelPct === 0) return NOTHING;
  if (levelPct <= leastPct) return powerLeastW;
  return watts(powerLeastW + ((levelPct - leastPct) / (100 - leastPct)) * (powerFullW - powerLeastW));
}

const NOTHING = watts(0);
