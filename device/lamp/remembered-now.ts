import type { Instant } from "../measure/time.ts";
import type { Asked } from "./asked/asked.ts";
import { keptOverride } from "./asked/override.ts";
import { DAYS_MAX, type Remembered, type Remembering } from "./memory.ts";
import type { People } from "./people/people.ts";
import type { DayFigures } from "./told/day-figures.ts";
import { settledIndicators } from "./told/indicators.ts";
import type { Watch } from "./watch/watch.ts";

/** What is to be kept now. Figures that grow all the time are taken over when the meter settles, every quarter of an hour. */
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
  const same = override === value.override && silentNights === value.silentNights;
  if (same && !settles && is.closed === null) return value;
  return {
    override,
    silentNights,
    totals: settles ? keeping.totals : value.totals,
    today: settles ? settledIndicators(indicators, now) : value.today,
    days: is.closed === null ? value.days : [...value.days, is.closed].slice(-DAYS_MAX),
  };
}
