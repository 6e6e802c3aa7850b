import { askedPrograms, minuteOf, type AskedPeriod, type AskedPoint, type AskedProgram } from "./calendar.ts";
import { activePeriodSettings, PERIODS } from "./calendar-settings.ts";
import type { Values } from "./reader.ts";
import { inOrder, type Broken } from "./rules.ts";
import { fileKey } from "./section.ts";
import { either, shown } from "./value.ts";

/** What the keys of each program say together. */
export function programRules(lamp: Values): readonly Broken[] {
  return askedPrograms(lamp).flatMap((program) => {
    const path = `lamp.programs.${program.name}`;
    return [
      ...periodRules(program.activePeriod ?? {}, `${path}.activePeriod`),
      ...offsetsWithoutSun(program, path),
      ...outOfOrder(program.switchPoints ?? [], `${path}.switchPoints`),
    ];
  });
}

type Period = (typeof PERIODS)[number];
type PeriodKey = Exclude<keyof typeof activePeriodSettings, "type">;
const SUN = ["AstroClock", "AstroAndSensor"] as const;
const CELL = ["Sensor", "AstroAndSensor"] as const;
/** The types of period that have each key. */
export const PERIODS_WITH: { readonly [Key in PeriodKey]: readonly Period[] } = {
  from: ["Absolute"],
  to: ["Absolute"],
  sunsetOffsetMs: SUN,
  sunriseOffsetMs: SUN,
  beforeSunsetMs: ["AstroAndSensor"],
  beforeSunriseMs: ["AstroAndSensor"],
  onLux: CELL,
  offLux: CELL,
};

function periodRules(period: AskedPeriod, path: string): readonly Broken[] {
  const { type } = period;
  if (type === undefined) return [];
  const strangers = (Object.keys(PERIODS_WITH) as PeriodKey[]).flatMap((key): readonly Broken[] => {
    if (period[key] == null || PERIODS_WITH[key].includes(type)) return [];
    const name = fileKey(key, activePeriodSettings[key]);
    const wrong = `${name} is for ${either(PERIODS_WITH[key])}, and type says ${type}`;
    return [{ paths: [`${path}.${name}`], wrong, instead: "Take it out, or correct type." }];
  });
  const cell = inOrder("light", [`${path}.onLevel`, period.onLux], [`${path}.offLevel`, period.offLux]);
  return type === "Absolute" ? [...strangers, ...absolute(period, path)] : [...strangers, ...cell];
}

function absolute({ from, to }: AskedPeriod, path: string): readonly Broken[] {
  const missing = Object.entries({ from, to }).flatMap(([key, value]) => (value === null ? [key] : []));
  if (missing.length > 0) {
    const wrong = `an Absolute period needs ${missing.join(" and ")}`;
    return [
      { paths: [`${path}.type`], wrong, instead: `Add ${missing.map((key) => `${key}: "22:00"`).join(" and ")}.` },
    ];
  }
  if (from === undefined || from !== to) return [];
  const instead = "Write two times, or leave activePeriod out for the whole night.";
  return [{ paths: [`${path}.to`], wrong: `it ends when it begins, at ${from ?? ""}`, instead }];
}

function offsetsWithoutSun({ switchPoints }: AskedProgram, path: string): readonly Broken[] {
  return (switchPoints ?? []).flatMap(({ at, offsetMs }, index): readonly Broken[] => {
    if (at === undefined || isSun(at) || offsetMs == null) return [];
    const wrong = `offset is for sunset and sunrise, and at says ${at}`;
    return [{ paths: [`${path}.switchPoints.${index + 1}.offset`], wrong, instead: "Take it out, or correct at." }];
  });
}

/** `22:00`, `sunset + 15 min`. */
export const pointWords = (at: string, offsetMs: number): string =>
  offsetMs === 0 ? at : `${at} ${offsetMs < 0 ? "-" : "+"} ${shown("duration", Math.abs(offsetMs))}`;

const isSun = (at: string): boolean => at === "sunset" || at === "sunrise";
const NOON = 720;
const DAY = 1_440;

/** Times follow each other from noon to noon. What the sun puts between them is another moment each night. */
function outOfOrder(points: readonly AskedPoint[], path: string): readonly Broken[] {
  const last = new Map<string, { readonly value: number; readonly words: string }>();
  return points.flatMap(({ at, offsetMs }, index): readonly Broken[] => {
    if (at === undefined || offsetMs === undefined) return [];
    const kind = isSun(at) ? at : "time";
    const value = isSun(at) ? (offsetMs ?? 0) : (minuteOf(at) - NOON + DAY) % DAY;
    const words = pointWords(at, isSun(at) ? value : 0);
    const before = last.get(kind);
    if (before === undefined || value >= before.value) {
      last.set(kind, { value, words });
      return [];
    }
    const paths = [`${path}.${index + 1}.at`];
    const wrong = `${words} comes after ${before.words}, and is earlier in a night, which lasts from noon to noon`;
    return [{ paths, wrong, instead: "Put them in the order of the night." }];
  });
}
