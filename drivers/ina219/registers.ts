import { millis } from "../../device/measure/time.ts";
import {
  milliamps,
  millivolts,
  watts,
  type Milliamps,
  type Millivolts,
  type Watts,
} from "../../device/measure/units.ts";
import { AT_ONCE } from "../i2c/chip.ts";
import { signedWord, word, type ChipModel, type Found, type Turn } from "../i2c/model.ts";

/** Everything below: Texas Instruments, INA219 (SBOS448G), section 8.6. */
const CONFIGURATION = 0x00;
const SHUNT_VOLTAGE = 0x01;
const BUS_VOLTAGE = 0x02;
/**
 * 32 V, ±320 mV, each of both measured four times with 12 bits, once and then stopped. Written before each measurement, so
 * that a chip that lost its supply has its settings back.
 */
export const MEASURE_ONCE = (1 << 13) | (0b11 << 11) | (0b1010 << 7) | (0b1010 << 3) | 0b011;
/** Twice four conversions of 586 µs at most (section 6.5), and a little. */
const MEASURING_MS = millis(6);
/** Asked so often whether it is ready; each ask takes about a millisecond. Our choice. */
const LOOKS_MAX = 5;
const READY = 0b10;
/** The shunt's register stops here, at 320.00 mV of 10 µV (table 7). */
const SHUNT_FULL = 32_000;
const BUS_STEP_MV = 4;
/** The bus's register stops at 32 V of 4 mV, though the chip may stand 26 V alone. */
const BUS_FULL = 8_000;

/** `currentMa` has the sign of the wiring; `powerW` is what both make. */
export type Power = { readonly currentMa: Milliamps; readonly voltageMv: Millivolts; readonly powerW: Watts };

export type Ina219State =
  | { readonly at: "measuring" }
  | { readonly at: "voltage"; readonly looks: number }
  | { readonly at: "shunt"; readonly voltageMv: number };

/** `fullMa`: the current at which the shunt drops 320 mV: 3.2 A for 0.1 Ω. */
export type Ina219Given = { readonly fullMa: number; readonly everyMs: number };

export function ina219({ fullMa, everyMs }: Ina219Given): ChipModel<Ina219State, Power> {
  const measure = (afterMs: number, found?: Found<Power>): Turn<Ina219State, Power> => ({
    state: { at: "measuring" },
    afterMs: millis(afterMs),
    ask: { write: [CONFIGURATION, MEASURE_ONCE >> 8, MEASURE_ONCE & 0xff], readBytes: 0 },
    ...(found === undefined ? {} : { found }),
  });
  const look = (looks: number): Turn<Ina219State, Power> => ({
    state: { at: "voltage", looks },
    afterMs: looks === 0 ? MEASURING_MS : millis(1),
    ask: { write: [BUS_VOLTAGE], readBytes: 2 },
  });
  return {
    begin: () => measure(AT_ONCE),
    hear(state, bytes) {
      switch (state.at) {
        case "measuring":
          return look(0);
        case "voltage":
          if ((word(bytes) & READY) === 0) {
            return state.looks < LOOKS_MAX ? look(state.looks + 1) : measure(everyMs, NEVER_READY);
          }
          return {
            state: { at: "shunt", voltageMv: (word(bytes) >> 3) * BUS_STEP_MV },
            afterMs: AT_ONCE,
            ask: { write: [SHUNT_VOLTAGE], readBytes: 2 },
          };
        case "shunt":
          return measure(everyMs, powerOf(signedWord(bytes), state.voltageMv, fullMa));
      }
    },
  };
}

/** At the end of a scale nobody knows how far beyond it. */
export function powerOf(shunt: number, voltageMv: number, fullMa: number): Found<Power> {
  if (Math.abs(shunt) >= SHUNT_FULL) {
    const detail = `more than ${fullMa} mA flow, or the shunt is broken: check the shunt and \`full\`.`;
    return { ok: false, cause: "out-of-range", detail };
  }
  if (voltageMv >= BUS_FULL * BUS_STEP_MV) {
    return { ok: false, cause: "out-of-range", detail: "32 V or more at VIN-: this chip stands 26 V at most." };
  }
  const currentMa = (shunt / SHUNT_FULL) * fullMa;
  const powerW = watts((voltageMv * currentMa) / 1e6);
  return { ok: true, value: { currentMa: milliamps(currentMa), voltageMv: millivolts(voltageMv), powerW } };
}

const NEVER_READY: Found<Power> = {
  ok: false,
  cause: "stuck",
  detail: "it answers and never ends a measurement: cut its supply for a second; if it stays so, replace it.",
};
