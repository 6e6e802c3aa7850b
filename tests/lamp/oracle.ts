import { getPosition } from "suncalc";
import type { LampReadings } from "../../device/lamp/readings.ts";
import type { LampSettings } from "../../device/lamp/settings.ts";
import { wallTime, type Instant } from "../../device/measure/time.ts";

/**
 * An independent copy of the table of the final level (rows 2, 5, 6 and 7 without neighbours and programs), written from
 * its text and sharing no code with `device/lamp`. It keeps whole histories instead of state and computes the sun at
 * every question, so it is slow and plain. Where the table leaves a moment open it gives every level it allows.
 */
export class LampOracle {
  readonly #settings: LampSettings;
  readonly #startedAt: Instant;
  #lux: { verdict: "dark" | "bright" | null; raw: "dark" | "bright" | null; since: Instant; doubtUntil: Instant };
  #provenAt: number | null = null;
  #stormMs: { from: Instant; to: Instant }[] = [];
  #lastEdgeAt: Instant | null = null;
  #activeSince: Instant | null = null;

  constructor(settings: LampSettings, startedAt: Instant) {
    this.#settings = settings;
    this.#startedAt = startedAt;
    this.#lux = { verdict: null, raw: null, since: startedAt, doubtUntil: startedAt };
  }

  /** Every level that the table allows at `now`, given what has read so since `before`. */
  levels(readings: LampReadings, before: Instant, now: Instant): Set<number> {
    this.#watchCell(readings, now);
    this.#watchMotion(readings, now);
    const levels = new Set<number>();
    const nights = this.#nights(readings, now);
    if (nights.has("yes") && nights.has("storm")) this.#stormMs.push({ from: before, to: now });
    for (const night of nights) for (const level of this.#rows(night, readings, now)) levels.add(level);
    return levels;
  }

  #rows(night: "yes" | "no" | "unsure" | "storm", { motion, clock }: LampReadings, now: Instant): readonly number[] {
    const { basePct, boostPct, safePct, floorPct, holdMs } = this.#settings;
    const clockOk = trusted(clock);
    if (night === "unsure" || (night !== "no" && !clockOk)) return [safePct];
    if (night === "no") return [0];
    if (!motion.ok) return [safePct];
    const rest = Math.max(basePct, floorPct);
    const lit = Math.max(boostPct, rest);
    const someone = this.#activeSince !== null || (this.#lastEdgeAt !== null && now < this.#lastEdgeAt + holdMs);
    return someone ? [lit] : [rest];
  }

  #nights({ clock }: LampReadings, now: Instant): Set<"yes" | "no" | "unsure" | "storm"> {
    const nights = new Set<"yes" | "no" | "unsure" | "storm">();
    const cells = this.#lux.doubtUntil > now ? [this.#lux.verdict, null] : [this.#lux.verdict];
    for (const cell of cells) {
      if (!trusted(clock)) nights.add(this.#lostClockNight(cell, now));
      else if (clock.ok)
        for (const agoMs of [0, 60_000]) {
          const wall = wallTime(clock.value, now) - agoMs;
          for (const night of this.#sunNight(wall, cell, now)) nights.add(night);
        }
    }
    return nights;
  }

  #lostClockNight(cell: "dark" | "bright" | null, now: Instant): "yes" | "no" | "unsure" {
    if (cell === "dark") return "yes";
    const proven = this.#provenAt !== null && now - this.#provenAt < 20 * 3_600_000;
    return cell === "bright" && proven ? "no" : "unsure";
  }

  #sunNight(wall: number, cell: "dark" | "bright" | null, now: Instant): readonly ("yes" | "no" | "storm")[] {
    const { windowBeforeMs, windowAfterMs } = this.#settings.night;
    const dark = (offsetMs: number) => this.#sunIsDown(wall + offsetMs);
    const past = dark(0) && dark(-windowAfterMs) && dark(windowAfterMs);
    const before = !dark(0) && !dark(-windowBeforeMs) && !dark(windowBeforeMs);
    if (past) return ["yes"];
    if (before) {
      if (cell !== "dark") return ["no"];
      return this.#stormTotalMs(now) < 2.9 * 3_600_000 ? ["yes", "storm"] : ["yes", "no", "storm"];
    }
    if (cell === null) return [dark(0) ? "yes" : "no"];
    return [cell === "dark" ? "yes" : "no"];
  }

  #sunIsDown(wall: number): boolean {
    const { latitudeDeg, longitudeDeg, sunBelowDeg } = this.#settings.night;
    return getPosition(new Date(wall), latitudeDeg, longitudeDeg).altitude < sunBelowDeg;
  }

  #stormTotalMs(now: Instant): number {
    return this.#stormMs.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from, now - 86_400_000)), 0);
  }

  #watchCell({ daylight }: LampReadings, now: Instant): void {
    const { cellOnLux, cellOffLux, cellDelayMs } = this.#settings.night;
    const lux = this.#lux;
    if (!daylight.ok) {
      this.#lux = { verdict: null, raw: null, since: now, doubtUntil: now };
      return;
    }
    const raw = daylight.value < cellOnLux ? "dark" : daylight.value > cellOffLux ? "bright" : lux.raw;
    if (raw !== lux.raw) this.#lux = { ...lux, raw, since: daylight.at };
    if (this.#lux.raw === null || now - this.#lux.since < cellDelayMs) return;
    if (this.#lux.verdict === "dark" && this.#lux.raw === "bright") this.#provenAt = now;
    this.#lux = { ...this.#lux, verdict: this.#lux.raw };
  }

  #watchMotion({ motion }: LampReadings, now: Instant): void {
    if (!motion.ok) {
      this.#activeSince = null;
      return;
    }
    const { active, lastEdgeAt } = motion.value;
    const since = lastEdgeAt ?? this.#startedAt;
    const counts = active && now - since >= this.#settings.minActiveMs;
    this.#activeSince = counts ? since : null;
    if (counts) this.#lastEdgeAt = lastEdgeAt;
  }
}

function trusted(clock: LampReadings["clock"]): boolean {
  if (!clock.ok || clock.value.quality === "none") return false;
  return clock.value.quality !== "estimated" || clock.value.errorMs <= 5 * 60_000;
}
