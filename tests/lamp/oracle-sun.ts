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
  const down = isDown(Math.round(wall / MINUTE), night);
  const near = crossings(Math.floor(wall / DAY), night).some(
    (crossing) => wall >= crossing - night.windowBeforeMs && wall < crossing + night.windowAfterMs,
  );
  return { phase: near ? "window" : down ? "night" : "day", down };
}

const crossingsOf = new WeakMap<NightSettings, Map<number, readonly number[]>>();

/** The minutes at which the sun crosses the threshold, from three hours before a day of UTC to three after it. */
function crossings(day: number, night: NightSettings): readonly number[] {
  const known = crossingsOf.get(night) ?? new Map<number, readonly number[]>();
  crossingsOf.set(night, known);
  const before = known.get(day);
  if (before !== undefined) return before;
  const found: number[] = [];
  for (let minute = day * 1_440 - 182; minute <= (day + 1) * 1_440 + 182; minute += 1) {
    if (isDown(minute, night) !== isDown(minute + 1, night)) found.push((minute + 0.5) * MINUTE);
  }
  known.set(day, found);
  return found;
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
