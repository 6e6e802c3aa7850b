import { held, type Facts, type ModeOf, type Row, type Step } from "./facts.ts";
import { toService } from "./service.ts";
import type { ModeName } from "./states.ts";
import { TIMERS } from "./timers.ts";

/** Where nobody is at work, nothing is latched and no stroke is open. */
const RESTS: readonly ModeName[] = ["SELF_TEST", "WAIT_START", "IDLE", "COOL", "FULL_LOCKED"];

/** SoC < `energy.shutdown` (10 %), intent closed; on mains no battery tells anything. An unknown charge shuts nothing down: it blocks a start as a low one. */
export function toShutdown(facts: Facts): Step | null {
  const { mode, memory, stored, readings, settings, now } = facts;
  if (settings.energy.supply === "mains") return null;
  if (!RESTS.includes(mode.name) || memory.strokeOpen || !stored) return null;
  if (!held(facts, "drained", TIMERS.drained)) return null;
  const chargePct = readings.battery.ok ? { chargePct: readings.battery.value.chargePct } : {};
  return { to: { name: "SHUTDOWN", since: now }, text: "the battery is nearly empty: press off", because: chargePct };
}

/** key → SERVICE; SoC > low + 10 points for 30 min → BOOT. */
export const shutDown: Row<ModeOf<"SHUTDOWN">> = (mode, facts) =>
  toService(facts) ??
  (held(facts, "charged", TIMERS.charged, mode.since)
    ? { to: { name: "BOOT", since: facts.now }, text: "the battery is charged again" }
    : null);
