import type { Moments } from "../../measure/moments.ts";
import { millis, type Instant } from "../../measure/time.ts";
import { percent, type Percent } from "../../measure/units.ts";
import type { LampSettings } from "../settings.ts";

export type RampPace = Pick<LampSettings, "rampUpMs" | "rampDownMs">;
/** On the way from the level that the lamp had to the one that the rules give. */
export type Ramp = { readonly fromPct: Percent; readonly toPct: Percent; readonly startedAt: Instant };

/**
 * Steps from dark to full, all as large to the eye. The largest is 2.2 % of light, below the top step of a DALI driver
 * (2.69 %, IEC 62386-102), so more of them would not show.
 */
const STEPS = 100;
/** Light as a power of its perceived brightness; 2.2, as screens have it. */
const GAMMA = 2.2;
/** A driver takes less for off or for its least (BACnet stores it as 1 %), so a lamp that rises shows from the first step. */
const LEAST_LIT_PCT = 1;

/** The same ramp while its end is the same; else a new one from the level now, whatever the old one was about. */
export const nextRamp = (was: Ramp, levelPct: Percent, toPct: Percent, now: Instant): Ramp =>
  was.toPct === toPct ? was : { fromPct: levelPct, toPct, startedAt: now };

/**
 * The level of a ramp now. Its first step is taken at once, the others at even distances from its start, so that it
 * does not matter how often it is asked.
 */
export function rampLevel({ fromPct, toPct, startedAt }: Ramp, pace: RampPace, moments: Moments): Percent {
  const fullMs = toPct > fromPct ? pace.rampUpMs : pace.rampDownMs;
  const from = perceived(fromPct);
  const steps = Math.ceil(Math.abs(perceived(toPct) - from) * STEPS);
  const stepMs = fullMs / STEPS;
  if (steps === 0 || stepMs === 0) return toPct;
  let taken = Math.max(1, Math.floor((moments.now - startedAt) / stepMs));
  while (taken < steps && moments.passed(startedAt, millis(taken * stepMs))) taken += 1;
  if (taken >= steps) return toPct;
  const light = lightOf(from + (Math.sign(toPct - fromPct) * taken) / STEPS);
  return percent(Math.min(Math.max(light, Math.min(fromPct, toPct)), Math.max(fromPct, toPct)));
}

const perceived = (levelPct: Percent): number => (levelPct / 100) ** (1 / GAMMA);
/** To a tenth of a percent. */
const lightOf = (brightness: number): number =>
  Math.max(LEAST_LIT_PCT, Math.round(Math.max(0, brightness) ** GAMMA * 1_000) / 10);
