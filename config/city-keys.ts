import type { DeviceKind } from "../device/measure/roles.ts";
import { binSettings, pressSettings } from "./bin-settings.ts";
import { deviceSettings } from "./device-settings.ts";
import { lampSettings } from "./lamp-settings.ts";
import { neighboursSettings } from "./neighbours-settings.ts";
import { fileKey, isList, isNamed, isOptional, isSetting, type Entry, type Section } from "./section.ts";

/** Of link itself: a change is taken up by a new connection. */
const LINK_KEYS = ["city.broker", "city.startDelay", "city.keepalive"] as const;

/**
 * What the city may set of a running device: all of it takes effect at once. What says which hardware stands there, what
 * decides whether a ram may hurt someone, and who the device is, a person sets on site, and a restart takes it up. A key
 * that is not named here is such a one. A section stands for all within it.
 */
export const CITY_KEYS: Readonly<Record<DeviceKind, readonly string[]>> = {
  "lamp-post": [
    ...["lamp.base", "lamp.boost", "lamp.floor", "lamp.safe", "lamp.hold", "lamp.minActive"],
    ...["lamp.rampUp", "lamp.rampDown", "lamp.entry", "lamp.night", "lamp.luminaire"],
    ...["lamp.neighbours.nearHops", "lamp.neighbours.far", "lamp.calendar", "lamp.programs"],
    ...LINK_KEYS,
  ],
  "litter-bin": [
    ...["bin.warn", "bin.full", "bin.critical", "bin.hysteresis"],
    ...["bin.zone", "bin.collectEvery", "bin.collectWithin"],
    ...["bin.energy.commsOnly", "bin.energy.shutdown", "bin.energy.winterHarvest", "bin.energy.winterDays"],
    ...["bin.press.pressAt", "bin.press.pressAfterThrows", "bin.press.lowCharge", "bin.press.quiet"],
    ...["bin.press.strokesPerHourMax", "bin.press.strokesPerDayMax"],
    ...LINK_KEYS,
  ],
};

/** One key that has a value of its own: a setting, a list, or a section that is there as a whole or not at all. */
export type Key = {
  /** As in the file, and as in the checked config. */
  readonly path: readonly string[];
  readonly checked: readonly string[];
  readonly entry: Exclude<Entry, Section> | null;
  readonly byCity: boolean;
};

/** Every key of a kind of device, those that the city may not set included. */
export function keysOf(kind: DeviceKind): readonly Key[] {
  const own: Section =
    kind === "lamp-post"
      ? { lamp: lampSettings, neighbours: neighboursSettings }
      : { bin: { ...binSettings, press: pressSettings as Section } };
  const whole = ["parts", "boards"].map((key): Key => ({ path: [key], checked: [key], entry: null, byCity: false }));
  return [...keysIn({ ...deviceSettings, ...own }, [], [], CITY_KEYS[kind]), ...whole];
}

function keysIn(
  section: Section,
  path: readonly string[],
  checked: readonly string[],
  byCity: readonly string[],
): readonly Key[] {
  return Object.entries(section).flatMap(([key, entry]): readonly Key[] => {
    const [here, there] = [
      [...path, fileKey(key, entry)],
      [...checked, key],
    ];
    if (!isWhole(entry)) return keysIn(entry, here, there, byCity);
    return [{ path: here, checked: there, entry, byCity: byCity.some((name) => isWithin(here.join("."), name)) }];
  });
}

/** Set as a whole or not at all: half of a calendar makes no sense with half of another. */
const isWhole = (entry: Entry): entry is Exclude<Entry, Section> =>
  isSetting(entry) || isList(entry) || isNamed(entry) || isOptional(entry);

const isWithin = (path: string, name: string): boolean => path === name || path.startsWith(`${name}.`);
