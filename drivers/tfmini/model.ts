import type { RangeModel } from "../range-line/model.ts";
import type { Finding } from "../range-line/parser.ts";
import { looksLikeTemperature, twoHeadParser } from "../range-line/two-head-parser.ts";

/**
 * Benewake TFmini, user manual A03 p. 12: 115200 8N1, 30 cm to 12 m; FFFF with a strength under 20; to be relied on from 20
 * to 2000.
 */
const TFMINI: RangeModel = {
  driver: "tfmini",
  label: "TFmini",
  baudRate: 115_200,
  supply: "5 V, 0.8 A at its peak",
  parse: twoHeadParser({
    rangeFromCm: 30,
    rangeUpToCm: 1_200,
    weakBelow: 20,
    overexposedFrom: 2_001,
    tellsTemperature: false,
  }),
  otherModel: "check the model.",
  beyondRange: "the sensor gives a distance over 12 m, which a TFmini cannot: check the model and its unit.",
  doubt: (findings) =>
    findings.some(isWarm)
      ? "its frames carry a chip's temperature, which a TFmini does not send. On a TF-Luna write driver: tf-luna; a TFmini-S " +
        "and a TFmini Plus have no driver of their own, and their weak echoes are told otherwise."
      : null,
};

const isWarm = ({ bytes }: Finding): boolean => looksLikeTemperature(bytes);

export const model = (): RangeModel => TFMINI;
