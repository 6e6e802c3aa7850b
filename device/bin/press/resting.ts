import { clicked, held, notTopText, type Facts, type ModeOf, type Row, type Step } from "./facts.ts";
import { isAtMost } from "../level/fill.ts";
import { isCooledDown, type Holds } from "./holds.ts";
import { isOn } from "../looking/guards.ts";
import { toCollection } from "./self-test.ts";
import { toLocking } from "./starting.ts";
import { toService } from "./service.ts";
import { TIMERS } from "./timers.ts";
import { wishNow } from "./triggers.ts";

/** At or below this a bin has been emptied. */
export const EMPTIED_PCT = 20;

/**
 * key → SERVICE; door → COLLECTION; ¬topOK 200 ms → WAIT_START(`drift`); trigger ∧ G ∧ topOK ∧ no block ∧ energy → LOCKING.
 */
export const idle: Row<ModeOf<"IDLE">> = (_mode, facts) => {
  const left = toService(facts) ?? leftRest(facts);
  if (left !== null) return left;
  const { guards } = facts;
  const wish = wishNow(facts);
  return wish !== null && guards.good && guards.topOk ? toLocking(facts, wish.trigger, wish.text) : null;
};

/** key, door, ¬topOK 200 ms as IDLE; tCool and motor model < 80 % → IDLE. */
export const cool: Row<ModeOf<"COOL">> = (mode, facts) => {
  const left = toService(facts) ?? leftRest(facts);
  if (left !== null) return left;
  const rested = facts.moments.passed(mode.since, TIMERS.cool) && isCooledDown(facts.holds.heat, facts.moments);
  return rested ? { to: { name: "IDLE", since: facts.now }, text: "rested: ready" } : null;
};

/**
 * key → SERVICE; door → COLLECTION; RETURN ∧ level valid ≤ 20 % → SELF_TEST; remote unlock (topOK) → IDLE, blocked until RETURN.
 * Left so for too long it is `collectionLate`, see `collection/late.ts`.
 */
export const fullLocked: Row<ModeOf<"FULL_LOCKED">> = (_mode, facts) => {
  const { guards, fill, level, asked, now } = facts;
  const left = toService(facts) ?? (guards.doorOpen ? toCollection(facts) : null);
  if (left !== null) return left;
  if (clicked(facts, "returned") && isAtMost(fill, level, EMPTIED_PCT)) {
    return { ...backToTest(facts, "RETURN was pressed and it is empty", {}), memory: { full: false } };
  }
  if (asked.unlock && guards.topOk) {
    return {
      to: { name: "IDLE", since: now },
      text: "unlocked as asked, no press until RETURN",
      holds: { untilReturn: true },
    };
  }
  return null;
};

/**
 * door closed 2 s ∧ bin ∧ RETURN → SELF_TEST **whatever the level** (unknown = block until valid); closed 15 min
 * without RETURN → SELF_TEST + block; open 30 min → alarm.
 */
export const collection: Row<ModeOf<"COLLECTION">> = (mode, facts) => {
  const turned = toService(facts);
  if (turned !== null) return turned;
  const { fill, level } = facts;
  if (held(facts, "doorClosed", TIMERS.noReturn, mode.since)) {
    return backToTest(facts, "the door was closed and nobody pressed RETURN", { untilReturn: true });
  }
  const closed = held(facts, "doorClosed", TIMERS.doorClosed, mode.since);
  if (!closed || !mode.returned || !isOn(facts.readings.binPresent)) return null;
  const known = level.quality === "valid" && level.confirmed;
  const full = facts.memory.full && known && !isAtMost(fill, level, EMPTIED_PCT);
  const step = backToTest(facts, "RETURN was pressed after the collection", { untilLevel: !known, untilReturn: false });
  return { ...step, memory: { full } };
};

/** What a visit starts afresh. A jam is not over before the hopper was open. */
const AFRESH = { noGain: 0, lastEndMm: null, falseFull: 0, throws: 0 } as const;

const backToTest = ({ now }: Facts, text: string, holds: Partial<Holds>): Step => ({
  to: { name: "SELF_TEST", since: now, powerUp: false, relay: "waiting" },
  text,
  holds: { ...AFRESH, ...holds },
});

/** door → COLLECTION; ¬topOK 200 ms → WAIT_START(`drift`). */
export function leftRest(facts: Facts): Step | null {
  if (facts.guards.doorOpen) return toCollection(facts);
  if (!held(facts, "notTop", TIMERS.drift)) return null;
  return { to: { name: "WAIT_START", since: facts.now }, reason: "drift", text: notTopText(facts) };
}
