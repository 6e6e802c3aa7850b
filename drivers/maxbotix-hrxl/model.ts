import type { SettingsOf } from "../../device/measure/setting.ts";
import { digitsModel } from "../range-line/digits-model.ts";
import type { RangeModel } from "../range-line/model.ts";
import type { Finding } from "../range-line/parser.ts";
import type { settings } from "./settings.ts";

/**
 * HRXL-MaxSonar-WR, PD11500: 9600 8N1, 300 mm to 5 m, or to 9999 mm. What is nearer than its least reads as that. The least
 * of the 10 m models is 500 mm by our memory of their sheet, unverified; it is the cautious of the two.
 */
export const model = ({ range }: Pick<SettingsOf<typeof settings>, "range">): RangeModel =>
  digitsModel({
    driver: "maxbotix-hrxl",
    label: "HRXL-MaxSonar-WR",
    supply: "2.7 to 5.5 V",
    digits: 4,
    blindUpToMm: range === "10 m" ? 500 : 300,
    noEchoFromMm: range === "10 m" ? 9_999 : NO_ECHO_5_M,
    assumedC: null,
    otherModel: "they have three digits, of centimetres. Write driver: maxbotix-xl.",
    doubt: (findings) =>
      range === "5 m" && findings.some((found) => numberOf(found) > NO_ECHO_5_M)
        ? "it gives distances over 5 m, which a 5 m model cannot: write range: 10 m if the label is of one."
        : null,
  });

const NO_ECHO_5_M = 5_000;

const numberOf = ({ bytes }: Finding): number => Number(String.fromCharCode(...bytes.slice(1, -1)));
