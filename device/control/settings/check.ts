import { SETTINGS_BYTES_MAX } from "../../channel/messages.ts";
import type { Json } from "../../measure/decision.ts";
import { isZone } from "../../measure/local-time.ts";
import { sharing } from "../../measure/same.ts";
import { isFields, misfit, type Fields } from "../../measure/shape.ts";
import shapes from "./city-shapes.json" with { type: "json" };

const SHAPES = shapes as unknown as Readonly<Record<"lamp-post" | "litter-bin", Fields>>;

/**
 * What is wrong with settings that link sent; null: nothing. What the city may set must be within its limits, and all the
 * rest as the device's own config has it: a link that was stolen cannot widen the current of a ram.
 */
export function settingsMisfit(kind: keyof typeof SHAPES, own: Json, given: Json): string | null {
  return unlike(SHAPES[kind], own, given, "") ?? unknownZone(given, "") ?? tooLong(given);
}

/** Asked last: what is of no known shape may be nested too deep to be written as JSON. */
function tooLong(given: Json): string | null {
  const bytes = new TextEncoder().encode(JSON.stringify(given)).length;
  return bytes > SETTINGS_BYTES_MAX ? `${bytes} bytes, and ${SETTINGS_BYTES_MAX} bytes is the most` : null;
}

function unlike(shapes: Fields, own: Json, given: Json | undefined, path: string): string | null {
  const shape = shapes[path];
  if (shape !== undefined) return misfit(shape, given, path);
  if (!isFields(own) || !isFields(given)) {
    return given !== undefined && sharing(own, given) === own ? null : `${path}: not as the device's own config has it`;
  }
  for (const key of Object.keys({ ...own, ...given })) {
    const inner = path === "" ? key : `${path}.${key}`;
    const mine = Object.hasOwn(own, key) ? own[key] : undefined;
    if (mine === undefined) return `${path}${path === "" ? "" : "."}${named(key)}: not a setting of this device`;
    const wrong = unlike(shapes, mine, given[key], inner);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** A key of a stranger stands in our log, on a technician's terminal too. */
const named = (key: string) => (/^\w{1,40}$/.test(key) ? key : "(another key)");

/** Its shape is a zone's; whether this computer knows it only this computer can say, and deciders rely on it. */
function unknownZone(value: Json, path: string): string | null {
  if (!isFields(value)) return null;
  for (const [key, inner] of Object.entries(value)) {
    const place = path === "" ? key : `${path}.${key}`;
    if (key === "zone" && typeof inner === "string" && !isZone(inner)) return `${place}: no time zone`;
    const wrong = unknownZone(inner, place);
    if (wrong !== null) return wrong;
  }
  return null;
}
