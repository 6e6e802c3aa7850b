import type { LampReadings } from "../../device/lamp/readings.ts";
import type { LampSettings, NightSettings } from "../../device/lamp/settings.ts";
import type { WallClock } from "../../device/measure/time.ts";
import type { Words } from "./post.ts";
import { AskedHistory } from "./oracle-asked.ts";
import { CellHistory, type Verdict } from "./oracle-cell.ts";
import { CellDoubt, LOOK_MS } from "./oracle-doubt.ts";
import { MotionHistory } from "./oracle-motion.ts";
import { NeighbourHistory } from "./oracle-neighbours.ts";
import { PirHistory } from "./oracle-pir.ts";
import { effectOf, programLevels, programNight, type Effect, type ProgramNight } from "./oracle-program.ts";
import { sunAround, type SunSays } from "./oracle-sun.ts";

type Night = "yes" | "no" | "unsure";
const MINUTE = 60_000;

/**
 * An independent copy of the table of the final level, written from
 * its text and sharing no code with `device/lamp`. It keeps histories instead of state and reckons the sun by other
 * formulas, so it is plain and slow. Where the table leaves a moment open it gives every level it allows.
 */
export class LampOracle {
  readonly #settings: LampSettings;
  readonly #cell: CellHistory;
  readonly #doubt: CellDoubt;
  readonly #motion: MotionHistory;
  readonly #neighbours: NeighbourHistory;
  readonly #pir = new PirHistory();
  readonly #asked = new AskedHistory();
  #readings: LampReadings | null = null;
  /** The night of the calendar; the last known one while the clock is lost. */
  #tonight: ProgramNight | null = null;
  #now: number;

  constructor(settings: LampSettings, startedAt: number) {
    this.#settings = settings;
    this.#cell = new CellHistory(settings.night);
    this.#doubt = new CellDoubt(settings.night);
    this.#motion = new MotionHistory(settings);
    this.#neighbours = new NeighbourHistory(settings);
    this.#now = startedAt;
  }

  /** These read so from now on. Moments come in order. */
  note(readings: LampReadings, now: number, { requests = [], heard = [] }: Words = {}): void {
    this.#passTo(now);
    const before = this.#readings;
    const nightBefore = this.#night;
    this.#asked.override(now, this.#clock);
    this.#readings = readings;
    this.#beginNight();
    if (readings.daylight !== before?.daylight || nightBefore !== this.#night) this.#noteCell();
    for (const arrival of this.#motion.arrivals(now)) this.#neighbours.arrived(arrival);
    for (const word of heard) this.#neighbours.hear(word, now);
    if (readings.motion !== before?.motion) {
      this.#motion.note(readings.motion, now);
      this.#pir.note(readings.motion, now);
    }
    this.#asked.note(requests, now, this.#clock);
  }

  /** Every level that the table allows now. */
  levels(now: number): ReadonlySet<number> {
    this.#passTo(now);
    const commissioning = this.#asked.commissioning(now, this.#settings.floorPct);
    if (commissioning !== null) return new Set(commissioning);
    const levels = new Set<number>();
    for (const night of this.#nights()) for (const level of this.#rows(night)) levels.add(level);
    return levels;
  }

  #rows(night: Night): readonly number[] {
    const { safePct, floorPct } = this.#settings;
    if (night === "unsure" || (night === "yes" && this.#clock === null)) return [safePct];
    const allowDark = this.#tonight?.program?.allowDark === true;
    const override = this.#asked.override(this.#now, this.#clock);
    if (override !== null) return [night === "yes" ? Math.max(override, allowDark ? 0 : floorPct) : override];
    if (night === "no") return [0];
    const believed = allowDark ? "yes" : this.#pir.believed(this.#now);
    if (believed === "no") return [safePct];
    return believed === "maybe" ? [...this.#largest(allowDark), safePct] : this.#largest(allowDark);
  }

  #largest(allowDark: boolean): readonly number[] {
    const { basePct, boostPct, holdMs, floorPct, entry } = this.#settings;
    const boost: Effect = { operation: "Max", levelPct: boostPct, holdMs };
    const wall = this.#now + (this.#clock?.offsetMs ?? 0);
    const { program = null } = this.#tonight ?? {};
    const ruled = this.#tonight === null || program === null ? null : ([this.#tonight, program] as const);
    const programs = ruled === null ? [basePct] : programLevels(...ruled, wall);
    const effect = ruled === null ? boost : effectOf(...ruled, boost, wall);
    const floor = allowDark ? 0 : floorPct;
    const least = Math.max(floor, entry && !allowDark ? 100 : 0);
    const near = effect === null ? "no" : this.#motion.near(this.#now, effect.holdMs);
    const moved = near === "no" || effect === null ? [null] : near === "yes" ? [effect] : [effect, null];
    const own = moved.flatMap((does) => programs.flatMap((level) => moving(does, level, floor)));
    return this.#neighbours.levels(this.#now).flatMap((asked) => own.map((level) => Math.max(level, asked, least)));
  }

  #nights(): readonly Night[] {
    const clock = this.#clock;
    this.#passDoubt(0);
    const verdict = this.#cell.verdict(this.#now);
    const says: readonly Verdict[] = { no: [verdict], maybe: [verdict, null], yes: [null] }[this.#doubt.stuck];
    if (clock === null) return says.map((cell) => this.#lostClock(cell));
    const inWindowAlone = this.#night.cellInWindowAlone === true;
    return this.#suns(clock, MINUTE).flatMap((sun) => says.map((cell) => withClock(sun, cell, inWindowAlone)));
  }

  #lostClock(cell: Verdict): Night {
    const proven = this.#cell.proven(this.#now);
    if (cell === "dark") return "yes";
    return cell === "bright" && proven ? "no" : "unsure";
  }

  /** Time passes in pieces in which nothing but the sun changes. */
  #passTo(to: number): void {
    while (this.#now < to) {
      const ripe = this.#cell.ripeAt;
      const noon = this.#noon;
      const next = Math.min(to, this.#now + LOOK_MS, ripe > this.#now ? ripe : to, noon > this.#now ? noon : to);
      this.#passDoubt(next - this.#now);
      this.#now = next;
      if (next === noon && next < to) this.#atNoon();
    }
  }

  #atNoon(): void {
    const before = this.#night;
    this.#beginNight();
    if (before !== this.#night) this.#noteCell();
  }

  #noteCell(): void {
    if (this.#readings !== null) this.#cell.note(this.#readings.daylight, this.#now, this.#night);
  }

  #beginNight(): void {
    const { calendar, night } = this.#settings;
    const clock = this.#clock;
    if (calendar !== null && clock !== null) this.#tonight = programNight(calendar, night, this.#now + clock.offsetMs);
  }

  /** What a night is, by the program in force. */
  get #night(): NightSettings {
    return this.#tonight?.night ?? this.#settings.night;
  }

  /** When the next night of the calendar begins. */
  get #noon(): number {
    const clock = this.#clock;
    return clock === null || this.#tonight === null ? Number.POSITIVE_INFINITY : this.#tonight.to - clock.offsetMs;
  }

  #passDoubt(lasted: number): void {
    const clock = this.#clock;
    const suns = clock === null ? null : this.#suns(clock, LOOK_MS);
    const wall = this.#now + (clock?.offsetMs ?? 0);
    this.#doubt.pass(this.#cell.verdict(this.#now), suns, wall, lasted, this.#night.cellOffLux);
  }

  #suns(clock: WallClock, span: number): readonly SunSays[] {
    return sunAround(this.#now + clock.offsetMs, span, this.#night);
  }

  get #clock(): WallClock | null {
    return this.#readings === null ? null : this.#clockOf(this.#readings);
  }

  #clockOf({ clock }: LampReadings): WallClock | null {
    if (!clock.ok || clock.value.quality === "none") return null;
    return clock.value.quality === "estimated" && clock.value.errorMs > 5 * MINUTE ? null : clock.value;
  }
}

/** What someone near makes of the program's level. Of a gap nobody says whether it counts as the floor or as nothing. */
function moving(effect: Effect | null, level: number | null, floor: number): readonly number[] {
  const owns = level === null ? [0, floor] : [level];
  if (effect === null) return owns;
  const { operation, levelPct } = effect;
  switch (operation) {
    case "Set":
      return [levelPct];
    case "Min":
      return owns.map((own) => Math.min(own, levelPct));
    case "Sub":
      return owns.map((own) => own - levelPct);
    case "Max":
      return owns.map((own) => Math.max(own, levelPct));
    case "Add":
      return owns.map((own) => Math.min(100, own + levelPct));
    case "Mul":
      return owns.map((own) => Math.max(own, Math.min(100, (own * levelPct) / 100)));
  }
}

function withClock({ phase, down }: SunSays, cell: Verdict, inWindowAlone: boolean): Night {
  if (phase === "night") return "yes";
  if (phase === "day") return cell === "dark" && !inWindowAlone ? "yes" : "no";
  return cell === "dark" || (cell === null && down) ? "yes" : "no";
}
