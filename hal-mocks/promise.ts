/** How the light of what hangs on a post is kept; percent of output, hours lit. The names are those of a config. */
export type Kept = {
  readonly leastPct: number;
  readonly virtualPct: number;
  readonly constantLight: "off" | "driver" | "controller";
  readonly depreciation: readonly { readonly hours: number; readonly outputPct: number }[];
  readonly maintenancePct: number;
  readonly maintenanceHours: number;
};

/** A driver takes nothing between off and this. */
const LEAST_LIT_PCT = 1;

/**
 * What a lamp gives that has been lit so long and keeps to a level: virtual output, constant light and maintenance, as
 * TALQ has them. Shares no code with the device, so that a mistake of its factors shows as someone who walked in the dark.
 */
export function keptAt(levelPct: number, kept: Kept, hoursLit: number): number {
  if (levelPct === 0) return 0;
  const factors = [kept.virtualPct, aged(kept, hoursLit), cleaned(kept, hoursLit)];
  const given = factors.reduce((light, factorPct) => (light * factorPct) / 100, levelPct);
  return Math.min(100, Math.max(given, kept.leastPct, LEAST_LIT_PCT));
}

function aged({ constantLight, depreciation }: Kept, hoursLit: number): number {
  const after = depreciation.findIndex(({ hours }) => hours > hoursLit);
  const [was, is] = [depreciation.at(after === -1 ? -1 : Math.max(0, after - 1)), depreciation[after]];
  if (constantLight !== "controller" || was === undefined) return 100;
  if (is === undefined || is.hours === was.hours) return was.outputPct;
  return was.outputPct + ((is.outputPct - was.outputPct) * (hoursLit - was.hours)) / (is.hours - was.hours);
}

const cleaned = ({ maintenancePct, maintenanceHours }: Kept, hoursLit: number): number =>
  maintenanceHours === 0 ? 100 : maintenancePct + (100 - maintenancePct) * Math.min(1, hoursLit / maintenanceHours);
