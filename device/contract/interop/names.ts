import { BIN_NAMES } from "./bin-names.ts";
import { CONFIG_NAMES } from "./config-names.ts";
import type { Counterpart, Model, NameRow } from "./counterpart.ts";
import { RECORD_NAMES } from "./record-names.ts";

/**
 * What of a lamp post and a litter bin is what in the models of others. The one table: mappers take names and factors from it, and
 * `docs/interop.md` is it as a page. Sources: TALQ 2.7.1 (OAS data model of 2026-04), LwM2M registry of 2024-02 (objects
 * 3, 6, 3301, 3302, 3411, 3416 to 3419, 3435), FIWARE Smart Data Models of 2024-10 (dataModel.Streetlighting and
 * dataModel.WasteManagement).
 */
export const NAMES: readonly NameRow[] = [...CONFIG_NAMES, ...RECORD_NAMES, ...BIN_NAMES];

const byName = new Map(NAMES.map((row) => [row.ours, row]));

/** Throws for a name that no row has or that this model has no word for: a mapper asks for what is in the table. */
export function counterpartOf(ours: string, model: Model): Counterpart {
  const found = byName.get(ours)?.[model];
  if (found === undefined) throw new RangeError(`${ours}: no counterpart in ${model}; see device/contract/interop`);
  return found;
}
