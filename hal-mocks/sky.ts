import { getPosition } from "suncalc";
import type { EpochMs } from "../device/measure/time.ts";
import { chance } from "./random.ts";
import type { Scene } from "./scene.ts";

/** One minute of weather. `elevationDeg` is the sun's; the lux are those of the open sky, without any lamp's own light. */
export type Sky = {
  readonly elevationDeg: number;
  readonly lux: number;
  readonly temperatureC: number;
  /** Civil night: the street is dark for whoever judges the lamps. */
  readonly dark: boolean;
  /** A street without controllers would have its lamps lit. */
  readonly lampsLit: boolean;
};

const CIVIL_DUSK_DEG = -6;
/** The upper limb at the horizon, refraction included; and the end of nautical twilight, from where all looks like night. */
const SUNSET_DEG = -0.833;
const NIGHT_DEG = -12;
/** Where common photocells switch a whole street (`config/lamp-settings.ts` has the same). */
const LAMPS_LIT_BELOW_LUX = 35;
/** Meeus, Astronomical Algorithms, formula 16.4 at elevation 0, as suncalc has it. Above it fades; by eye. */
const HORIZON_REFRACTION_DEG = 0.484;
const MINUTE = 60_000;
const DAY = 86_400_000;
/** Steps a decade of light: 8 % each, about what a photocell tells apart. Between the steps nothing is told. */
const STEPS_A_DECADE = 30;

/** What someone ordered: how warm it is (left out: as the date has it), and what is left of the daylight. */
export type Weather = { readonly temperatureC?: number; readonly lightPct: number };

/** The sky of a minute. A pure function of scene, seed, wall time and ordered weather. */
export function skyAt(scene: Scene, seed: number, wall: EpochMs, weather: Weather | null = null): Sky {
  const minute = Math.floor(wall / MINUTE);
  const elevationDeg = elevationAt(scene, minute);
  const light = (weather?.lightPct ?? 100) / 100;
  const lux = stepped(clearLux(elevationDeg) * (1 - 0.8 * cloud(seed, minute)) * light);
  const dark = elevationDeg < CIVIL_DUSK_DEG;
  return {
    elevationDeg,
    lux,
    temperatureC: weather?.temperatureC ?? temperature(seed, wall),
    dark,
    lampsLit: dark || lux < LAMPS_LIT_BELOW_LUX,
  };
}

/**
 * The sun's geometric elevation, which twilight is defined by. suncalc's altitude is the apparent one: at and below the
 * horizon it adds the refraction of the horizon, 0.48 degrees, or four minutes of a Stockholm dusk.
 */
export function elevationAt(
  { latitudeDeg, longitudeDeg }: Pick<Scene, "latitudeDeg" | "longitudeDeg">,
  minute: number,
): number {
  const apparentDeg = getPosition(new Date(minute * MINUTE), latitudeDeg, longitudeDeg).altitude;
  return apparentDeg - HORIZON_REFRACTION_DEG * Math.min(1, 1 / (1 + Math.max(0, apparentDeg)));
}

/** By civil sunset and astronomical night; what is between them is dawn before noon. */
export function sunPhase(elevationDeg: number, hour: number): "day" | "dusk" | "night" | "dawn" {
  if (elevationDeg > SUNSET_DEG) return "day";
  if (elevationDeg < NIGHT_DEG) return "night";
  return hour < 12 ? "dawn" : "dusk";
}

/**
 * Horizontal illuminance of a clear sky, by eye through the usual figures: 0.001 lx at -18, 3.4 at -6, 400 at 0,
 * 15,000 at 10, 100,000 at 60 degrees.
 */
function clearLux(elevationDeg: number): number {
  const points = [
    [-18, -3],
    [-12, -1.9],
    [-6, 0.53],
    [0, 2.6],
    [10, 4.18],
    [60, 5],
  ] as const;
  const above = points.findIndex(([degrees]) => degrees > elevationDeg);
  if (above === 0) return 10 ** points[0][1];
  const high = points[above];
  const low = points[above - 1];
  if (high === undefined || low === undefined) return 10 ** 5;
  return 10 ** (low[1] + ((high[1] - low[1]) * (elevationDeg - low[0])) / (high[0] - low[0]));
}

/** 0 clear to 1 overcast, drifting from hour to hour. */
function cloud(seed: number, minute: number): number {
  const hour = Math.floor(minute / 60);
  const share = (minute % 60) / 60;
  return chance(seed, "cloud", hour) * (1 - share) + chance(seed, "cloud", hour + 1) * share;
}

/** Stockholm's year (-3 to 18 degrees) and a day of 6 degrees, to half a degree. */
function temperature(seed: number, wall: EpochMs): number {
  const year = Math.cos((2 * Math.PI * (wall / DAY - 200)) / 365.25);
  const day = Math.cos((2 * Math.PI * (wall / DAY - 14 / 24)) / 1);
  const mood = 6 * (chance(seed, "temperature", Math.floor(wall / DAY)) - 0.5);
  return Math.round(2 * (7.5 + 10.5 * year + 3 * day + mood)) / 2;
}

const stepped = (lux: number): number => {
  const step = Math.round(Math.log10(Math.max(lux, 0.001)) * STEPS_A_DECADE);
  return Math.round(1_000 * 10 ** (step / STEPS_A_DECADE)) / 1_000;
};
