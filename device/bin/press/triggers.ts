import { blocksNow, isAboutLevel, mayPressBlind } from "./blocks.ts";
import { held, percentText, type Facts } from "./facts.ts";
import { isAtLeast } from "../level/fill.ts";
import { seenBy } from "../level/sensors.ts";
import type { Trigger } from "./states.ts";
import { TIMERS } from "./timers.ts";

export type Wish = { readonly trigger: Exclude<Trigger, "home">; readonly text: string };

/**
 * What wants a stroke now, and may have one: no block, and every value it rests on valid. Throw-ins and beam serve
 * when the level is not believed, too, but seldom. A bin that saves energy presses only at full.
 */
export function wishNow(facts: Facts): Wish | null {
  const blocks = blocksNow(facts);
  if (blocks.some((block) => !isAboutLevel(block))) return null;
  const { fill, level, press, holds, asked, readings } = facts;
  const believed = blocks.length === 0;
  if (asked.compact && believed) return { trigger: "request", text: "asked for" };
  // Samples are seconds old: the sensors must not say worse in this very cycle.
  const sees = seenBy(readings).surface.quality === "valid";
  const saving = facts.energy.mode !== "normal";
  const pressAtPct = saving ? Math.max(press.pressAtPct, facts.settings.fullPct) : press.pressAtPct;
  if (believed && sees && isAtLeast(fill, level, pressAtPct) && level.quality === "valid") {
    return { trigger: "level", text: `fill ${percentText(level.fillPct)} is past ${percentText(pressAtPct)}` };
  }
  if (saving) return null;
  if (!believed && !mayPressBlind(facts)) return null;
  if (holds.throws >= press.pressAfterThrows) return { trigger: "throws", text: `${holds.throws} throw-ins` };
  return held(facts, "beam", TIMERS.beam) ? { trigger: "beam", text: "litter blocks the beam" } : null;
}
