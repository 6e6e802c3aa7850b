import { echoRefusal } from "./cure.ts";
import { PWM_FULL, type PinUse } from "./messages.ts";

/** What the firmware says that the pins can do, each by its number on the board. */
export type Capabilities = {
  readonly pins: readonly { readonly supportedModes: readonly number[] }[];
  /** The pin of each analog channel. */
  readonly analogPins: readonly number[];
  readonly MODES: Readonly<Record<"INPUT" | "OUTPUT" | "PWM" | "PING_READ", number>>;
  readonly firmware: { readonly name?: string };
  readonly RESOLUTION: { readonly PWM: number };
};

/** Why this board cannot do that with that pin; null: it can. `others`: the numbers of pins that other parts have. */
export function refusal(use: PinUse, board: Capabilities, others: ReadonlySet<number>): string | null {
  const number = numberOf(use, board);
  if (number === undefined) return `it has no A${use.pin}; it has A0 to A${board.analogPins.length - 1}.`;
  if (others.has(number)) return `pin ${number} has two names, and another part uses it: wire one of them elsewhere.`;
  if (use.kind === "analog") return null;
  if (use.kind === "pwm" && board.RESOLUTION.PWM !== PWM_FULL) return "its PWM has not 8 bits: take an Arduino Uno.";
  const { mode, words } = NEEDS[use.kind];
  const wanted = board.MODES[mode];
  if (board.pins[number]?.supportedModes.includes(wanted) === true) return null;
  const able = board.pins.flatMap(({ supportedModes }, pin) => (supportedModes.includes(wanted) ? [pin] : []));
  if (use.kind === "echo" && able.length === 0) return echoRefusal(board.firmware.name ?? "");
  return `pin ${number} cannot be ${words}: take one of ${able.join(", ")}.`;
}

/** The number of a pin among all of the board's: an analog channel has one too. */
export const numberOf = (use: PinUse, { analogPins }: Pick<Capabilities, "analogPins">): number | undefined =>
  use.kind === "analog" ? analogPins[use.pin] : use.pin;

const NEEDS = {
  input: { mode: "INPUT", words: "an input" },
  output: { mode: "OUTPUT", words: "an output" },
  pwm: { mode: "PWM", words: "a PWM output" },
  echo: { mode: "PING_READ", words: "asked how long an echo takes" },
} as const;
