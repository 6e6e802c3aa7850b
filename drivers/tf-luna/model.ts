import type { RangeModel } from "../range-line/model.ts";
import { twoHeadParser } from "../range-line/two-head-parser.ts";

/** Benewake TF-Luna, manual A05: 115200 8N1, 20 cm to 8 m on white; unreliable with Amp under 100 or at 65535. */
const TF_LUNA: RangeModel = {
  driver: "tf-luna",
  label: "TF-Luna",
  baudRate: 115_200,
  supply: "5 V, 0.2 A",
  parse: twoHeadParser({
    rangeFromCm: 20,
    rangeUpToCm: 800,
    weakBelow: 100,
    overexposedFrom: 65_535,
    tellsTemperature: true,
  }),
  otherModel: "check the model.",
  beyondRange:
    "the sensor gives a distance over 8 m, which a TF-Luna cannot: check the model, and that it sends centimetres, its default.",
  doubt: () => null,
};

export const model = (): RangeModel => TF_LUNA;
