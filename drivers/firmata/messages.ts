import type { FaultCause } from "../../device/measure/fault.ts";
import type { Instant, Millis } from "../../device/measure/time.ts";
import type { InputTally } from "./tally.ts";

/** What a part wants of one pin. `pin` is what is printed beside it; of an analog one, the number behind the A. */
export type PinUse =
  | { readonly kind: "input"; readonly pin: number; readonly pullUp: boolean }
  /** `safe` is what the pin is set to before anyone asks, and when nobody can ask any more: 0 or 1. */
  | { readonly kind: "output"; readonly pin: number; readonly safe: number }
  /** As an output, from 0 to {@link PWM_FULL}. */
  | { readonly kind: "pwm"; readonly pin: number; readonly safe: number }
  | { readonly kind: "analog"; readonly pin: number }
  /** Trigger and echo of a sensor that times sound, both on this pin. */
  | { readonly kind: "echo"; readonly pin: number };

/** StandardFirmata gives PWM of 8 bits on every board of the Arduino kind. */
export const PWM_FULL = 255;

/** What is known of one pin. */
export type PinState =
  | ({ readonly kind: "input" } & InputTally)
  /** What the board says that the pin is set to. */
  | { readonly kind: "output"; readonly value: number }
  | { readonly kind: "pwm"; readonly value: number }
  /** Counts of the converter, of so many at most. */
  | { readonly kind: "analog"; readonly count: number; readonly countMax: number; readonly at: Instant }
  /** How long the newest echo took, there and back; 0: none came. */
  | { readonly kind: "echo"; readonly echoUs: number; readonly at: Instant }
  /** The board cannot do that with this pin; `detail` is the cure. */
  | { readonly kind: "refused"; readonly detail: string };

/** By the pin as it is printed: `2`, `A0`. */
export type ByPin<T> = Readonly<Record<string, T>>;
export const printed = ({ kind, pin }: PinUse): string => (kind === "analog" ? `A${pin}` : String(pin));

/** What the board's process is started with, as JSON. */
export type BoardStart = {
  readonly port: string;
  readonly uses: readonly PinUse[];
  readonly answerMs: Millis;
  readonly silentMs: Millis;
};

/** To the board's process: what each output shall be. Of these only the newest counts, and one is on its way at most. */
export type ToBoard = { readonly outputs: ByPin<number> };

/** From it: all that is known, the newest only, and one on its way at most; or why it ends. */
export type FromBoard =
  | { readonly m: "state"; readonly at: Instant; readonly firmware: string; readonly pins: ByPin<PinState> }
  | ({ readonly m: "fault" } & BoardFault);

/** Why a board gives nothing, with the cure in the words of whoever stands before the cabinet. */
export type BoardFault = { readonly cause: FaultCause; readonly detail: string };
