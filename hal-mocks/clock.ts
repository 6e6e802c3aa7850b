import type { Clock } from "../device/hal/clock.ts";
import { instant, millis, type Instant, type WallClock } from "../device/measure/time.ts";
import { MockSensor } from "./mock-sensor.ts";

/** Wall time as a source gives it; {@link clockSays} is the world's. */
export class MockClock extends MockSensor<WallClock> implements Clock {}

/**
 * What is wrong with a clock. `lost`: it has no time, and shows 1970; with `byMs` it shows a time that was saved when the
 * power went, which is as wrong and looks right. `step`: it was set wrong by so much, and knows its error. `drift`:
 * no time service since then, so it runs on by its crystal and is `estimated`. `lie`: as `step`, and it claims `sync`.
 */
export type ClockTrouble =
  | { readonly kind: "lost"; readonly byMs?: number }
  | { readonly kind: "step" | "lie"; readonly byMs: number }
  | { readonly kind: "drift"; readonly ppm: number; readonly since: Instant };

/** A time service over a network keeps a clock within this; our choice. */
const SYNC_ERROR_MS = 10;
/** A clock tells of a step of this or more (`device/hal/clock.ts`), so drift shows in such steps. */
const STEP_MS = 10;

/** What a clock says whose right offset is `offsetMs`. */
export function clockSays(offsetMs: number, trouble: ClockTrouble | undefined, now: Instant): WallClock {
  if (trouble === undefined) return { offsetMs, quality: "sync", errorMs: millis(SYNC_ERROR_MS) };
  switch (trouble.kind) {
    case "lost":
      return {
        offsetMs: trouble.byMs === undefined ? 0 : offsetMs + trouble.byMs,
        quality: "none",
        errorMs: millis(0),
      };
    case "step":
      return {
        offsetMs: offsetMs + trouble.byMs,
        quality: "estimated",
        errorMs: millis(Math.abs(trouble.byMs) + SYNC_ERROR_MS),
      };
    case "lie":
      return { offsetMs: offsetMs + trouble.byMs, quality: "sync", errorMs: millis(SYNC_ERROR_MS) };
    case "drift": {
      const drifted = steps(trouble.ppm, trouble.since, now) * STEP_MS;
      const errorMs = millis(drifted + STEP_MS + SYNC_ERROR_MS);
      return { offsetMs: offsetMs + Math.sign(trouble.ppm) * drifted, quality: "estimated", errorMs };
    }
  }
}

/** When a clock with this trouble next says something else; null: never by itself. */
export function nextClockChange(trouble: ClockTrouble, now: Instant): Instant | null {
  if (trouble.kind !== "drift" || trouble.ppm === 0) return null;
  return instant(trouble.since + (steps(trouble.ppm, trouble.since, now) + 1) * msPerStep(trouble.ppm));
}

const steps = (ppm: number, since: Instant, now: Instant): number =>
  ppm === 0 ? 0 : Math.floor((now - since) / msPerStep(ppm));
/** Whole milliseconds, so that a step falls on the moment that was announced for it. */
const msPerStep = (ppm: number): number => Math.max(1, Math.round((STEP_MS * 1_000_000) / Math.abs(ppm)));
