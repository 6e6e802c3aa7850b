import type { Refusal } from "../refusals.ts";
import { OPEN_MAX_BYTES, SPEEDS, type Wish } from "./protocol.ts";

const POKES: readonly unknown[] = ["walk", "litter", "jam", "network", "clock", "breakSensor", "mend"];
const TOUCHES: readonly unknown[] = ["breakSensor", "breakLamp", "cutPower", "litter", "jam"];

/** What a page wishes, from the text that it sent (null: too long to be read); or why it is no wish. */
export function readWish(text: string | null): Wish | Refusal {
  if (text === null) return { key: "wishTooLong", given: { mostMb: OPEN_MAX_BYTES / 1e6 } };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { key: "wishNotJson", given: {} };
  }
  return isWish(value) ? value : { key: "wishUnknown", given: {} };
}

function isWish(value: unknown): value is Wish {
  if (typeof value !== "object" || value === null) return false;
  const { do: word, verb, device, speed, to, name, file, text } = value as Readonly<Record<string, unknown>>;
  switch (word) {
    case "poke":
      return POKES.includes(verb);
    case "touch":
      return typeof device === "string" && TOUCHES.includes(verb);
    case "speed":
      return (SPEEDS as readonly unknown[]).includes(speed);
    case "wall":
      return typeof to === "number";
    case "scenario":
      return name === null || typeof name === "string";
    case "open":
      return typeof file === "string" && typeof text === "string";
    default:
      return false;
  }
}
