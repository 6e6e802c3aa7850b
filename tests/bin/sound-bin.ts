import type { BinOutputs, BinReadings } from "../../device/bin/readings.ts";
import type { BinSettings } from "../../device/bin/settings.ts";
import type { Kept } from "../../device/measure/decision.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import type { Digital } from "../../device/measure/samples.ts";
import { hours, instant, millis, type Instant } from "../../device/measure/time.ts";
import { celsius, milliamps, millimetres, millivolts, percent, wattHours, watts } from "../../device/measure/units.ts";

export const SOUND_SETTINGS: BinSettings = {
  ...{ emptyMm: millimetres(1_200), fullMm: millimetres(300) },
  ...{ warnPct: percent(70), fullPct: percent(85), criticalPct: percent(95), hysteresisPct: percent(8) },
  fireAboveC: celsius(70),
  ...{ zone: "Europe/Stockholm", collectEveryMs: hours(168), collectWithinMs: hours(24) },
  press: {
    ...{ pressAtPct: percent(60), pressAfterThrows: 15, strokeMm: millimetres(600), plateAtTopMm: millimetres(200) },
    ...{ pressMa: milliamps(3_500), retractStallMa: milliamps(3_000), turningMa: milliamps(300) },
    ...{ lowMv: millivolts(11_000), lowChargePct: percent(30), strokesPerHourMax: 6, strokesPerDayMax: 40 },
    ...{ armAfterPowerLoss: true, autoHome: false, warnMs: millis(3_000), quiet: null },
  },
  energy: {
    ...{ supply: "solar", capacityWh: wattHours(720), usablePct: percent(90), boardW: watts(1.5) },
    ...{ commsOnlyPct: percent(20), shutdownPct: percent(10), winterHarvestPct: percent(100), winterDays: 10 },
  },
};

export const contact = (active: boolean, at: Instant, rises = 0, falls = 0): Reading<Digital> =>
  valid({ active, rises, falls, changedAt: null }, at);

/** A press at its top with everything closed, nobody near and nothing to do. */
export function soundReadings(at: Instant = instant(0)): BinReadings {
  const on = contact(true, at);
  const off = contact(false, at);
  return {
    level: valid({ quality: "valid", distanceMm: millimetres(900) }, at),
    ...{ level2: faulty("level2", "absent", at), level3: faulty("level3", "absent", at) },
    temperature: valid(celsius(20), at),
    battery: valid({ chargePct: percent(90), voltageMv: millivolts(12_800) }, at),
    clock: faulty("clock", "absent", at),
    ram: valid({ driven: "off", travelMm: millimetres(0) }, at),
    current: valid(milliamps(0), at),
    ...{ hopperA: on, hopperB: on, doorA: on, doorB: on, binPresent: on, eStop: off, tilt: off, key: off },
    ...{ chain: on, lockClosed: on, top: on, topOpen: off, bottom: off, beam: off },
    ...{ start: off, reset: off, returned: off, serviceA: off, serviceB: off },
    ...{ buzzer: valid(false, at), signAmber: valid(false, at) },
  };
}

export const keptAs = (durable: number, foundRevision = 0, at: Instant = instant(0)): Reading<Kept> =>
  valid({ status: foundRevision === 0 ? "empty" : "found", value: null, foundRevision, durable }, at);

export const RESTING: BinOutputs = {
  ...{ ram: "off", lock: true, buzzer: false, sign: "green", watchdog: true, intentRevision: null },
};
