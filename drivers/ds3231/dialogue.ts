import { epochMs, millis, type EpochMs, type Instant } from "../../device/measure/time.ts";
import { AT_ONCE } from "../i2c/chip.ts";
import type { ChipModel, Found, Turn } from "../i2c/model.ts";
import { narrowed, type Bounds, type SecondSeen } from "./offset.ts";
import { chipTime, CONTROL, READ_BYTES, RUNNING, SECONDS, timeRegisters } from "./registers.ts";

/**
 * From one look to the next. Not a whole second: looks wander through the chip's second, and find its beginning to 30 ms
 * within half a minute. Our choice.
 */
const EVERY_MS = millis(1_030);
/** A second that does not end for so long has stopped. */
const STOPPED_MS = 3_000;
/** The chip is set when it is further off than this from a synchronised clock. Our choice: a second is what it shows. */
const OFF_MS = 1_000;
/** This driver is younger than any right clock that shows less. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);

/** `offsetMs`: what the chip says; wall time is that and the monotonic clock. */
export type ChipClock = { readonly offsetMs: number };
type Shown = { readonly wall: EpochMs; readonly since: Instant };
export type Ds3231State = {
  readonly at: "looking" | "setting" | "starting";
  readonly bounds: Bounds | null;
  readonly shown: Shown | null;
};

/**
 * `trusted`: the true time at a moment, where a synchronised clock knows it; else null. By that the chip is set, at the
 * beginning of a second: writing the seconds begins one (page 12).
 */
export function ds3231(trusted: (now: Instant) => EpochMs | null): ChipModel<Ds3231State, ChipClock> {
  const look = (
    state: Omit<Ds3231State, "at">,
    afterMs: number,
    found?: Found<ChipClock>,
  ): Turn<Ds3231State, ChipClock> => ({
    state: { ...state, at: "looking" },
    afterMs: millis(afterMs),
    ask: { write: [SECONDS], readBytes: READ_BYTES },
    ...(found === undefined ? {} : { found }),
  });
  return {
    begin: () => look(NOTHING, AT_ONCE),
    hear(state, bytes, now, askedAt) {
      if (state.at === "starting") return look(NOTHING, AT_ONCE);
      if (state.at === "setting") {
        return {
          state: { ...state, at: "starting" },
          afterMs: AT_ONCE,
          ask: { write: [CONTROL, ...RUNNING], readBytes: 0 },
        };
      }
      const { wall, stopped } = chipTime(bytes);
      const right = trusted(now);
      const good = wall !== null && !stopped && wall >= EARLIEST_MS;
      if (right !== null && !(good && isNear(wall, right))) return set(right);
      if (!good) return look(NOTHING, EVERY_MS, wall === null ? NO_TIME : UNSET);
      return judged(state, { wall, askedAt, now }, look);
    },
  };
}

const NOTHING = { bounds: null, shown: null };

/** Whether the second that the chip shows may be this moment's. */
const isNear = (wall: EpochMs, right: EpochMs): boolean => right >= wall - OFF_MS && right < wall + 1_000 + OFF_MS;

function set(right: EpochMs): Turn<Ds3231State, ChipClock> {
  const next = epochMs((Math.floor(right / 1_000) + 1) * 1_000);
  const ask = { write: [SECONDS, ...timeRegisters(next)], readBytes: 0 };
  return { state: { ...NOTHING, at: "setting" }, afterMs: millis(next - right), ask };
}

function judged(
  was: Ds3231State,
  seen: SecondSeen,
  look: (state: Omit<Ds3231State, "at">, afterMs: number, found: Found<ChipClock>) => Turn<Ds3231State, ChipClock>,
): Turn<Ds3231State, ChipClock> {
  const shown = was.shown?.wall === seen.wall ? was.shown : { wall: seen.wall, since: seen.now };
  if (seen.now - shown.since >= STOPPED_MS) return look({ bounds: null, shown }, EVERY_MS, STANDS);
  const bounds = narrowed(was.bounds, seen);
  return look({ bounds, shown }, EVERY_MS, { ok: true, value: { offsetMs: bounds.offsetMs } });
}

const SET_BY = "It is set as soon as the computer's clock is synchronised.";
const UNSET: Found<ChipClock> = {
  ok: false,
  cause: "implausible",
  detail: `its time is not to be trusted: it was never set, or its battery is empty. ${SET_BY}`,
};
const NO_TIME: Found<ChipClock> = { ok: false, cause: "corrupt", detail: `what it gives is no time. ${SET_BY}` };
const STANDS: Found<ChipClock> = {
  ok: false,
  cause: "stuck",
  detail:
    "it answers, and its seconds do not go on: cut its supply and battery for a second; if it stays so, replace it.",
};
