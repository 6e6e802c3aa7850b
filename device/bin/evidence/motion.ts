import type { Values } from "../../measure/decision.ts";
import type { RamDirection } from "../../measure/samples.ts";
import type { Instant } from "../../measure/time.ts";
import type { BinReadings } from "../readings.ts";

/** What a movement of the ram has taken so far; whole numbers that move at changes. */
export type Motion = {
  readonly since: Instant;
  /** Up to here the sums go; what was so since then stands beside. */
  readonly at: Instant;
  readonly driven: RamDirection;
  readonly currentMa: number | null;
  readonly batteryMv: number | null;
  readonly downMs: number;
  readonly upMs: number;
  /** null: the current was not known at some time of it. */
  readonly peakMa: number | null;
  /** mA times mV times ms is nJ; a stroke at 20 A, 48 V and 65 s is 6e13. null: current or voltage was not known. */
  readonly energyNj: number | null;
};

export const beganMotion = (driven: RamDirection, readings: BinReadings, now: Instant): Motion => ({
  ...{ since: now, at: now, driven, ...powerOf(readings), downMs: 0, upMs: 0, energyNj: 0 },
  peakMa: powerOf(readings).currentMa,
});

/** `driven`: what the outputs say from now on. */
export function nextMotion(was: Motion, driven: RamDirection, readings: BinReadings, now: Instant): Motion {
  const power = powerOf(readings);
  const same = was.driven === driven && was.currentMa === power.currentMa && was.batteryMv === power.batteryMv;
  return same ? was : { ...advanced(was, now), driven, ...power, peakMa: higher(was.peakMa, power.currentMa) };
}

/** Times in ms, current in mA, energy in J; no key for what is not known. */
export function motionValues(was: Motion, now: Instant): Values {
  const { downMs, upMs, peakMa, energyNj } = advanced(was, now);
  return {
    ...{ downMs, upMs },
    ...(peakMa === null ? {} : { peakMa }),
    ...(energyNj === null ? {} : { energyJ: Math.round(energyNj / NJ_PER_TENTH_J) / 10 }),
  };
}
const NJ_PER_TENTH_J = 1e8;

function advanced(was: Motion, now: Instant): Motion {
  const ms = Math.round(now) - Math.round(was.at);
  const { driven, currentMa, batteryMv, energyNj } = was;
  return {
    ...was,
    at: now,
    downMs: was.downMs + (driven === "down" ? ms : 0),
    upMs: was.upMs + (driven === "up" ? ms : 0),
    energyNj:
      energyNj === null || currentMa === null || batteryMv === null ? null : energyNj + currentMa * batteryMv * ms,
  };
}

const powerOf = ({ current, battery }: BinReadings) => ({
  currentMa: current.ok ? Math.round(current.value) : null,
  batteryMv: battery.ok ? Math.round(battery.value.voltageMv) : null,
});
const higher = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.max(a, b);
