import { fourByteModel, IS_AJ } from "../range-line/four-byte-model.ts";
import type { RangeModel } from "../range-line/model.ts";

/** DFRobot SEN0313: 9600 8N1, 28–750 cm. ESPHome's driver too drops what is not over 280 mm. */
const A01NYUB: RangeModel = fourByteModel({
  driver: "a01nyub",
  label: "A01NYUB",
  supply: "3.3 to 5 V",
  sum: "with-head",
  blindUpToMm: 280,
  rangeUpToMm: 7_500,
  assumedC: null,
  otherModel: IS_AJ,
  beyondRange: "the sensor gives a distance that an A01NYUB cannot give (over 7.5 m): check the model and its unit.",
});

export const model = (): RangeModel => A01NYUB;
