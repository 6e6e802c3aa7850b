import { instant, type Instant } from "../../device/measure/time.ts";
import type { Powered } from "../powered.ts";
import { between, chance } from "../random.ts";
import type { World } from "../world.ts";

/**
 * What goes wrong at a bin in weeks, drawn from the seed: about one of these a week. *Not* injected: a press that breaks,
 * a clock that is wrong, a relay that bounces, litter that sticks or burns, a network.
 */
export const TROUBLES = ["outliers", "bag", "blind", "dead", "hopperOpen", "powerCut", "eStop"] as const;
export type Trouble = (typeof TROUBLES)[number];

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MEAN_DAYS = 7;
/** One of five samples is off by up to half a metre (bins.md, row 14). */
const OUTLIER_SHARE = 0.2;
const OUTLIER_MM = 500;
const SAMPLE_MS = 5_000;
/** From the sensor down to a bag at the full line or just below it: as high as would look full. */
const BAG_HIGH_MM = 320;
const BAG_LOW_MM = 500;
/** Whoever mends presses RESET after this, then START, then RETURN. */
const STEP_MS = 30_000;

/** At most one trouble a day, over this many days. */
export function planTroubles(world: World, site: Powered, name: string, days: number): void {
  for (let day = 0; day < days; day++) {
    if (chance(world.seed, `trouble? ${name}`, day) * MEAN_DAYS > 1) continue;
    const of = TROUBLES[Math.floor(chance(world.seed, `which trouble ${name}`, day) * TROUBLES.length)];
    const share = (what: string): number => chance(world.seed, `${what} ${name}`, day);
    const at = instant(Math.round(day * DAY_MS + share("trouble at") * DAY_MS));
    const lasts = Math.round(
      (of === "powerCut" || of === "outliers" ? HOUR_MS : 6 * HOUR_MS) * between(0.1, 1, share("lasts")),
    );
    if (of !== undefined) world.plan(at, (now) => begin({ world, site, name, share }, of, now, instant(now + lasts)));
  }
}

type At = {
  readonly world: World;
  readonly site: Powered;
  readonly name: string;
  readonly share: (what: string) => number;
};

function begin({ world, site, name, share }: At, trouble: Trouble, now: Instant, until: Instant): void {
  const bin = world.bins.get(name);
  if (bin === undefined) return;
  const atEnd = (run: (at: Instant) => void): void => world.plan(until, run);
  switch (trouble) {
    case "outliers":
      disturbed(world, name, now, until);
      return;
    case "bag":
      bin.echo.disturb({ hangingMm: between(BAG_HIGH_MM, BAG_LOW_MM, share("bag")) });
      atEnd(() => bin.echo.disturb({ hangingMm: null }));
      return;
    case "blind":
      bin.echo.disturb({ blind: true });
      atEnd(() => bin.echo.disturb({ blind: false }));
      return;
    case "dead":
      world.breakPart(name, "level", "no-answer");
      atEnd(() => world.mendPart(name, "level"));
      return;
    case "hopperOpen":
      for (const contact of ["hopperA", "hopperB"] as const) bin.set(contact, false, now);
      atEnd((at) => {
        for (const contact of ["hopperA", "hopperB"] as const) bin.set(contact, true, at);
      });
      return;
    case "powerCut":
      site.cutPower();
      atEnd(() => site.returnPower());
      return;
    case "eStop":
      bin.set("eStop", true, now);
      atEnd((at) => {
        bin.set("eStop", false, at);
        mended(world, name, at);
      });
  }
}

/** Whoever comes for a fault leaves the bin in service. */
export function mended(world: World, name: string, at: Instant): void {
  const bin = world.bins.get(name);
  bin?.push("reset", instant(at + STEP_MS));
  bin?.push("start", instant(at + 2 * STEP_MS));
  bin?.push("returned", instant(at + 3 * STEP_MS));
}

/** Each sample is drawn anew: most are right. */
function disturbed(world: World, name: string, at: Instant, until: Instant): void {
  const bin = world.bins.get(name);
  const draw = (what: string): number => chance(world.seed, `${what} ${name}`, Math.floor(at / SAMPLE_MS));
  const off = at < until && draw("outlier?") < OUTLIER_SHARE;
  bin?.echo.disturb({ offMm: off ? Math.round(between(-OUTLIER_MM, OUTLIER_MM, draw("outlier"))) : 0 });
  if (at < until) world.plan(instant(at + SAMPLE_MS), (next) => disturbed(world, name, next, until));
}
