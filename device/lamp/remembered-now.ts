import type { Instant } from "../measure/time.ts";
import type { Asked } from "./asked/asked.ts";
import { keptOverride } from "./asked/override.ts";
import { DAYS_MAX, type Remembered, type Remembering } from "./memory.ts";
import type { People } from "./people/people.ts";
import type { DayFigures } from "./told/day-figures.ts";
import { settledIndicators } from "./told/indicators.ts";
import type { Totals } from "./watch/meter.ts";
import type { Watch } from "./watch/watch.ts";

/**
 * What is to be kept now. Figures that grow all the time are taken over when the meter settles, every quarter of an hour;
 * a start at once, because power that blinks leaves no quarter of an hour.
 */
export function rememberedNow(
  { value, pending }: Remembering,
  is: {
    readonly asked: Asked;
    readonly people: People;
    readonly before: Watch;
    readonly watch: Watch;
    readonly closed: DayFigures | null;
  },
  now: Instant,
): Remembered {
  const { keeping, indicators } = is.watch;
  const settles = keeping !== is.before.keeping;
  const override = pending ?? keptOverride(is.asked.override);
  const silentNights = is.people.judge.nights;
  const totals = settles ? keeping.totals : withStarts(value.totals, keeping.totals.starts);
  const same = override === value.override && silentNights === value.silentNights && totals === value.totals;
  if (same && !settles && is.closed === null) return value;
  return {
    override,
    silentNights,
    totals,
    counters: settles ? keeping.counters : value.counters,
    today: settles ? settledIndicators(indicators, now) : value.today,
    days: is.closed === null ? value.days : [...value.days, is.closed].slice(-DAYS_MAX),
  };
}

const withStarts = (totals: Totals, starts: number): Totals =>
  totals.starts === starts ? totals : { ...totals, starts };
