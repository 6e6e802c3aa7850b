import type { QuantityKind } from "../device/measure/setting.ts";

type Unit = { readonly factor: number; readonly shown?: boolean };
type Kind = { readonly suffix: string; readonly name: string; readonly units: Readonly<Record<string, Unit>> };

/**
 * The units of each kind, with what one of them is in the kind's base unit. `suffix` ends the key in the checked config.
 * Units that are `shown` are used to write a value back, the largest that leaves at most three decimals.
 */
export const KINDS: Readonly<Record<QuantityKind, Kind>> = {
  duration: {
    suffix: "Ms",
    name: "a duration",
    units: {
      ms: { factor: 1, shown: true },
      s: { factor: 1_000, shown: true },
      min: { factor: 60_000, shown: true },
      h: { factor: 3_600_000, shown: true },
    },
  },
  share: { suffix: "Pct", name: "a share", units: { "%": { factor: 1, shown: true } } },
  length: {
    suffix: "Mm",
    name: "a length",
    units: { mm: { factor: 1, shown: true }, cm: { factor: 10 }, m: { factor: 1_000, shown: true } },
  },
  light: { suffix: "Lux", name: "an illuminance", units: { lx: { factor: 1, shown: true } } },
  angle: {
    suffix: "Deg",
    name: "an angle",
    units: {
      deg: { factor: 1, shown: true },
      N: { factor: 1 },
      E: { factor: 1 },
      S: { factor: -1 },
      W: { factor: -1 },
    },
  },
  current: {
    suffix: "Ma",
    name: "a current",
    units: { mA: { factor: 1, shown: true }, A: { factor: 1_000, shown: true } },
  },
  voltage: {
    suffix: "Mv",
    name: "a voltage",
    units: { mV: { factor: 1, shown: true }, V: { factor: 1_000, shown: true } },
  },
  heat: { suffix: "C", name: "a temperature", units: { C: { factor: 1, shown: true } } },
  rate: { suffix: "Hz", name: "a rate", units: { Hz: { factor: 1, shown: true } } },
};

export const isQuantity = (kind: string): kind is QuantityKind => kind in KINDS;

/** `60 s`, `1.2 m`, `-6 deg` to the kind's base unit; null when it is not that. One space or none before the unit. */
export function parseQuantity(kind: QuantityKind, text: string): number | null {
  const match = /^([+-]?\d+(?:\.\d+)?) ?([a-zA-Z%]+)$/.exec(text);
  const unit = KINDS[kind].units[match?.[2] ?? ""];
  if (match === null || unit === undefined || !Object.hasOwn(KINDS[kind].units, match[2] ?? "")) return null;
  return round(Number(match[1]) * unit.factor);
}

/** The same as a person writes it: 60000 ms is `60 s`. */
export function formatQuantity(kind: QuantityKind, value: number): string {
  const shown = Object.entries(KINDS[kind].units).filter(([, unit]) => unit.shown === true);
  const fitting = shown.findLast(([, { factor }]) => Math.abs(value) >= factor && hasThreeDecimals(value / factor));
  const [name, { factor }] = fitting ?? shown[0] ?? ["", { factor: 1 }];
  return `${round(value / factor)} ${name}`;
}

/** Of a JSON Schema for editors. */
export function quantityPattern(kind: QuantityKind): string {
  return `^[+-]?\\d+(\\.\\d+)? ?(${Object.keys(KINDS[kind].units).join("|")})$`;
}

/** Decimal text times a factor of ten leaves binary dust; a nano-unit is below every sensor. */
const round = (value: number): number => Math.round(value * 1e9) / 1e9 + 0;
const hasThreeDecimals = (value: number): boolean => round(value * 1_000) % 1 === 0;
