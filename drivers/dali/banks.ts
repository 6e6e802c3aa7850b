/**
 * What stands in the memory banks of D4i gear: DiiA parts 252 (energy, banks 202 to 204) and 253 (diagnostics, banks 205 to
 * 207), version 1.1, with the places as python-dali has them (`dali/memory/energy.py`, `diagnostics.py`, `maintenance.py`),
 * and in bank 0 of all gear (IEC 62386-102:2014, as in its `info.py`).
 * All numbers have the weightiest byte first. null: the gear does not know, or not now.
 */
export const IDENTITY = { bank: 0, from: 0x03, count: 16 } as const;
export const ENERGY = { from: 0x04, count: 12 } as const;
export const GEAR = { bank: 205, from: 0x04, count: 25 } as const;
export const SOURCE = { bank: 206, from: 0x04, count: 29 } as const;
const UPKEEP = { bank: 207, from: 0x04, count: 4 } as const;

/**
 * GTIN and identification number, which together are of one gear alone, in hex; null: its maker left them empty. Between
 * them stands the version of its firmware, which may be another one tomorrow.
 */
export function identityOf(bytes: readonly number[]): string | null {
  const [gtin, serial] = [bytes.slice(0, 6), bytes.slice(8, 16)];
  const isEmpty = (part: readonly number[]) => part.every((byte) => byte === 0) || part.every((byte) => byte === 0xff);
  if (serial.length < 8 || isEmpty(serial)) return null;
  const hex = (part: readonly number[]) => part.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex(gtin)}-${hex(serial)}`;
}

/** Of bank 202: Wh and W taken from the mains; 203: VAh and VA; 204: Wh and W of the lamp alone. */
export type Energy = { readonly energy: number | null; readonly power: number | null };

export const energyOf = (bytes: readonly number[]): Energy => ({
  energy: scaled(bytes.slice(0, 7)),
  power: scaled(bytes.slice(7, 12)),
});

/** A power of ten from -6 to 6 in the first byte, then the number: 36.5 W may be `fe 00 00 0e 42`. */
export function scaled([scale = 0, ...bytes]: readonly number[]): number | null {
  const exponent = (scale << 24) >> 24;
  const value = number(bytes);
  if (value === null || Math.abs(exponent) > 6) return null;
  return exponent < 0 ? value / 10 ** -exponent : value * 10 ** exponent;
}

/** Bank 205. `onTimeS` runs whenever the gear has power, lit or not: it is nothing for constant light. */
export const gearOf = (bytes: readonly number[]) => {
  const at = places(bytes, GEAR.from);
  return {
    onTimeS: at.number(0x04, 4),
    starts: at.number(0x08, 3),
    supplyV: tenths(at.number(0x0b, 2)),
    supplyHz: at.number(0x0d, 1),
    powerFactor: hundredths(at.number(0x0e, 1)),
    failed: at.flag(0x0f),
    undervoltage: at.flag(0x11),
    overvoltage: at.flag(0x13),
    powerLimited: at.flag(0x15),
    derated: at.flag(0x17),
    shutDown: at.flag(0x19),
    heatC: celsius(at.number(0x1b, 1)),
    currentPct: at.number(0x1c, 1),
  };
};

/** Bank 206. `litS` counts while the lamp is lit alone: it is what constant light goes by. */
export const sourceOf = (bytes: readonly number[]) => {
  const at = places(bytes, SOURCE.from);
  return {
    starts: at.number(0x07, 3),
    litS: at.number(0x0e, 4),
    voltageV: tenths(at.number(0x12, 2)),
    currentA: thousandths(at.number(0x14, 2)),
    failed: at.flag(0x16),
    shortCircuit: at.flag(0x18),
    openCircuit: at.flag(0x1a),
    derated: at.flag(0x1c),
    shutDown: at.flag(0x1e),
    heatC: celsius(at.number(0x20, 1)),
  };
};

/** Bank 207: what the maker of the luminaire promises. */
export const upkeepOf = (bytes: readonly number[]) => {
  const at = places(bytes, UPKEEP.from);
  const [thousands, hundreds] = [at.number(0x04, 1), at.number(0x06, 2)];
  return {
    usefulLifeH: thousands === null ? null : thousands * 1_000,
    referenceC: celsius(at.number(0x05, 1)),
    usefulStarts: hundreds === null ? null : hundreds * 100,
  };
};

/** All ones: not there. All ones but the last: not now. */
function number(bytes: readonly number[]): number | null {
  if (bytes.length === 0) return null;
  const masked =
    bytes.slice(0, -1).every((byte) => byte === 0xff) && (bytes.at(-1) ?? 0) >= (bytes.length === 1 ? 0xff : 0xfe);
  return masked ? null : bytes.reduce((value, byte) => value * 256 + byte, 0);
}

function places(bytes: readonly number[], from: number) {
  const cut = (at: number, count: number) => bytes.slice(at - from, at - from + count);
  return {
    number: (at: number, count: number): number | null =>
      cut(at, count).length < count ? null : number(cut(at, count)),
    flag: (at: number): boolean | null => {
      const [byte] = cut(at, 1);
      return byte === 0 || byte === 1 ? byte === 1 : null;
    },
  };
}

const tenths = (value: number | null): number | null => (value === null ? null : value / 10);
const hundredths = (value: number | null): number | null => (value === null ? null : value / 100);
const thousandths = (value: number | null): number | null => (value === null ? null : value / 1_000);
/** Counted from -60 °C up. */
const celsius = (value: number | null): number | null => (value === null ? null : value - 60);
