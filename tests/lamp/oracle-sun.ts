import type { NightSettings } from "../../device/lamp/settings.ts";

export type Phase = "night" | "window" | "day";
export type SunSays = { readonly phase: Phase; readonly down: boolean };

const MINUTE = 60_000;
const DAY = 86_400_000;
const J2000_MS = Date.UTC(2000, 0, 1, 12);

/**
 * Everything that the sun may be within `span` ms of a wall moment; a minute is how near the project promises to follow
 * it. Its place is reckoned by the low-precision formulas of the Astronomical Almanac (0.01 degrees from 1950 to 2050),
 * which are not those of suncalc.
 */
export function sunAround(wall: number, span: number, night: NightSettings): readonly SunSays[] {
  const [before, now, after] = [sunAt(wall - span, night), sunAt(wall, night), sunAt(wall + span, night)];
  if (alike(before, now)) return alike(now, after) ? [now] : [now, after];
  return alike(now, after) || alike(before, after) ? [before, now] : [before, now, after];
}

const alike = (a: SunSays, b: SunSays): boolean => a.phase === b.phase && a.down === b.down;

export const solarDay = (wall: number, { longitudeDeg }: NightSettings): number =>
  Math.floor(wall / DAY + longitudeDeg / 360);

function sunAt(wall: number, night: NightSettings): SunSays {
  const { windowBeforeMs, windowAfterMs, dawnWindow } = night;
  const nights = nightsAround(Math.floor(wall / DAY), night);
  const dawn = dawnWindow ?? { beforeMs: windowBeforeMs, afterMs: windowAfterMs };
  const down = nights.some(([begins, ends]) => wall >= begins && wall < ends);
  const near = nights.some(
    ([begins, ends]) =>
      (wall >= begins - windowBeforeMs && wall < begins + windowAfterMs) ||
      (wall >= ends - dawn.beforeMs && wall < ends + dawn.afterMs),
  );
  return { phase: near ? "window" : down ? "night" : "day", down };
}

type Span = readonly [begins: number, ends: number];
const nightsOf = new WeakMap<NightSettings, Map<number, readonly Span[]>>();

/** The nights that touch a day of UTC or the half days beside it, moved by their offsets; one without end is infinite. */
function nightsAround(day: number, night: NightSettings): readonly Span[] {
  const known = nightsOf.get(night) ?? new Map<number, readonly Span[]>();
  nightsOf.set(night, known);
  const before = known.get(day);
  if (before !== undefined) return before;
  const [first, last] = [day * 1_440 - 720, (day + 1) * 1_440 + 720];
  const found: Span[] = [];
  let begins = isDown(first, night) ? Number.NEGATIVE_INFINITY : null;
  for (let minute = first; minute < last; minute += 1) {
    const next = isDown(minute + 1, night);
    if (next === isDown(minute, night)) continue;
    const at = (minute + 0.5) * MINUTE;
    if (!next) found.push([begins ?? at, at + night.dawnOffsetMs]);
    begins = next ? at + night.duskOffsetMs : null;
  }
  if (begins !== null) found.push([begins, Number.POSITIVE_INFINITY]);
  const nights = joined(found.filter((span) => span[0] < span[1]));
  known.set(day, nights);
  return nights;
}

function joined(nights: readonly Span[]): readonly Span[] {
  const apart: Span[] = [];
  for (const [begins, ends] of nights) {
    const last = apart.at(-1);
    if (last === undefined || last[1] < begins) apart.push([begins, ends]);
    else apart[apart.length - 1] = [last[0], ends];
  }
  return apart;
}

export const isDown = (minute: number, night: NightSettings): boolean =>
  almanacElevationDeg(minute * MINUTE, night) < night.sunBelowDeg;

export function almanacElevationDeg(wall: number, { latitudeDeg, longitudeDeg }: NightSettings): number {
  const n = (wall - J2000_MS) / DAY;
  const mean = 280.46 + 0.9856474 * n;
  const anomaly = rad(357.528 + 0.9856003 * n);
  const ecliptic = rad(mean + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly));
  const obliquity = rad(23.439 - 0.0000004 * n);
  const ascension = Math.atan2(Math.cos(obliquity) * Math.sin(ecliptic), Math.cos(ecliptic));
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(ecliptic));
  const hourAngle = rad((18.697374558 + 24.06570982441908 * n) * 15 + longitudeDeg) - ascension;
  const latitude = rad(latitudeDeg);
  const sine =
    Math.sin(latitude) * Math.sin(declination) + Math.cos(latitude) * Math.cos(declination) * Math.cos(hourAngle);
  return (Math.asin(sine) * 180) / Math.PI;
}

const rad = (deg: number): number => (deg * Math.PI) / 180;
