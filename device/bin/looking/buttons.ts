import type { Digital } from "../../measure/samples.ts";
import type { Reading } from "../../measure/reading.ts";
import type { Instant } from "../../measure/time.ts";
import type { Moments } from "../../measure/moments.ts";
import type { BinReadings } from "../readings.ts";
import { TIMERS } from "../press/timers.ts";

export const BUTTONS = ["start", "reset", "returned"] as const;
export type ButtonName = (typeof BUTTONS)[number];
/** `unknown` before its first reading and while it is faulty; `stuck` was held at boot or for too long. */
export type Button =
  | { readonly is: "unknown" }
  | { readonly is: "free" }
  | { readonly is: "stuck" }
  | { readonly is: "down"; readonly since: Instant };
export type Buttons = Readonly<Record<ButtonName, Button>>;
/** Since when the button that was released in this cycle had been held; null: none was. */
export type Clicks = Readonly<Record<ButtonName, Instant | null>>;

export const initialButtons: Buttons = {
  start: { is: "unknown" },
  reset: { is: "unknown" },
  returned: { is: "unknown" },
};

/** A button acts on release, after 0.2 to 5 s. */
export function nextButtons(was: Buttons, readings: BinReadings, moments: Moments) {
  const start = nextButton(was.start, readings.start, moments);
  const reset = nextButton(was.reset, readings.reset, moments);
  const returned = nextButton(was.returned, readings.returned, moments);
  const buttons: Buttons = { start: start.button, reset: reset.button, returned: returned.button };
  const clicks: Clicks = { start: start.heldSince, reset: reset.heldSince, returned: returned.heldSince };
  return { buttons, clicks };
}

type Next = { readonly button: Button; readonly heldSince: Instant | null };

function nextButton(was: Button, reading: Reading<Digital>, moments: Moments): Next {
  if (!reading.ok) return { button: { is: "unknown" }, heldSince: null };
  const pressed = reading.value.active;
  if (!pressed) return released(was, moments);
  if (was.is === "unknown" || was.is === "stuck") return { button: { is: "stuck" }, heldSince: null };
  if (was.is === "free") return { button: { is: "down", since: moments.now }, heldSince: null };
  return { button: moments.passed(was.since, TIMERS.buttonMost) ? { is: "stuck" } : was, heldSince: null };
}

function released(was: Button, { now }: Moments): Next {
  const long = was.is === "down" && now - was.since >= TIMERS.buttonLeast && now - was.since <= TIMERS.buttonMost;
  return { button: { is: "free" }, heldSince: long ? was.since : null };
}
