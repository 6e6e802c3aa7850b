import type { Json, Why } from "../../measure/decision.ts";
import { instant, type Instant, type Millis } from "../../measure/time.ts";
import type { Clicks } from "../looking/buttons.ts";
import { causeText, type Cause } from "./causes.ts";
import type { Channels } from "../looking/channels.ts";
import type { Felt } from "../level/felt.ts";
import type { EnergyView } from "../energy/planner.ts";
import type { Fill, FillLevel } from "../level/fill.ts";
import type { Guards } from "../looking/guards.ts";
import type { Holds } from "./holds.ts";
import type { Moments } from "../../measure/moments.ts";
import type { BinReadings } from "../readings.ts";
import type { Remembered } from "../remembered.ts";
import type { BinSettings, PressSettings } from "../settings.ts";
import type { Arming } from "./requests.ts";
import type { Mode } from "./states.ts";
import type { Condition, Watch } from "../looking/watch.ts";

/** All that one cycle's rows may look at. */
export type Facts = {
  readonly mode: Mode;
  readonly moments: Moments;
  readonly now: Instant;
  readonly readings: BinReadings;
  readonly settings: BinSettings;
  readonly press: PressSettings;
  readonly guards: Guards;
  readonly watch: Watch;
  readonly channels: Channels;
  readonly fill: Fill;
  readonly level: FillLevel;
  readonly felt: Felt;
  readonly clicks: Clicks;
  readonly memory: Remembered;
  readonly holds: Holds;
  /** The memory was read; everything in it is on disk. */
  readonly memoryRead: boolean;
  readonly stored: boolean;
  /** The highest revision that is on disk, and the one that a change in this cycle gets. */
  readonly durable: number;
  readonly nextRevision: number;
  /** Faults that stand now, whatever the state: see {@link ./global.ts}. */
  readonly standing: readonly Cause[];
  readonly asked: { readonly compact: boolean; readonly unlock: boolean; readonly arm: Arming | null };
  readonly energy: EnergyView;
};

/** One arrow of the table: where to, why in a sentence, and what else changes with it. */
export type Step = {
  readonly to: Mode;
  /** Word for `gaturum why`: the new state unless a cause says more. */
  readonly reason?: string;
  readonly text: string;
  readonly because?: Why["because"];
  readonly memory?: Partial<Remembered>;
  readonly holds?: Partial<Holds>;
};
/** The row of a state: the step it takes in this cycle, or null when it stays. */
export type Row<M extends Mode> = (mode: M, facts: Facts) => Step | null;
export type ModeOf<Name extends Mode["name"]> = Extract<Mode, { name: Name }>;

/** Whether something has lasted for `wait`, counted from `notBefore` at the earliest. */
export function held(facts: Facts, condition: Condition, wait: Millis, notBefore?: number): boolean {
  const since = facts.watch.since[condition];
  if (since === null) return false;
  return facts.moments.passed(instant(Math.max(since, notBefore ?? since)), wait);
}

/** Nothing begins to move while current flows: either way off, it is a weld's, and that is known a moment later. */
export const flowsNow = ({ watch }: Facts): boolean => watch.since.humming !== null;

/** Why the ram does not count as being at its top, for a person. */
export function notTopText({ guards: { topValid, topMade, bottomMade, far }, readings: { bottom } }: Facts): string {
  if (!topValid) return "the two contacts of TOP do not agree, or cannot be read: look at the switch above the plate";
  if (!topMade) return "the press left its top by itself";
  if (far)
    return "TOP says made and the travel says the press is down: look at the switch above the plate, and the encoder";
  if (bottomMade) return "TOP and BOTTOM are made at the same time: one of the two sticks";
  if (!bottom.ok) return "BOTTOM cannot be read";
  return "TOP is made, and was not believed before: look where the plate stands, and turn the key to SERVICE and back";
}

/** A button released in this cycle whose press began in this state; one held at entry acts on nothing. */
export function clicked(facts: Facts, button: keyof Clicks): boolean {
  const since = facts.clicks[button];
  return since !== null && since > facts.mode.since;
}

/** Stops for good: the cause goes into the latch, and LOCKOUT waits for the store. */
export function safeStop(facts: Facts, cause: Cause, also: Partial<Remembered> = {}): Step {
  return {
    to: { name: "SAFE_STOP", since: facts.now, cause },
    reason: cause,
    text: `stopped in ${facts.mode.name}: ${causeText(cause)}`,
    because: { missing: facts.guards.missing, ...travel(facts) },
    memory: { latch: latchedWith(facts.memory, cause), ...also },
  };
}

/** The latch with one more cause. Whatever stopped a stroke in which TOP was late, TOP is suspected as well. */
export function latchedWith({ latch, topLate }: Remembered, cause: Cause): readonly Cause[] {
  return [...new Set([...latch, cause, ...(topLate ? (["suspectTop"] as const) : [])])];
}

/** A cause that came on top: it is added once. */
export function addedCause({
  standing,
  memory,
}: Facts): { cause: Cause; latch: readonly Cause[]; text: Step["text"] } | null {
  const cause = standing.find((name) => !memory.latch.includes(name));
  if (cause === undefined) return null;
  return { cause, latch: [...memory.latch, cause], text: `also: ${causeText(cause)}` };
}

export function travel({ readings: { ram, current } }: Facts): { readonly [key: string]: Json } {
  return {
    ...(ram.ok && ram.value.travelMm !== null ? { ramMm: ram.value.travelMm } : {}),
    ...(current.ok ? { currentMa: current.value } : {}),
  };
}

export const percentText = (pct: number): string => `${Math.round(pct)} %`;
