import type { LampReadings } from "../../device/lamp/readings.ts";
import type { LampSettings } from "../../device/lamp/settings.ts";
import type { WallClock } from "../../device/measure/time.ts";
import type { Words } from "./post.ts";
import { AskedHistory } from "./oracle-asked.ts";
import { CellHistory, type Verdict } from "./oracle-cell.ts";
import { CellDoubt, LOOK_MS } from "./oracle-doubt.ts";
import { MotionHistory } from "./oracle-motion.ts";
import { PirHistory } from "./oracle-pir.ts";
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
  readonly #pir = new PirHistory();
  readonly #asked = new AskedHistory();
  #readings: LampReadings | null = null;
  #now: number;

  constructor(settings: LampSettings, startedAt: number) {
    this.#settings = settings;
    this.#cell = new CellHistory(settings.night);
    this.#doubt = new CellDoubt(settings.night);
    this.#motion = new MotionHistory(settings);
    this.#now = startedAt;
  }

  /** These read so from now on. Moments come in order. */
  note(readings: LampReadings, now: number, { requests = [] }: Words = {}): void {
    this.#passTo(now);
    if (readings.daylight !== this.#readings?.daylight) this.#cell.note(readings.daylight, now);
    if (readings.motion !== this.#readings?.motion) {
      this.#motion.note(readings.motion, now);
      this.#pir.note(readings.motion, now);
    }
    this.#asked.override(now, this.#clock);
    this.#readings = readings;
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
    const { basePct, boostPct, safePct, floorPct } = this.#settings;
    if (night === "unsure" || (night === "yes" && this.#clock === null)) return [safePct];
    const override = this.#asked.override(this.#now, this.#clock);
    if (override !== null) return [night === "yes" ? Math.max(override, floorPct) : override];
    if (night === "no") return [0];
    const rest = Math.max(basePct, floorPct);
    const lit = Math.max(boostPct, rest);
    const seen = { yes: [lit], maybe: [lit, rest], no: [rest] }[this.#motion.near(this.#now)];
    return { yes: seen, maybe: [...seen, safePct], no: [safePct] }[this.#pir.believed(this.#now)];
  }

  #nights(): readonly Night[] {
    const clock = this.#clock;
    this.#passDoubt(0);
    const verdict = this.#cell.verdict(this.#now);
    const says: readonly Verdict[] = { no: [verdict], maybe: [verdict, null], yes: [null] }[this.#doubt.stuck];
    if (clock === null) return says.map((cell) => this.#lostClock(cell));
    return this.#suns(clock, MINUTE).flatMap((sun) =>
      says.map((cell) => withClock(sun, cell, this.#settings.night.cellInWindowAlone === true)),
    );
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
      const next = Math.min(to, this.#now + LOOK_MS, ripe > this.#now ? ripe : to);
      this.#passDoubt(next - this.#now);
      this.#now = next;
    }
  }

  #passDoubt(lasted: number): void {
    const clock = this.#clock;
    const suns = clock === null ? null : this.#suns(clock, LOOK_MS);
    this.#doubt.pass(this.#cell.verdict(this.#now), suns, this.#now + (clock?.offsetMs ?? 0), lasted);
  }

  #suns(clock: WallClock, span: number): readonly SunSays[] {
    return sunAround(this.#now + clock.offsetMs, span, this.#settings.night);
  }

  get #clock(): WallClock | null {
    const clock = this.#readings?.clock;
    if (clock?.ok !== true || clock.value.quality === "none") return null;
    return clock.value.quality === "estimated" && clock.value.errorMs > 5 * MINUTE ? null : clock.value;
  }
}

function withClock({ phase, down }: SunSays, cell: Verdict, inWindowAlone: boolean): Night {
  if (phase === "night") return "yes";
  if (phase === "day") return cell === "dark" && !inWindowAlone ? "yes" : "no";
  return cell === "dark" || (cell === null && down) ? "yes" : "no";
}
