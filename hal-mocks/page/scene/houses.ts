import { between, chance } from "../../random.ts";

/** One house of a Stockholm street, as chance built it. */
export type House = {
  /** Names its windows. */
  readonly key: number;
  readonly fromM: number;
  readonly widthM: number;
  /** Above the shops, below the roof. */
  readonly storeys: number;
  readonly bays: number;
  readonly roof: "mansard" | "saddle" | "attic";
  /** Which of the painter's colours. */
  readonly wallColour: number;
  readonly roofColour: number;
  /** Shares of its width. */
  readonly chimneys: readonly number[];
  readonly balconies: boolean;
  readonly awning: boolean;
  readonly doorBay: number;
};

/** Houses on a street of 60 posts. */
const HOUSES_MAX = 240;
const BAY_M = 1.65;
/** A side street opens now and then. */
const GAP_SHARE = 0.16;
const GAP_M = 5;

/** The same street for the same place. */
export function seedOf(place: string): number {
  return Array.from(place).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7);
}

export function housesAlong(seed: number, fromM: number, toM: number): readonly House[] {
  const houses: House[] = [];
  for (let key = 0, atM = fromM; atM < toM && key < HOUSES_MAX; key++) {
    const house = houseAt(seed, key, atM);
    houses.push(house);
    atM += house.widthM + (chance(seed, "gap", key) < GAP_SHARE ? GAP_M : 0);
  }
  return houses;
}

function houseAt(seed: number, key: number, fromM: number): House {
  const of = (what: string): number => chance(seed, what, key);
  const bays = Math.round(between(7, 12, of("bays")));
  const roof = of("roof");
  const stacks = 1 + Math.floor(3 * of("stacks"));
  return {
    key,
    fromM,
    widthM: bays * BAY_M,
    storeys: of("storeys") < 0.35 ? 3 : of("storeys") < 0.85 ? 4 : 5,
    bays,
    roof: roof < 0.55 ? "mansard" : roof < 0.8 ? "saddle" : "attic",
    wallColour: Math.floor(8 * of("wall")),
    roofColour: Math.floor(4 * of("tiles")),
    chimneys: Array.from({ length: stacks }, (_, i) => between(0.1, 0.9, chance(seed, "stack", key * 4 + i))),
    balconies: of("balconies") < 0.4,
    awning: of("awning") < 0.45,
    doorBay: 1 + Math.floor((bays - 2) * of("door")),
  };
}

export const windowKey = ({ key }: House, storey: number, bay: number): number => (key * 8 + storey) * 32 + bay;

/** Someone lives behind so many windows. */
const LIVED_IN_SHARE = 0.42;
const AWAKE_SHARE = 0.03;
const NOON = 12;
const DAY_H = 24;
/** Kinds of lamp behind a window. */
export const WINDOW_TONES = 3;

/**
 * How a window is lit at an hour of the local day: null is dark, else one of {@link WINDOW_TONES}. People come home in
 * the afternoon, put the light on as it gets dark, and go to bed one by one from a quarter to eleven; a few never do.
 */
export function windowTone(seed: number, window: number, hour: number, darkShare: number): number | null {
  const who = chance(seed, "who", window);
  if (who > LIVED_IN_SHARE) return null;
  if (darkShare < between(0.15, 0.75, chance(seed, "switch", window))) return null;
  const night = hour < NOON ? hour + DAY_H : hour;
  const home = between(13.5, 17.5, chance(seed, "home", window));
  const bed = who < AWAKE_SHARE ? Infinity : between(22.75, 25.5, chance(seed, "bed", window) ** 1.4);
  const up = between(29.5, 32, chance(seed, "up", window));
  const lit = (night >= home && night < bed) || night >= up;
  return lit ? Math.floor(WINDOW_TONES * chance(seed, "tone", window)) : null;
}

/** Shop fronts close at eight; some leave a light in the window. */
export function shopLit(seed: number, window: number, hour: number, darkShare: number): boolean {
  if (darkShare < 0.2) return false;
  const always = chance(seed, "display", window) < 0.3;
  return chance(seed, "shop", window) < 0.42 && (always || (hour >= 8 && hour < 20));
}
