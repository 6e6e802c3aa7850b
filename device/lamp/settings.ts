import type { Millis } from "../measure/time.ts";
import type { Degrees, Lux, Percent, Watts } from "../measure/units.ts";
import type { CalendarSettings } from "./program-settings.ts";

/** What a city may set of a lamp post. Limits and meaning of each key: `config/lamp-settings.ts`. */
export type LampSettings = {
  /** At rest, when nobody is there, in nights for which no calendar names a program. */
  readonly basePct: Percent;
  /** When someone is there. */
  readonly boostPct: Percent;
  /** The least at night; not above base. */
  readonly floorPct: Percent;
  /** When unsure. */
  readonly safePct: Percent;
  /** From the last edge of the motion sensor. */
  readonly holdMs: Millis;
  /** How long a pulse must last before it counts as someone. */
  readonly minActiveMs: Millis;
  /** From dark to full; 0 is at once. A smaller change takes its share. */
  readonly rampUpMs: Millis;
  readonly rampDownMs: Millis;
  /** The first post of a path: lit in full all night, so that nobody walks towards the dark. */
  readonly entry: boolean;
  /** `switched`: the street's mains go with its lamps, so the post is dead by day and a start at dusk is its normal one. */
  readonly supply: "always" | "switched";
  readonly night: NightSettings;
  readonly luminaire: LuminaireSettings;
  readonly neighbours: NeighbourSettings;
  readonly calendar: CalendarSettings | null;
};

export type NightSettings = {
  readonly latitudeDeg: Degrees;
  readonly longitudeDeg: Degrees;
  /** It is night by the sun when its elevation is below this. Civil dusk is -6, sunset -0.833. */
  readonly sunBelowDeg: Degrees;
  /** Added to the moments at which the sun crosses that: the night begins and ends so much later. */
  readonly duskOffsetMs: Millis;
  readonly dawnOffsetMs: Millis;
  /** The photocell may decide from so long before each of the two moments until so long after. */
  readonly windowBeforeMs: Millis;
  readonly windowAfterMs: Millis;
  /** Where it is another window at dawn; a program may want that, a config does not say it. */
  readonly dawnWindow?: PhotocellWindow;
  /** A dark photocell by day, as in a storm, does not light the lamp: a program with a window means that window alone. */
  readonly cellInWindowAlone?: true;
  readonly cellOnLux: Lux;
  readonly cellOffLux: Lux;
  readonly cellDelayMs: Millis;
};

/** The photocell may decide from so long before a moment until so long after it. */
export type PhotocellWindow = { readonly beforeMs: Millis; readonly afterMs: Millis };

/** The lamp as it is built: what it takes, and how its light is kept. */
export type LuminaireSettings = {
  /** Taken at full output, and at the least that it can give. */
  readonly powerFullW: Watts;
  readonly powerLeastW: Watts;
  readonly leastPct: Percent;
  /** The controller's own, round the clock; no saving is told without it. */
  readonly controllerW: Watts;
  /** TALQ `virtualLightOutput`: 100 % asked is so much of what the lamp could give. */
  readonly virtualPct: Percent;
  /** `driver`: it keeps its light constant by itself. `controller`: we do, by `depreciation`. */
  readonly constantLight: "off" | "driver" | "controller";
  /** Output to drive after so many hours lit; piecewise linear, the last holds on (TALQ `lumenDepreciationCurve`). */
  readonly depreciation: readonly { readonly hours: number; readonly outputPct: Percent }[];
  /** Output right after a cleaning; it grows evenly to 100 % over the period (TALQ `maintenanceFactor`). Period 0: off. */
  readonly maintenancePct: Percent;
  readonly maintenanceHours: number;
};

/** What posts along a path tell each other of. `aheadHops` and `behindHops` are counted in posts. */
export type NeighbourSettings = {
  readonly aheadHops: number;
  readonly behindHops: number;
  /** Up to so many posts away the boost is full; beyond, `farPct`. */
  readonly nearHops: number;
  readonly farPct: Percent;
};
