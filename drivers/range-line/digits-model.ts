import { digitsParser, type DigitsModel } from "./digits-parser.ts";
import type { RangeModel } from "./model.ts";

/** A row of the MaxBotix models that send `R`, digits, CR. */
export function digitsModel(
  row: DigitsModel & Pick<RangeModel, "driver" | "label" | "supply" | "otherModel" | "doubt">,
): RangeModel {
  const { driver, label, supply, otherModel, doubt } = row;
  const beyondRange = `${label} gives no distance beyond its range.`;
  return { driver, label, supply, otherModel, beyondRange, doubt, baudRate: 9_600, parse: digitsParser(row) };
}
