import type { Moments } from "../../measure/moments.ts";
import type { Cause } from "./causes.ts";
import { held, safeStop, type Facts, type Step } from "./facts.ts";
import { isStroke, type Mode } from "./states.ts";
import { TIMERS } from "./timers.ts";
import type { Guards } from "../looking/guards.ts";
import { hasSlid } from "../looking/slide.ts";
import type { Watch } from "../looking/watch.ts";
import { instant, type Millis } from "../../measure/time.ts";

type Looked = {
  readonly guards: Guards;
  readonly watch: Watch;
  readonly mode: Mode;
  readonly moments: Moments;
  readonly channelTool: boolean;
  readonly taken: readonly Cause[];
};

/**
 * Causes that count in every state, in the order in which the first one is taken. A tilt at rest counts once it has
 * lasted; in a stroke it counts at once.
 */
export function standingCauses({ guards, watch, mode, moments, channelTool, taken }: Looked): readonly Cause[] {
  const { humming, tilted } = watch.since;
  const off = watch.offSince;
  const lasts = (since: number | null, wait: Millis) => since !== null && moments.passed(instant(since), wait);
  const stillFrom = humming === null || off === null ? null : Math.max(humming, off + TIMERS.runDown);
  const leans = guards.tilted && (isStroke(mode) || lasts(tilted, TIMERS.tilt));
  const stands: readonly (readonly [Cause, boolean])[] = [
    ["weld", lasts(stillFrom, TIMERS.weld) || hasSlid(watch.slide)],
    ["eStop", guards.eStop],
    ["fire", guards.burning],
    ["tilt", leans],
    ["discrepancy", channelTool],
  ];
  return [...taken, ...stands.filter(([, stands]) => stands).map(([cause]) => cause)];
}

/**
 * In every state but SAFE_STOP, LOCKOUT and SERVICE, first match: weld, E-stop / fire / tilt, (stroke) G or lock lost, (stroke)
 * TOP discrepancy or TOP and BOTTOM; then the state's own row.
 */
export function globalStep(facts: Facts): Step | null {
  const [first] = facts.standing;
  if (first !== undefined) return safeStop(facts, first);
  if (!isStroke(facts.mode)) return null;
  const { guards, readings } = facts;
  // A turned key opens the chain with it; a key that cannot be read has not been turned.
  if (!guards.auto && (readings.key.ok || guards.good)) return safeStop(facts, "key");
  if (!guards.good) return safeStop(facts, "guard");
  if (!guards.lock) return safeStop(facts, "lock");
  if (!readings.current.ok) return safeStop(facts, "current");
  if (held(facts, "topBad", TIMERS.topChange)) return safeStop(facts, "top");
  return guards.topMade && guards.bottomMade ? safeStop(facts, "topAndBottom") : null;
}
