import type { LineSetting } from "../../device/measure/setting.ts";

/** Keys that parts on I2C buses share. */
export const CHIP = {
  kind: "line",
  only: "i2c",
  meaning: "The bus, and the chip's address on it: i2c-1/0x40. What answers on the bus: i2cdetect -y 1.",
} as const satisfies LineSetting;
export const CHANNEL = {
  kind: "line",
  only: "i2c-channel",
  meaning: "The bus, the chip's address on it, and its channel: i2c-1/0x48/A0.",
} as const satisfies LineSetting;
