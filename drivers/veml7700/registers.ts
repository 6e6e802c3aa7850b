import { millis, type Instant } from "../../device/measure/time.ts";
import { lux, type Lux } from "../../device/measure/units.ts";
import { AT_ONCE } from "../i2c/chip.ts";
import { isFrozen, stillOf, type Still } from "../i2c/frozen.ts";
import type { ChipModel, Found, Turn } from "../i2c/model.ts";

/** Everything below: Vishay, VEML7700 (84286) and its application note 84323. Registers have the low byte first. */
const CONFIGURATION = 0x00;
const LIGHT = 0x04;
const COUNT_FULL = 0xffff;

/**
 * Two gains at 100 ms: once, to 4.4 klx and for dusk, and an eighth, for the day. Lux a count: 0.0042 at gain 2 and 800 ms,
 * by the ratios of both. Gain stands in bits 12 and 11.
 */
const RANGES = {
  dim: { configuration: 0x0000, luxACount: 0.0042 * 2 * 8 },
  bright: { configuration: 0x1000, luxACount: 0.0042 * 16 * 8 },
} as const;
export type LightRange = keyof typeof RANGES;
/** Counts at which the other one is taken: 4.0 klx up, 1.3 klx down, so that a cloud's edge does not go to and fro. */
const BRIGHT_ABOVE = 60_000;
const DIM_BELOW = 2_500;
/** Two whole integrations, the first of which began under the settings before, and a tenth for the chip's own clock. */
const MEASURING_MS = millis(220);
/** Above this the chip's counts lag behind the light, and the note's polynomial puts it right. */
const BENDS_ABOVE_LUX = 1_000;
/** The sun at noon is 120 klx. */
const LUX_MAX = 150_000;

export type Veml7700State = { readonly at: "set" | "read"; readonly range: LightRange; readonly still: Still | null };

export function veml7700(everyMs: number): ChipModel<Veml7700State, Lux> {
  const set = (
    range: LightRange,
    still: Still | null,
    afterMs: number,
    found?: Found<Lux>,
  ): Turn<Veml7700State, Lux> => {
    const { configuration } = RANGES[range];
    const ask = { write: [CONFIGURATION, configuration & 0xff, configuration >> 8], readBytes: 0 };
    return {
      state: { at: "set", range, still },
      afterMs: millis(afterMs),
      ask,
      ...(found === undefined ? {} : { found }),
    };
  };
  return {
    begin: () => set("dim", null, AT_ONCE),
    hear({ at, range, still }, [low = 0, high = 0], now) {
      if (at === "set") {
        return { state: { at: "read", range, still }, afterMs: MEASURING_MS, ask: { write: [LIGHT], readBytes: 2 } };
      }
      const count = (high << 8) | low;
      if (range === "dim" && count > BRIGHT_ABOVE) return set("bright", null, AT_ONCE);
      if (range === "bright" && count < DIM_BELOW) return set("dim", null, AT_ONCE);
      const seen = stillOf(still, count, now);
      return set(range, seen, everyMs, judged(count, range, seen, now));
    },
  };
}

export function luxOf(count: number, range: LightRange): number {
  const straight = count * RANGES[range].luxACount;
  if (straight <= BENDS_ABOVE_LUX) return straight;
  return 6.0135e-13 * straight ** 4 - 9.3924e-9 * straight ** 3 + 8.1488e-5 * straight ** 2 + 1.0023 * straight;
}

function judged(count: number, range: LightRange, still: Still, now: Instant): Found<Lux> {
  const light = luxOf(count, range);
  if (count === COUNT_FULL || light > LUX_MAX) {
    const detail = "its count is brighter than the sun: check its wires for noise, or replace it.";
    return { ok: false, cause: "out-of-range", detail };
  }
  if (!isFrozen(still, now)) return { ok: true, value: lux(light) };
  const detail = "it has given the same count for an hour: cut its supply for a second; if it stays so, replace it.";
  return { ok: false, cause: "stuck", detail };
}
