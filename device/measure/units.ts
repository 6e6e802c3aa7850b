/**
 * Quantities with their unit in the type, so that a bare number does not cross a module.
 * Constructors throw on what can never be meant (NaN, infinity, a share outside 0..100): such a
 * value is a programmer's mistake. What hardware reports wrongly is a {@link Fault} instead.
 */
declare const unit: unique symbol;
export type Quantity<Unit extends string> = number & { readonly [unit]: Unit };

/** A share in percent, 0..100. Of a lamp: light output, 0 dark, 100 full. Of a bin: volume filled. */
export type Percent = Quantity<"%">;
export type Lux = Quantity<"lx">;
export type Watts = Quantity<"W">;
export type Milliamps = Quantity<"mA">;
export type Millivolts = Quantity<"mV">;
export type Millimetres = Quantity<"mm">;
export type Celsius = Quantity<"Cel">;
export type WattHours = Quantity<"Wh">;
/** Degrees of angle: latitude, longitude (WGS 84), the sun's elevation. */
export type Degrees = Quantity<"deg">;

export function percent(value: number): Percent {
  if (!(value >= 0 && value <= 100)) throw new RangeError(`percent: ${value} is outside 0..100`);
  return value as Percent;
}
export const lux = (value: number) => atLeastZero("lux", value) as Lux;
export const watts = (value: number) => finite("watts", value) as Watts;
export const milliamps = (value: number) => finite("milliamps", value) as Milliamps;
export const millivolts = (value: number) => finite("millivolts", value) as Millivolts;
export const millimetres = (value: number) => finite("millimetres", value) as Millimetres;
export const celsius = (value: number) => finite("celsius", value) as Celsius;
export const wattHours = (value: number) => finite("wattHours", value) as WattHours;
export const degrees = (value: number) => finite("degrees", value) as Degrees;

function finite(name: string, value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`${name}: ${value} is not a finite number`);
  return value;
}

function atLeastZero(name: string, value: number): number {
  if (!(value >= 0 && Number.isFinite(value))) throw new RangeError(`${name}: ${value} is below 0`);
  return value;
}
