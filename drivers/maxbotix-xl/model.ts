import { FIXED_SOUND_C } from "../range-line/air.ts";
import { digitsModel } from "../range-line/digits-model.ts";
import type { RangeModel } from "../range-line/model.ts";

/** XL-MaxSonar-WR: 9600 8N1, whole centimetres, 20 to 765 (those of the I2CXL-WR's sheet, PD11502). */
const XL: RangeModel = digitsModel({
  driver: "maxbotix-xl",
  label: "XL-MaxSonar-WR",
  supply: "3 to 5.5 V",
  digits: 3,
  blindUpToMm: 200,
  noEchoFromMm: 7_650,
  assumedC: FIXED_SOUND_C,
  otherModel: "they have four digits, of millimetres. Write driver: maxbotix-hrxl.",
  doubt: () => null,
});

export const model = (): RangeModel => XL;
