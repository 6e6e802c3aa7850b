import type { LineSetting, NumberSetting, SettingTable } from "../../device/measure/setting.ts";

/** What a config says of a board: `boards: { arduino-1: { driver: firmata, port: /dev/serial/by-id/usb-… } }`. */
export const settings = {
  port: { kind: "line", only: "port", meaning: "The serial port of the board: one of ls /dev/serial/by-id." },
} satisfies SettingTable;

/** Keys that parts on boards share. */
export const DIGITAL = {
  kind: "line",
  only: "board-pin",
  meaning: "The board's name, and the pin as it is printed on the board: arduino-1/2.",
} as const satisfies LineSetting;
export const ANALOG = {
  kind: "line",
  only: "board-analog",
  meaning: "The board's name, and the analog pin as it is printed on the board: arduino-1/A0.",
} as const satisfies LineSetting;
export const pull = {
  kind: "choice",
  of: ["none", "up"],
  default: "none",
  meaning: "What the board pulls the pin to when nobody drives it. It cannot pull down: that takes a resistor.",
} as const;
export const REFERENCE = {
  kind: "voltage",
  min: 1_000,
  max: 5_500,
  default: 5_000,
  called: "reference",
  meaning: "What the board measures against: its supply, 5 V, or 3.3 V on a board of that voltage.",
} as const satisfies NumberSetting;
