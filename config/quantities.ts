import type { QuantityKind } from "../device/measure/setting.ts";

type Unit = { readonly factor: number; readonly shown?: boolean };
type Kind = {
  readonly suffix: string;
  readonly name: string;
  readonly example: string;
  readonly units: Readonly<Record<string, Unit>>;
  /** The unit tells the side, so the number has no sign of its own. */
  readonly sided?: boolean;
};

/**
 * The units of each kind, with what one of them is in the kind's base unit. `suffix` ends the key in the checked config.
 * Units that are `shown` are used to write a value back, the largest that leaves at most three decimals.
 */
export const KINDS: Readonly<Record<QuantityKind, Kind>> = {
  duration: {
    suffix: "Ms",
    name: "a duration",
    example: "60 s",
    units: {
      ms: { factor: 1, shown: true },
      s: { factor: 1_000, shown: true },
      min: { factor: 60_000, shown: true },
      h: { factor: 3_600_000, shown: true },
    },
  },
  share: { suffix: "Pct", name: "a share", example: "30 %", units: { "%": { factor: 1, shown: true } } },
  length: {
    suffix: "Mm",
    name: "a length",
    example: "1.2 m",
    units: { mm: { factor: 1, shown: true }, cm: { factor: 10 }, m: { factor: 1_000, shown: true } },
  },
  light: { suffix: "Lux", name: "an illuminance", example: "35 lx", units: { lx: { factor: 1, shown: true } } },
  angle: { suffix: "Deg", name: "an angle", example: "-6 deg", units: { deg: { factor: 1, shown: true } } },
  latitude: {
    suffix: "Deg",
    name: "a latitude",
    example: "59.32938 N",
    units: { N: { factor: 1, shown: true }, S: { factor: -1, shown: true } },
    sided: true,
  },
  longitude: {
    suffix: "Deg",
    name: "a longitude",
    example: "18.06871 E",
    units: { E: { factor: 1, shown: true }, W: { factor: -1, shown: true } },
    sided: true,
  },
  current: {
    suffix: "Ma",
    name: "a current",
    example: "2.8 A",
    units: { mA: { factor: 1, shown: true }, A: { factor: 1_000, shown: true } },
  },
  voltage: {
    suffix: "Mv",
    name: "a voltage",
    example: "11.5 V",
    units: { mV: { factor: 1, shown: true }, V: { factor: 1_000, shown: true } },
  },
  heat: { suffix: "C", name: "a temperature", example: "70 C", units: { C: { factor: 1, shown: true } } },
  power: { suffix: "W", name: "a power", example: "40 W", units: { W: { factor: 1, shown: true } } },
  energy: { suffix: "Wh", name: "an energy", example: "720 Wh", units: { Wh: { factor: 1, shown: true } } },
  rate: { suffix: "Hz", name: "a rate", example: "50 Hz", units: { Hz: { factor: 1, shown: true } } },
};

export const isQuantity = (kind: string): kind is QuantityKind => Object.hasOwn(KINDS, kind);

/** `60 s`, `1.2 m`, `-6 deg` to the kind's base unit; null when it is not that. One space or none before the unit. */
export function parseQuantity(kind: QuantityKind, text: string): number | null {
  const match = new RegExp(quantityPattern(kind)).exec(text);
  const unit = KINDS[kind].units[match?.[2] ?? ""];
  return match === null || unit === undefined ? null : round(Number(match[1]) * unit.factor);
}

/** The same as a person writes it: 60000 ms is `60 s`. */
export function formatQuantity(kind: QuantityKind, value: number): string {
  const { units, sided } = KINDS[kind];
  const shown = Object.entries(units).filter(
    ([, unit]) => unit.shown === true && (sided !== true || unit.factor > 0 === value >= 0),
  );
  const fitting = shown.findLast(([, { factor }]) => Math.abs(value) >= factor && hasThreeDecimals(value / factor));
  const [name, { factor }] = fitting ?? shown[0] ?? ["", { factor: 1 }];
  return `${round(value / factor)} ${name}`;
}

/** What `parseQuantity` takes, as a regular expression; editors check with it too. Longer numbers are mistakes. */
export function quantityPattern(kind: QuantityKind): string {
  const { units, sided } = KINDS[kind];
  return `^(${sided === true ? "" : "[+-]?"}\\d{1,12}(?:\\.\\d{1,12})?) ?(${Object.keys(units).join("|")})$`;
}

/** Decimal text times a factor of ten leaves binary dust; a nano-unit is below every sensor. */
const round = (value: number): number => Math.round(value * 1e9) / 1e9 + 0;
const hasThreeDecimals = (value: number): boolean => round(value * 1_000) % 1 === 0;
