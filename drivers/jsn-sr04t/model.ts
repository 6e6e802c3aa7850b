import type { SettingsOf } from "../../device/measure/setting.ts";
import { FIXED_SOUND_C } from "../range-line/air.ts";
import { fourByteModel, IS_AJ } from "../range-line/four-byte-model.ts";
import type { RangeModel } from "../range-line/model.ts";
import type { settings } from "./settings.ts";

/** 9600 8N1, 20–600 cm by the maker's sheet; blind up to 25 cm as in ESPHome's driver (bins.md 2). */
export const model = ({ correctsForAir }: Pick<SettingsOf<typeof settings>, "correctsForAir">): RangeModel =>
  fourByteModel({
    driver: "jsn-sr04t",
    label: "JSN-SR04T",
    supply: "3 to 5.5 V",
    sum: "with-head",
    blindUpToMm: 250,
    rangeUpToMm: 6_000,
    assumedC: correctsForAir ? null : FIXED_SOUND_C,
    otherModel: IS_AJ,
    beyondRange:
      "the sensor gives a distance over 6 m. A JSN-SR04T v2 says about 10.3 m when something is too close: look under the " +
      "lid. If nothing is there, check the model and its unit.",
  });
