import type { LineSetting } from "../../device/measure/setting.ts";

/** The key that all sensors on a serial line share. */
export const PORT = {
  kind: "line",
  only: "port",
  meaning:
    "The serial port that the sensor is wired to: /dev/serial/by-id/… for a USB adapter, /dev/serial0 for the header.",
} as const satisfies LineSetting;
