import { fourByteModel, IS_AJ } from "../range-line/four-byte-model.ts";
import type { RangeModel } from "../range-line/model.ts";

/** DFRobot SEN0311 (A02YYUW) and SEN0312 (ME007YS): 9600 8N1, 3–450 cm, blind below 3 cm. */
const A02YYUW: RangeModel = fourByteModel({
  driver: "a02yyuw",
  label: "A02YYUW",
  supply: "3.3 to 5 V",
  sum: "with-head",
  blindUpToMm: 30,
  rangeUpToMm: 4_500,
  assumedC: null,
  otherModel: IS_AJ,
  beyondRange: "the sensor gives a distance that an A02YYUW cannot give (over 4.5 m): check the model and its unit.",
});

export const model = (): RangeModel => A02YYUW;
