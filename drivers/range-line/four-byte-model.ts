import { fourByteParser, type FourByteModel } from "./four-byte-parser.ts";
import { distancesMm, type RangeModel } from "./model.ts";

/** So many distances, all within a tenth of the range, make one ask for the unit. Our choice. */
const DOUBT_AFTER = 10;

/** A row of the models that send `FF Hi Lo SUM`. */
export function fourByteModel(
  row: FourByteModel & Pick<RangeModel, "driver" | "label" | "supply" | "otherModel" | "beyondRange">,
): RangeModel {
  const { driver, label, supply, otherModel, beyondRange, rangeUpToMm } = row;
  return {
    driver,
    label,
    supply,
    otherModel,
    beyondRange,
    baudRate: 9_600,
    parse: fourByteParser(row),
    doubt: (findings) => {
      const found = distancesMm(findings);
      if (found.length < DOUBT_AFTER || Math.max(...found) > rangeUpToMm / 10) return null;
      return (
        `no distance so far is over ${rangeUpToMm / 10} mm. Hold something a metre away: if it then says about 100 mm, it ` +
        "is a model that sends centimetres in the same frame, such as the SEN0627, which has no driver."
      );
    },
  };
}

/** The A01, A02 and JSN count the head into the sum, the AJ-SR04M does not. */
export const IS_AJ = "their checksums are those of an AJ-SR04M. Write driver: aj-sr04m, or fit the right sensor.";
