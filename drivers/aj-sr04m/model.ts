import { FIXED_SOUND_C } from "../range-line/air.ts";
import { fourByteModel } from "../range-line/four-byte-model.ts";
import type { RangeModel } from "../range-line/model.ts";

/** 9600 8N1, 20 cm to 4.5 m, or 8 m by its probe (the seller's sheet); blind up to 20 cm as in ESPHome's driver (bins.md 2). */
const AJ_SR04M: RangeModel = fourByteModel({
  driver: "aj-sr04m",
  label: "AJ-SR04M",
  supply: "3 to 5.5 V",
  sum: "without-head",
  blindUpToMm: 200,
  rangeUpToMm: 8_000,
  assumedC: FIXED_SOUND_C,
  otherModel:
    "their checksums count the head in, as those of the JSN-SR04T and of some AJ-SR04M. Write driver: jsn-sr04t, or the " +
    "model on the label: a02yyuw, a01nyub.",
  beyondRange: "the sensor gives a distance that an AJ-SR04M cannot give (over 8 m): check the model and its unit.",
});

export const model = (): RangeModel => AJ_SR04M;
