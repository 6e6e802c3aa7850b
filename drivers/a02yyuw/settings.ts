import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";

export const contract: Contract = "range-sensor";

export const settings = {
  port: {
    kind: "line",
    only: "port",
    meaning:
      "The serial port that the sensor is wired to: /dev/serial/by-id/… for a USB adapter, /dev/serial0 for the header.",
  },
} satisfies SettingTable;
