import type { Json } from "./decision.ts";

/**
 * What a value may be, as plain data: made from the tables of `config/`, so that control can look again at what link
 * sends without a schema library. Numbers are in the base unit of their key.
 */
export type Shape = ShapeOf & { readonly orNull?: boolean };
type ShapeOf =
  | { readonly is: "number"; readonly min: number; readonly max: number; readonly whole?: boolean }
  | { readonly is: "switch" }
  | { readonly is: "choice"; readonly of: readonly string[] }
  | { readonly is: "text"; readonly pattern: string }
  | { readonly is: "list"; readonly of: Shape; readonly max: number }
  /** All of these keys and no other. */
  | { readonly is: "fields"; readonly of: Fields }
  | { readonly is: "one"; readonly of: readonly Shape[] };
export type Fields = { readonly [key: string]: Shape };

/** Where a value is not of its shape, and what is wrong; null: it is. `path` is of the value itself. */
export function misfit(shape: Shape, value: Json | undefined, path: string): string | null {
  if (value === null && shape.orNull === true) return null;
  switch (shape.is) {
    case "number":
      return numberMisfit(shape, value, path);
    case "switch":
      return typeof value === "boolean" ? null : `${path}: neither true nor false`;
    case "choice":
      return typeof value === "string" && shape.of.includes(value) ? null : `${path}: none of its choices`;
    case "text":
      return typeof value === "string" && new RegExp(shape.pattern, "u").test(value) ? null : `${path}: not its text`;
    case "list":
      return listMisfit(shape, value, path);
    case "fields":
      return fieldsMisfit(shape.of, value, path);
    case "one":
      return shape.of.some((each) => misfit(each, value, path) === null) ? null : `${path}: none of what it can be`;
  }
}

export const isFields = (value: unknown): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Ranged = Extract<ShapeOf, { is: "number" }>;
function numberMisfit({ min, max, whole }: Ranged, value: Json | undefined, path: string): string | null {
  if (typeof value !== "number" || !(value >= min && value <= max)) return `${path}: not from ${min} to ${max}`;
  return whole === true && !Number.isInteger(value) ? `${path}: not a whole number` : null;
}

type Listed = Extract<ShapeOf, { is: "list" }>;
function listMisfit({ of, max }: Listed, value: Json | undefined, path: string): string | null {
  if (!Array.isArray(value)) return `${path}: not a list`;
  if (value.length > max) return `${path}: more than ${max}`;
  const items = value as readonly Json[];
  return firstOf(items.map((item, index) => [of, item, `${path}.${index + 1}`]));
}

function fieldsMisfit(fields: Fields, value: Json | undefined, path: string): string | null {
  if (!isFields(value)) return `${path}: not a section`;
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
  if (unknown !== undefined) return `${path}: a key that is not of it`;
  return firstOf(Object.entries(fields).map(([key, of]) => [of, value[key], `${path}.${key}`]));
}

function firstOf(pairs: readonly (readonly [Shape, Json | undefined, string])[]): string | null {
  for (const [of, value, path] of pairs) {
    const wrong = misfit(of, value, path);
    if (wrong !== null) return wrong;
  }
  return null;
}
