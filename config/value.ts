import type { Json } from "../device/measure/decision.ts";
import type { LineSetting, NumberSetting, QuantityKind, Setting } from "../device/measure/setting.ts";
import { quoted } from "./problem.ts";
import { isNumeric } from "./section.ts";
import { formatQuantity, isQuantity, KINDS, parseQuantity } from "./quantities.ts";

const PORT = "/[!-~]{1,127}";
/** A chip by its label or device, and the number of a line or channel in it. */
const NUMBERED = "[a-zA-Z0-9][a-zA-Z0-9_.:-]{0,30}/(?:0|[1-9]\\d{0,2})";
/** A GPIO line of the board as its makers number it, or a line of any chip. */
const GPIO = `GPIO(?:0|[1-9]\\d?)|${NUMBERED}`;
/** A board by its name, and a pin as it is printed there; an Arduino Mega has 70, 16 of them analog. */
const BOARD_PIN = "[a-z][a-z0-9-]{0,31}/(?:\\d|[1-6]\\d)";
const BOARD_ANALOG = "[a-z][a-z0-9-]{0,31}/A(?:\\d|1[0-5])";
/** A bus by the kernel's name, and a chip by its address there; those below 0x08 and above 0x77 are no chips'. */
const I2C = "i2c-(?:0|[1-9]\\d?)/0x(?:0[89a-f]|[1-6][0-9a-f]|7[0-7])";
const I2C_CHANNEL = `${I2C}/A[0-3]`;
const PATTERNS = {
  port: PORT,
  gpio: GPIO,
  pwm: NUMBERED,
  "board-pin": BOARD_PIN,
  "board-analog": BOARD_ANALOG,
  i2c: I2C,
  "i2c-channel": I2C_CHANNEL,
  any: `${GPIO}|${PORT}|${BOARD_PIN}|${BOARD_ANALOG}|${I2C}|${I2C_CHANNEL}`,
} as const;

export const linePattern = ({ only }: LineSetting): string => `^(?:${PATTERNS[only ?? "any"]})$`;

/** What may be written for a line, by its kind. */
const LINE_HINTS = {
  port: "Name a port such as /dev/serial0.",
  gpio: "Name a line such as GPIO17 or pinctrl-bcm2711/17.",
  pwm: "Name a PWM chip by its device, and the channel, such as fe20c000.pwm/0.",
  "board-pin": "Name a board and the pin as it is printed there, such as arduino-1/2.",
  "board-analog": "Name a board and the analog pin as it is printed there, such as arduino-1/A0.",
  i2c: "Name a bus and the chip's address on it, such as i2c-1/0x40.",
  "i2c-channel": "Name a bus, the chip's address on it and its channel, such as i2c-1/0x48/A0.",
  any: "Name a line or port such as GPIO17 or /dev/serial0.",
} as const;

export type Read =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly wrong: string; readonly instead: string };

/** The text of one value, checked by its setting. */
export function readValue(setting: Setting, text: string): Read {
  if (isNumeric(setting)) return readNumber(setting, text);
  switch (setting.kind) {
    case "switch":
      return text === "true" || text === "false"
        ? { ok: true, value: text === "true" }
        : refused(`${quoted(text)} is neither true nor false`, setting);
    case "choice":
      return setting.of.includes(text)
        ? { ok: true, value: text }
        : refused(`${quoted(text)} is none of its choices`, setting);
    case "text":
      return new RegExp(setting.pattern, "u").test(text)
        ? { ok: true, value: text }
        : refused(setting.wrong ?? `${quoted(text)} cannot be used here`, setting);
    case "line":
      return new RegExp(linePattern(setting)).test(text)
        ? { ok: true, value: text }
        : refused(`${quoted(text)} cannot be used here`, setting);
  }
}

export const refused = (wrong: string, setting: Setting): Read & { ok: false } => ({
  ok: false,
  wrong,
  instead: hint(setting),
});

function readNumber(setting: NumberSetting, text: string): Read {
  const { kind, min, max } = setting;
  const value = kind === "count" ? parseCount(text) : parseQuantity(kind, text);
  if (value === null) return refused(kind === "count" ? notACount(text) : notAQuantity(kind, text), setting);
  if (value < min) return refused(`${text} is below ${shown(kind, min)}`, setting);
  if (value > max) return refused(`${text} is above ${shown(kind, max)}`, setting);
  return { ok: true, value };
}

/** No leading zero: 015 is fifteen to one reader of YAML and thirteen to another. */
const parseCount = (text: string): number | null => (/^(?:0|-?[1-9]\d{0,8})$/.test(text) ? Number(text) : null);
const notACount = (text: string): string => `${quoted(text)} is not a whole number`;

function notAQuantity(kind: QuantityKind, text: string): string {
  const { name, units, sided } = KINDS[kind];
  if (/[\u00a0\u2007\u202f]/.test(text)) return `${quoted(text)} has a space in it that only looks like one`;
  const [, number, unit] = /^([+-]?[\d.,]+) ?([a-zA-Z%°]*)$/.exec(text) ?? [];
  if (number === undefined || unit === undefined) return `${quoted(text)} is not ${name}`;
  if (number.includes(",")) return `${quoted(text)} has a comma; decimals take a point`;
  if (unit === "") return `${quoted(text)} has no unit`;
  if (!Object.hasOwn(units, unit))
    return `${quoted(text)} has the unit ${unit}; ${name} takes ${either(Object.keys(units))}`;
  if (sided === true && /^[+-]/.test(number)) return `${quoted(text)} has a sign; ${unit} says the side already`;
  return `${quoted(text)} is not ${name}`;
}

/** What to write, with an example that would be taken. */
export function hint(setting: Setting): string {
  if (setting.kind === "count") return `Write a whole number from ${setting.min} to ${setting.max}.`;
  if (isNumeric(setting)) return `Write ${KINDS[setting.kind].name} such as "${exampleOf(setting.kind, setting)}".`;
  switch (setting.kind) {
    case "switch":
      return "Write true or false.";
    case "choice":
      return `Write ${either(setting.of)}.`;
    case "text":
      return setting.write;
    case "line":
      return LINE_HINTS[setting.only ?? "any"];
  }
}

/** What a person would write for this kind, or its default, or its least: within its limits always. */
function exampleOf(kind: QuantityKind, { default: usual, min, max }: NumberSetting): string {
  const { example } = KINDS[kind];
  const value = parseQuantity(kind, example) ?? min;
  return value >= min && value <= max ? example : shown(kind, usual ?? min);
}

/** A number of this kind as a person writes it. */
export const shown = (kind: NumberSetting["kind"], value: number): string =>
  isQuantity(kind) ? formatQuantity(kind, value) : String(value);

/** `ms, s, min or h` */
export const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;

/** `From 5 s to 20 min, usually 60 s` */
export function limitsInWords({ kind, min, max, default: usual }: NumberSetting): string {
  const range = `From ${shown(kind, min)} to ${shown(kind, max)}`;
  return usual == null ? range : `${range}, usually ${shown(kind, usual)}`;
}
