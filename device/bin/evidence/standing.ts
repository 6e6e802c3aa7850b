import type { Values } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import { after, hours, type Instant } from "../../measure/time.ts";
import { ALIVE } from "../../measure/evidence.ts";
import { TIMERS } from "../press/timers.ts";
import { levelValues } from "./entry.ts";
import { NOTHING_SAID, type EvidenceSight, type Noted, type Said } from "./sight.ts";

/** A power cut leaves no more than this unknown. Our choice: 24 lines a day, 8 KB. */
export const ALIVE_MS = hours(1);
/** States in which the press does not work and somebody has to come. SELF_TEST is one of them once it waits for guards. */
const DOWN_STATES: ReadonlySet<string> = new Set(["SAFE_STOP", "LOCKOUT", "WAIT_START", "SERVICE", "SHUTDOWN"]);

/** What stands for a while, and since when nothing was said of it. */
export type Standing = {
  readonly started: boolean;
  readonly aliveAt: Instant;
  readonly full: boolean;
  /** The state in which it went out of service; null: it serves. */
  readonly down: string | null;
  readonly inhibited: boolean;
};
export const initialStanding = (now: Instant): Standing => ({
  ...{ started: false, aliveAt: after(now, ALIVE_MS), full: false, down: null, inhibited: false },
});

/** Says what begins and ends. At the start it says once what stands: nobody knows how long it has. */
export function nextStanding(was: Standing, sight: EvidenceSight, moments: Moments): Noted<Standing> {
  const { press, full } = sight;
  const started = was.started || press === null || press.memory.read || press.mode.name !== "BOOT";
  const down = downNow(was.down, sight, moments);
  const inhibited = press !== null && press.holds.inhibitUntil !== null;
  const due = moments.passed(was.aliveAt);
  const aliveAt = due ? after(moments.now, ALIVE_MS) : was.aliveAt;
  if (!started) return { state: aliveAt === was.aliveAt ? was : { ...was, aliveAt }, said: NOTHING_SAID };
  const same = was.started && was.full === full && was.down === down && was.inhibited === inhibited && !due;
  if (same) return { state: was, said: NOTHING_SAID };
  const state: Standing = { started, aliveAt, full, down, inhibited };
  return { state, said: was.started ? changes(was, state, sight, due) : [["started", startValues(state, sight)]] };
}

function downNow(was: string | null, { press }: EvidenceSight, moments: Moments): string | null {
  if (press === null) return null;
  const { name, since } = press.mode;
  if (name === "BOOT") return was;
  if (name === "SELF_TEST") return moments.passed(since, TIMERS.guardsOpen) ? (was ?? name) : was;
  return DOWN_STATES.has(name) ? (was ?? name) : null;
}

function changes(was: Standing, is: Standing, sight: EvidenceSight, due: boolean): readonly Said[] {
  const { press, level } = sight;
  const state = press === null ? {} : { state: press.mode.name };
  const forMs = press?.memory.value.inhibitMs ?? null;
  const inhibit: Values = { active: is.inhibited, ...(is.inhibited && forMs !== null ? { forS: forMs / 1_000 } : {}) };
  return [
    ...(was.full === is.full ? [] : [["full", { active: is.full, ...levelValues(level) }] as const]),
    ...((was.down === null) === (is.down === null) ? [] : [["down", { active: is.down !== null, ...state }] as const]),
    ...(was.inhibited === is.inhibited ? [] : [["inhibit", inhibit] as const]),
    ...(due ? [[ALIVE, standingValues(is, sight)] as const] : []),
  ];
}

const standingValues = ({ full, down }: Standing, { press, level }: EvidenceSight): Values => ({
  ...{ full, down: down !== null, ...levelValues(level) },
  ...(press === null ? {} : { state: press.mode.name, strokes: press.memory.value.strokesTotal }),
});

function startValues(is: Standing, sight: EvidenceSight): Values {
  const remembered = sight.press?.memory.value;
  const found = remembered === undefined ? {} : { latch: remembered.latch, strokeOpen: remembered.strokeOpen };
  return { ...standingValues(is, sight), ...found, inhibited: is.inhibited };
}
