import { readFileSync } from "node:fs";
import type { Battery } from "../../../device/hal/battery.ts";
import type { CurrentSensor } from "../../../device/hal/current-sensor.ts";
import { faulty, valid } from "../../../device/measure/reading.ts";
import { milliamps, millivolts, percent } from "../../../device/measure/units.ts";
import { openParts as openRealParts, type OpenedParts } from "../../../drivers/catalog.ts";

export type { OpenedParts };

/** The real parts, and beside them battery and motor current as the rig's press tells them (`GATURUM_RIG_CURRENT`). */
export async function openParts(...[config, now, log]: Parameters<typeof openRealParts>): Promise<OpenedParts> {
  const parts = config.parts.filter(({ driver }) => !driver.startsWith("rig-"));
  const opened = await openRealParts({ ...config, parts }, now, log);
  return { ...opened, parts: { ...opened.parts, battery, current } };
}

const battery: Battery = {
  read: (now) => valid({ chargePct: percent(80), voltageMv: millivolts(12_600) }, now),
};

const FILE = process.env["GATURUM_RIG_CURRENT"] ?? "";
const current: CurrentSensor = {
  read: (now) => {
    const text = readFileSync(FILE, "utf8").trim();
    return /^\d+$/.test(text) ? valid(milliamps(Number(text)), now) : faulty("current-1", "no-answer", now);
  },
};
