import { millis } from "../../device/measure/time.ts";
import { millivolts, type Millivolts } from "../../device/measure/units.ts";
import { AT_ONCE } from "../i2c/chip.ts";
import { signedWord, word, type ChipModel, type Found, type Turn } from "../i2c/model.ts";

/** Everything below: Texas Instruments, ADS1115 (SBAS444D), section 9.6. */
const CONVERSION = 0x00;
const CONFIGURATION = 0x01;
/** Set to begin; read back, set once it has ended. */
const IDLE = 0x8000;
/** A pin against GND, ±4.096 V, once, 128 a second, comparator off. */
export const measureOnce = (channel: number): number =>
  IDLE | ((0b100 + channel) << 12) | (0b001 << 9) | (1 << 8) | (0b100 << 5) | 0b11;
/** At 128 a second, a tenth slower than it says, and a little. */
const MEASURING_MS = millis(10);
/** Asked so often whether it has ended. Our choice. */
const LOOKS_MAX = 5;
const STEP_MV = 0.125;
const COUNT_FULL = 0x7fff;
/** A pin at GND reads some steps below 0; further down its wire is below the chip's GND. */
const COUNT_LEAST = -80;

export type Ads1115State =
  { readonly at: "measuring" } | { readonly at: "looking"; readonly looks: number } | { readonly at: "reading" };

/** The voltage at one pin, 0 to 4.096 V. Another part may measure another pin in between: the chip is told each time. */
export function ads1115(channel: number, everyMs: number): ChipModel<Ads1115State, Millivolts> {
  const configuration = measureOnce(channel);
  const measure = (afterMs: number, found?: Found<Millivolts>): Turn<Ads1115State, Millivolts> => ({
    state: { at: "measuring" },
    afterMs: millis(afterMs),
    ask: { write: [CONFIGURATION, configuration >> 8, configuration & 0xff], readBytes: 0 },
    ...(found === undefined ? {} : { found }),
  });
  const look = (looks: number): Turn<Ads1115State, Millivolts> => ({
    state: { at: "looking", looks },
    afterMs: looks === 0 ? MEASURING_MS : millis(1),
    ask: { write: [CONFIGURATION], readBytes: 2 },
  });
  return {
    begin: () => measure(AT_ONCE),
    hear(state, bytes) {
      switch (state.at) {
        case "measuring":
          return look(0);
        case "looking":
          // What it is set to is read back too: a chip that lost its supply measures something else.
          if (word(bytes) !== configuration)
            return state.looks < LOOKS_MAX ? look(state.looks + 1) : measure(everyMs, STUCK);
          return { state: { at: "reading" }, afterMs: AT_ONCE, ask: { write: [CONVERSION], readBytes: 2 } };
        case "reading":
          return measure(everyMs, voltageOf(signedWord(bytes)));
      }
    },
  };
}

/** At the ends of the scale nobody knows how far beyond them. */
export function voltageOf(count: number): Found<Millivolts> {
  if (count >= COUNT_FULL)
    return { ok: false, cause: "out-of-range", detail: "4.096 V or more at its pin: check the divider." };
  if (count < COUNT_LEAST) {
    return { ok: false, cause: "out-of-range", detail: "its pin is below GND: check the polarity and the common GND." };
  }
  return { ok: true, value: millivolts(Math.max(0, count) * STEP_MV) };
}

const STUCK: Found<Millivolts> = {
  ok: false,
  cause: "stuck",
  detail: "it answers and never ends a measurement: cut its supply for a second; if it stays so, replace it.",
};
