import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

export const wiring = ({ supply, systemFailurePct }: SettingsOf<typeof settings>): Wiring => ({
  what: "LED gear on a DALI bus, by the HAT on the header",
  wires: [
    { from: "5V", end: "5 V" },
    { from: "GND", end: "GND" },
    { from: "RX", end: { key: "port", as: "TX" } },
    { from: "TX", end: { key: "port", as: "RX" } },
    ...(supply === null
      ? []
      : [
          {
            from: "bus relay",
            end: { key: "supply" },
            by: "a watchdog relay in the bus supply, fed through a capacitor",
          },
        ]),
    {
      from: "DALI + and −",
      end: { away: "the gear's two DALI terminals, either way round. NOT SELV: cable as for mains" },
    },
  ],
  off:
    supply === null
      ? "Without the bus the gear keeps its last level, also 0: a watchdog relay (`supply`) is missing."
      : `With nobody at the line the bus drops, and the gear goes to ${systemFailurePct} %.`,
});
