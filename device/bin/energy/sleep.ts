import type { Moments } from "../../measure/moments.ts";
import { hours, minutes, type Instant, type Millis } from "../../measure/time.ts";
import type { Guards } from "../looking/guards.ts";
import type { Mode, ModeName } from "../press/states.ts";
import type { EnergyMode } from "./mode.ts";

/** Our choice: 3 minutes awake of 33 take a tenth of 36 Wh a day, and the city hears as often as it does awake. */
const SLEEP_MS: Readonly<Record<EnergyMode, Millis | null>> = {
  normal: null,
  saving: null,
  commsOnly: minutes(30),
  shutdown: hours(2),
};
/** Our choice: the level is confirmed, and who just came has time to reach for the bin. */
const AWAKE_MS = minutes(3);

/**
 * States in which nothing is under way. With the board off its watchdog drops the guard chain, so that the ram cannot move;
 * the hopper lock stays as it is. Nobody sees a fire or a door meanwhile: that is the price, and only these modes pay it.
 */
const QUIET: readonly ModeName[] = ["WAIT_START", "IDLE", "FULL_LOCKED", "LOCKOUT"];

/**
 * `strokeOpen`, `stored`: what the memory says, and whether all of it is on disk. `delivered`: the city has acknowledged
 * every report. `awakeSince`: the start of control, or the last time that someone was at the bin.
 */
export type SleepSight = {
  readonly energy: EnergyMode;
  readonly press: Mode;
  readonly guards: Pick<Guards, "topOk" | "hopperClosed" | "doorClosed">;
  readonly burning: boolean;
  readonly strokeOpen: boolean;
  readonly stored: boolean;
  readonly delivered: boolean;
  readonly awakeSince: Instant;
};

/** For how long the board may sleep now; null: it must not. Never in a stroke, never with the intent open. */
export function sleepNow(sight: SleepSight, moments: Moments): Millis | null {
  const { energy, press, guards, burning, strokeOpen, stored, delivered, awakeSince } = sight;
  const forMs = SLEEP_MS[energy];
  if (forMs === null || strokeOpen || !stored || !delivered || burning) return null;
  if (!QUIET.includes(press.name) || !guards.topOk || !guards.hopperClosed || !guards.doorClosed) return null;
  return moments.passed(awakeSince, AWAKE_MS) ? forMs : null;
}
