import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";

export const contract: Contract = "lamp";

export const settings = {
  port: { kind: "line", only: "port", meaning: "The serial port of the DALI HAT: /dev/serial0 on a Raspberry Pi." },
  address: {
    kind: "count",
    min: 0,
    max: 63,
    default: null,
    meaning: "The short address of the lamp's gear. Left out: it is the only gear on the bus, and needs none.",
  },
  curve: {
    kind: "choice",
    of: ["logarithmic", "linear"] as const,
    default: "logarithmic",
    meaning: "The dimming curve that the gear is set to. 50 % is level 229 on the one and 127 on the other.",
  },
  powerOnPct: {
    kind: "share",
    min: 1,
    max: 100,
    default: 100,
    meaning: "The light when mains comes, before the device runs. Less than 100 % is less light after each power cut.",
  },
  systemFailurePct: {
    kind: "share",
    min: 1,
    max: 100,
    default: 100,
    meaning: "The light when the bus loses its supply: what the gear goes to when this device is dead.",
  },
  supply: {
    kind: "line",
    only: "gpio",
    default: null,
    meaning: "The line of a watchdog relay in the bus supply: a device that hangs darkens nobody, for the bus drops.",
  },
} satisfies SettingTable;
