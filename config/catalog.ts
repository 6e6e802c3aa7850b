import { pathToFileURL } from "node:url";
import { CONTRACTS, type Contract } from "../device/measure/roles.ts";
import { findOwn, ownFolder, ownNames, type Refused } from "../drivers/own/folder.ts";
import { DRIVERS, type DriverSettings } from "./drivers.ts";
import { KINDS } from "./quantities.ts";

/** The drivers that a config may name, and those of one's own that it may not, with the reason. */
export type Catalog = {
  readonly drivers: Readonly<Record<string, DriverSettings>>;
  readonly refused: ReadonlyMap<string, Refused>;
};
export const BUILT_IN: Catalog = { drivers: DRIVERS, refused: new Map() };

const KINDS_OF_SETTING: readonly string[] = [...Object.keys(KINDS), "count", "switch", "choice", "text", "line"];
const LINES: readonly unknown[] = ["port", "gpio", "pwm", "board-pin", "board-analog", "i2c", "i2c-channel"];

/** Those that come with gaturum, and those of one's own on this computer: their `settings.ts` is loaded, no driver is. */
export async function catalogHere(folder = ownFolder()): Promise<Catalog> {
  const drivers: Record<string, DriverSettings> = {};
  const refused = new Map<string, Refused>();
  for (const name of ownNames(folder).filter((each) => !Object.hasOwn(DRIVERS, each))) {
    const found = findOwn(name, folder);
    if (found === null) continue;
    const read = found.ok ? await readSettings(found.own.settings) : found.refused;
    if ("wrong" in read) refused.set(name, read);
    else drivers[name] = read;
  }
  return { drivers: { ...drivers, ...DRIVERS }, refused };
}

async function readSettings(file: string): Promise<DriverSettings | Refused> {
  const instead = `Mend ${file}, as docs/developer.md shows.`;
  try {
    const module = (await import(pathToFileURL(file).href)) as {
      readonly contract?: unknown;
      readonly settings?: unknown;
    };
    const wrong = wrongIn(module.contract, module.settings);
    if (wrong !== null) return { wrong: `${file}: ${wrong}`, instead };
    return { contract: module.contract as Contract, settings: module.settings as DriverSettings["settings"] };
  } catch (mistake) {
    return { wrong: `${file} cannot be loaded (${String(mistake)})`, instead };
  }
}

/** What the loader relies on, of a table that nobody's types have checked. */
function wrongIn(contract: unknown, settings: unknown): string | null {
  if (!CONTRACTS.includes(contract as Contract)) return `contract is none of ${CONTRACTS.join(", ")}`;
  if (typeof settings !== "object" || settings === null) return "settings is no table";
  for (const [key, setting] of Object.entries(settings as Record<string, Record<string, unknown> | null>)) {
    const kind = setting?.["kind"];
    if (typeof kind !== "string" || !KINDS_OF_SETTING.includes(kind))
      return `settings.${key}.kind is none that there is`;
    if (typeof setting?.["meaning"] !== "string") return `settings.${key} has no meaning in words`;
    if (kind === "choice" && !isWords(setting["of"])) return `settings.${key}.of is no list of words`;
    if (kind === "text" && (typeof setting["pattern"] !== "string" || typeof setting["write"] !== "string"))
      return `settings.${key} has no pattern, or not what to write`;
    if (kind === "line" && !LINES.includes(setting["only"]))
      return `settings.${key}.only is none of ${LINES.join(", ")}`;
    if (!["switch", "choice", "text", "line"].includes(kind) && !isRange(setting["min"], setting["max"]))
      return `settings.${key} has no min and max`;
  }
  return null;
}

const isWords = (of: unknown): boolean =>
  Array.isArray(of) && of.length > 0 && of.every((word) => typeof word === "string");
const isRange = (min: unknown, max: unknown): boolean =>
  typeof min === "number" && typeof max === "number" && min <= max;
