import type { Json, Request } from "../measure/decision.ts";
import type { NeighbourWord } from "../measure/neighbour.ts";
import { instant } from "../measure/time.ts";
import { REFUSED_MAX, TROUBLE_MAX, type CityWord, type FromLink, type SettingsId } from "./messages.ts";

/**
 * What the city may ask of control at all. Reset, jog, calibrate and start are not in it, so that a stolen link cannot
 * even put the question: those need a person at the post.
 */
export const CITY_VERBS = [
  "compact",
  "unlock",
  "inhibit",
  "dim",
  "dim-clear",
  "identify",
  "selftest",
  "snapshot",
  "bundle",
] as const;
/** How the ids of requests begin that someone at the post made: link has none of those. */
export const SITE = "site-";
const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
/** Of a run, and of settings. */
const HEX_PATTERN = /^[0-9a-f]{16}$/;
const ARGUMENT_PATTERN = /^[A-Za-z][A-Za-z0-9-]{0,47}$/;
/** Our choice: more than any verb has, and small enough to keep in a flight record. */
export const ARGUMENTS_MAX = 16;
export const ARGUMENT_DEPTH_MAX = 3;
export const ARGUMENT_LENGTH_MAX = 200;
/** No word of a neighbour goes further than this many posts. */
export const PLACE_MAX = 8;

/**
 * Range-checks what link sent, field by field, and copies what is known; null: refused. Control takes nothing on trust,
 * and loads no schema library for it.
 */
export function parseFromLink(value: unknown): FromLink | null {
  if (!isObject(value)) return null;
  switch (value["m"]) {
    case "hello":
      return value["v"] === 1 ? { m: "hello", v: 1 } : null;
    case "stored": {
      const { run, n } = value;
      if (typeof run !== "string" || !HEX_PATTERN.test(run)) return null;
      return Number.isSafeInteger(n) && (n as number) >= 0 ? { m: "stored", run, n: n as number } : null;
    }
    case "request": {
      const request = parseRequest(value["request"]);
      return request === null ? null : { m: "request", request };
    }
    case "heard": {
      const word = parseWord(value["word"]);
      return word === null ? null : { m: "heard", word };
    }
    case "settings": {
      const id = parseId(value["id"]);
      const settings = value["settings"];
      if (id === undefined || (id === null) !== (settings === null)) return null;
      return settings === null || isObject(settings) ? { m: "settings", id, settings: settings as Json } : null;
    }
    case "settings-keep": {
      const id = parseId(value["id"]);
      return id === undefined ? null : { m: "settings-keep", id };
    }
    case "city": {
      const city = parseCity(value["city"]);
      return city === null ? null : { m: "city", city };
    }
    default:
      return null;
  }
}

/** undefined: it is none. What the settings say is checked by control itself, which knows its machine. */
export function parseId(value: unknown): SettingsId | null | undefined {
  if (value === null) return null;
  if (!isObject(value)) return undefined;
  const { epoch, version, hash } = value;
  const isCounted = Number.isSafeInteger(epoch) && Number.isSafeInteger(version);
  if (!isCounted || typeof hash !== "string" || !HEX_PATTERN.test(hash)) return undefined;
  return { epoch: epoch as number, version: version as number, hash };
}

/** `from` is always the city: link cannot claim to be someone on site. */
function parseRequest(value: unknown): Request | null {
  if (!isObject(value) || value["from"] !== "city") return null;
  const { id, verb } = value;
  if (typeof id !== "string" || !ID_PATTERN.test(id) || id.startsWith(SITE)) return null;
  if (typeof verb !== "string" || !(CITY_VERBS as readonly string[]).includes(verb)) return null;
  const args = parseArguments(value["args"]);
  return args === null ? null : { id, from: "city", verb, args };
}

function parseWord(value: unknown): NeighbourWord | null {
  if (!isObject(value)) return null;
  const { source, place, at } = value;
  if (typeof source !== "string" || !ID_PATTERN.test(source)) return null;
  if (!Number.isSafeInteger(place) || place === 0 || Math.abs(place as number) > PLACE_MAX) return null;
  return typeof at === "number" && Number.isFinite(at) ? { source, place: place as number, at: instant(at) } : null;
}

function parseCity(value: unknown): CityWord | null {
  if (!isObject(value)) return null;
  const { live, trouble, refused } = value;
  if (typeof live !== "boolean" || !(trouble === null || isLine(trouble))) return null;
  if (!Array.isArray(refused) || refused.length > REFUSED_MAX || !refused.every(isLine)) return null;
  return { live, trouble, refused };
}

/** It is shown on a terminal, which nothing of a stranger's may steer. */
const isLine = (value: unknown): value is string =>
  typeof value === "string" && value.length <= TROUBLE_MAX && !/\p{C}/u.test(value);

function parseArguments(value: unknown): { readonly [key: string]: Json } | null {
  if (!isObject(value)) return null;
  const entries = Object.entries(value);
  if (entries.length > ARGUMENTS_MAX) return null;
  const fine = entries.every(([key, entry]) => ARGUMENT_PATTERN.test(key) && isSmallJson(entry, ARGUMENT_DEPTH_MAX));
  return fine ? (Object.fromEntries(entries) as { [key: string]: Json }) : null;
}

function isSmallJson(value: unknown, depth: number): value is Json {
  if (value === null || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "string") return value.length <= ARGUMENT_LENGTH_MAX;
  if (typeof value !== "object" || depth === 0) return false;
  const inside = Object.entries(value);
  if (inside.length > ARGUMENTS_MAX) return false;
  return inside.every(([key, entry]) => key.length <= ARGUMENT_LENGTH_MAX && isSmallJson(entry, depth - 1));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
