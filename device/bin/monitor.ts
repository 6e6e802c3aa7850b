import type { Inputs } from "../measure/decision.ts";
import type { Guarded } from "../measure/machine.ts";
import type { Instant } from "../measure/time.ts";
import type { BinOutputs, BinReadings } from "./readings.ts";
import type { BinSettings } from "./settings.ts";

/** What the monitor keeps from cycle to cycle; plain JSON data. */
export type MonitorState = { readonly startedAt: Instant };

export const initialMonitor = (now: Instant): MonitorState => ({ startedAt: now });

/** First version: lets everything pass. */
export function monitor(
  was: MonitorState,
  inputs: Inputs<BinReadings>,
  wanted: BinOutputs,
  settings: BinSettings,
  now: Instant,
): Guarded<MonitorState, BinOutputs> {
  void inputs;
  void settings;
  void now;
  return { state: was, outputs: wanted, violations: [], wakeAt: null };
}
