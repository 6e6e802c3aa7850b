import { after, elapsed, millis, seconds, type Instant } from "../../measure/time.ts";
import type { DeviceKind } from "../../measure/roles.ts";
import type { Wish } from "../request.ts";

/** What the console can ask control for. A ramp is `commission` and not `dim`: that would end what the city asked for. */
export type Act =
  | { readonly name: "identify" }
  | { readonly name: "ramp" }
  | { readonly name: "calibrate" }
  | { readonly name: "reset-latch"; readonly who: string; readonly why: string };
export type ActName = Act["name"];

export const ACTS: Readonly<Record<DeviceKind, readonly ActName[]>> = {
  "lamp-post": ["identify", "ramp"],
  "litter-bin": ["calibrate", "reset-latch"],
};

/** The wish behind an act; a ramp is several, one after the other (`ramp.ts`). */
export function wishOf(act: Exclude<Act, { name: "ramp" }>): Wish {
  switch (act.name) {
    case "identify":
      return { verb: "identify", args: {} };
    case "calibrate":
      return { verb: "calibrateEmpty", args: {} };
    case "reset-latch":
      return { verb: "reset-latch", args: { who: act.who, why: act.why } };
  }
}

/** A button that was pressed once, and waits for the second time. */
export type Armed = { readonly act: Act; readonly at: Instant } | null;
/** Issue 8: the second press within 10 s. A double tap takes under 0.5 s, and is no answer to what one could not read yet. */
export const ARMED_MS = seconds(10);
export const BOUNCE_MS = millis(500);

/** One press. `does`: what is to be done now; null: the button asks. */
export function pressed(was: Armed, act: Act, now: Instant): { readonly armed: Armed; readonly does: Act | null } {
  const armed = stillArmed(was, now);
  if (armed === null || !isSame(armed.act, act)) return { armed: { act, at: now }, does: null };
  if (elapsed(armed.at, now) < BOUNCE_MS) return { armed, does: null };
  return { armed: null, does: armed.act };
}

export const stillArmed = (was: Armed, now: Instant): Armed =>
  was !== null && now < after(was.at, ARMED_MS) ? was : null;

/** Another name or reason is another wish: what was read before the second press is what is done. */
const isSame = (one: Act, other: Act): boolean => JSON.stringify(one) === JSON.stringify(other);

/** As `device/bin/press/requests.ts` takes them; it is control that checks. */
export const WHO_MAX = 40;
export const WHY_MAX = 200;

/** The act in a form; null: it is none of this kind of device. */
export function actIn(form: URLSearchParams, kind: DeviceKind): Act | null {
  const name = ACTS[kind].find((each) => each === form.get("act"));
  if (name === undefined) return null;
  if (name !== "reset-latch") return { name };
  const text = (key: string, max: number): string => (form.get(key) ?? "").trim().slice(0, max);
  return { name, who: text("who", WHO_MAX), why: text("why", WHY_MAX) };
}
