import type { Inputs } from "../../measure/decision.ts";
import type { Guarded, Violation } from "../../measure/machine.ts";
import { sooner, type Instant } from "../../measure/time.ts";
import { edgesAfter, NO_EDGES, resetPressed, type Edges } from "./guards.ts";
import { firstLock, lockWakeAt, mayOpen, watchTop, type LockWatch } from "./lock.ts";
import { firstMotion, motionEnd, watchMotion, type Motion } from "./motion.ts";
import { FIRST_WELD, watchWeld, weldDue, type WeldWatch } from "./weld.ts";
import type { BinOutputs, BinReadings } from "../readings.ts";
import type { BinSettings } from "../settings.ts";

/** What the monitor keeps from cycle to cycle; plain JSON data. It knows nothing of what was before start. */
export type MonitorState = {
  readonly edges: Edges;
  readonly motion: Motion;
  readonly lock: LockWatch;
  readonly weld: WeldWatch;
  /** Taken away in the last cycle, so that each occurrence is told once. */
  readonly lockTaken: boolean;
  readonly watchdogTaken: boolean;
  /** What was given instead of what was wanted, so that it comes back as the same object. */
  readonly given: BinOutputs | null;
};

export const initialMonitor = (now: Instant): MonitorState => ({
  ...{ edges: NO_EDGES, motion: firstMotion(now), lock: firstLock(now), weld: FIRST_WELD },
  ...{ lockTaken: false, watchdogTaken: false, given: null },
});

/**
 * The last word on a bin's outputs. It never wants anything: it takes the motor away, locks, or drops the watchdog.
 *
 * It holds I1–I4, I6, I7, I9, I10 and its own run timer from readings and wanted outputs alone. What it cannot see: the
 * machine's memory, so it trusts that `intentRevision` names a revision that says "stroke open" (it does see that it is
 * on disk and was not used before); what happened before start; a limit that the machine suspects, unless TOP contradicts
 * a run down in front of it; requests (I5) and the quality of the level (I8). What it found for good, a welded relay or a
 * stuck TOP, it judges anew once somebody presses RESET with the key at SERVICE.
 */
export function monitor(
  was: MonitorState,
  inputs: Inputs<BinReadings>,
  wanted: BinOutputs,
  settings: BinSettings,
  now: Instant,
): Guarded<MonitorState, BinOutputs> {
  const { readings, kept } = inputs;
  const anew = resetPressed(was.edges, readings);
  const lockBefore = anew && was.lock.topStuck ? { ...was.lock, topStuck: false } : was.lock;
  const weldBefore = anew && was.weld.welded ? FIRST_WELD : was.weld;
  const seen = settings.press === null ? was.lock : watchTop(lockBefore, readings, was.motion, now);
  const facts = { readings, kept, settings, edges: was.edges, welded: weldBefore.welded };
  const moving = watchMotion(was.motion, wanted, { ...facts, atTop: seen.unseenSince === null }, now);
  const { motion } = moving;
  const weld = settings.press === null ? was.weld : watchWeld(weldBefore, readings, motion, now);
  const lockTaken = settings.press !== null && !wanted.lock && !mayOpen(seen, motion, now);
  const watchdogTaken = weld.welded && wanted.watchdog;
  const open = !wanted.lock && !lockTaken;
  const lock = open === seen.open ? seen : { ...seen, open };
  const given = taken(was.given, wanted, motion.refused, lockTaken, watchdogTaken);
  const next = { edges: edgesAfter(was.edges, readings), motion, lock, weld, lockTaken, watchdogTaken, given };
  return {
    state: same(was, next) ? was : next,
    outputs: given ?? wanted,
    violations: violations(was, next, moving.violation),
    wakeAt:
      settings.press === null
        ? null
        : sooner(sooner(motionEnd(motion), weldDue(weld, motion)), lockWakeAt(lock, motion, now)),
  };
}

function taken(
  was: BinOutputs | null,
  wanted: BinOutputs,
  ramTaken: boolean,
  lockTaken: boolean,
  watchdogTaken: boolean,
): BinOutputs | null {
  if (!ramTaken && !lockTaken && !watchdogTaken) return null;
  const given: BinOutputs = {
    ...wanted,
    ram: ramTaken ? "off" : wanted.ram,
    lock: wanted.lock || lockTaken,
    watchdog: wanted.watchdog && !watchdogTaken,
  };
  return was !== null && sameOutputs(was, given) ? was : given;
}

function violations(was: MonitorState, is: MonitorState, ram: Violation | null): readonly Violation[] {
  const lock = is.lockTaken && !was.lockTaken;
  const watchdog = is.watchdogTaken && !was.watchdogTaken;
  if (ram === null && !lock && !watchdog) return NO_VIOLATIONS;
  return [...(ram === null ? [] : [ram]), ...(lock ? [LOCK_VIOLATION] : []), ...(watchdog ? [WELD_VIOLATION] : [])];
}

const NO_VIOLATIONS: readonly Violation[] = [];
const LOCK_VIOLATION: Violation = {
  invariant: "I9",
  text: "Hopper locked: the ram is not seen at its top. Check where it stands and both TOP switches.",
};
const WELD_VIOLATION: Violation = {
  invariant: "I10",
  text: "Guard chain dropped: current flows though the ram is off. Isolate the bin and replace the direction relay.",
};

const same = (a: MonitorState, b: MonitorState) =>
  a.edges === b.edges &&
  a.motion === b.motion &&
  a.lock === b.lock &&
  a.weld === b.weld &&
  a.lockTaken === b.lockTaken &&
  a.watchdogTaken === b.watchdogTaken &&
  a.given === b.given;

const sameOutputs = (a: BinOutputs, b: BinOutputs) =>
  a.ram === b.ram &&
  a.lock === b.lock &&
  a.buzzer === b.buzzer &&
  a.sign === b.sign &&
  a.watchdog === b.watchdog &&
  a.intentRevision === b.intentRevision;
