import { millis, type Instant } from "../../device/measure/time.ts";
import { lux, type Lux } from "../../device/measure/units.ts";
import { AT_ONCE } from "../i2c/chip.ts";
import { isFrozen, stillOf, type Still } from "../i2c/frozen.ts";
import { word, type ChipModel, type Found, type Turn } from "../i2c/model.ts";

/** Everything below: ROHM, BH1750FVI (2014.05 Rev. 1.3); instruction set on page 5. */
const POWER_ON = 0x01;
const MEASURE_ONCE = 0x20;
const TIME_HIGH = 0b01000_000;
const TIME_LOW = 0b011_00000;
/** Counts a lux at the usual measuring time (page 11). */
const COUNTS_A_LUX = 1.2;
const TIME_USUAL = 69;
/** The longest measurement at the usual time (page 2); it grows with the time. */
const MEASURING_MS = 180;
const COUNT_FULL = 0xffff;

/**
 * Two measuring times: the usual one up to 54 klx, and the shortest, which ends at 121 klx, above the sun of a summer's
 * noon. Back below half of the usual one's end, so that a cloud's edge does not go to and fro.
 */
const TIME_SHORT = 31;
const BACK_BELOW = Math.round((0.5 * COUNT_FULL * TIME_SHORT) / TIME_USUAL);

export type Bh1750State = {
  readonly at: "power" | "time-high" | "time-low" | "measure" | "measured";
  readonly time: number;
  readonly still: Still | null;
};

/** How often it is measured; a photocell's reading may be 5 min old, and dusk takes longer. */
export type Bh1750Given = { readonly everyMs: number };

export function bh1750({ everyMs }: Bh1750Given): ChipModel<Bh1750State, Lux> {
  const command = (at: Bh1750State["at"], byte: number, from: Omit<Bh1750State, "at">, afterMs = 0) => ({
    state: { ...from, at },
    afterMs: millis(afterMs),
    ask: { write: [byte], readBytes: 0 },
  });
  const from = (kept: Omit<Bh1750State, "at">, afterMs: number, found?: Found<Lux>): Turn<Bh1750State, Lux> => ({
    ...command("power", POWER_ON, kept, afterMs),
    ...(found === undefined ? {} : { found }),
  });
  return {
    begin: () => from({ time: TIME_USUAL, still: null }, AT_ONCE),
    hear(state, bytes, now) {
      switch (state.at) {
        case "power":
          return command("time-high", TIME_HIGH | (state.time >> 5), state);
        case "time-high":
          return command("time-low", TIME_LOW | (state.time & 0b11111), state);
        case "time-low":
          return command("measure", MEASURE_ONCE, state);
        case "measure":
          return {
            state: { ...state, at: "measured" },
            afterMs: millis(Math.ceil((MEASURING_MS * state.time) / TIME_USUAL)),
            ask: { write: [], readBytes: 2 },
          };
        case "measured": {
          const count = word(bytes);
          if (count === COUNT_FULL && state.time === TIME_USUAL)
            return from({ time: TIME_SHORT, still: null }, AT_ONCE);
          const still = stillOf(state.still, count, now);
          const time = state.time === TIME_SHORT && count < BACK_BELOW ? TIME_USUAL : state.time;
          return from(
            { time, still: time === state.time ? still : null },
            everyMs,
            judged(count, state.time, still, now),
          );
        }
      }
    },
  };
}

export const luxOf = (count: number, time: number): Lux => lux((count / COUNTS_A_LUX) * (TIME_USUAL / time));

function judged(count: number, time: number, still: Still, now: Instant): Found<Lux> {
  if (count === COUNT_FULL) {
    const detail = "its count is at its end, brighter than the sun: check its wires for noise, or replace it.";
    return { ok: false, cause: "out-of-range", detail };
  }
  if (isFrozen(still, now)) {
    const detail = "it has given the same count for an hour: cut its supply for a second; if it stays so, replace it.";
    return { ok: false, cause: "stuck", detail };
  }
  return { ok: true, value: luxOf(count, time) };
}
