import { elapsed, millis, type Instant } from "../../measure/time.ts";
import { TIMERS } from "../press/timers.ts";
import type { BinReadings } from "../readings.ts";
import { isOn } from "./guards.ts";

/** A ram that comes so far in steps of at most so long is driven: 20 mm/s is the slowest press, 600 mm in 30 s. */
const SLID_MM = 10;
const STEP_MS = millis(500);

/**
 * The travel while both directions are off. `fromMm`: where the steps one way without a pause began, `steps` of them so
 * far, the last one at `at`.
 */
export type Slide = {
  readonly fromMm: number;
  readonly mm: number;
  readonly steps: number;
  readonly at: Instant;
};

/**
 * null: nobody can tell. With the chain open no relay drives the ram, so whoever turns it by hand does not count; nor
 * does what it runs on after it was switched off, nor an encoder that flickers between two steps.
 */
export function nextSlide(
  was: Slide | null,
  { ram, chain }: BinReadings,
  offSince: Instant | null,
  now: Instant,
): Slide | null {
  const mm = ram.ok ? ram.value.travelMm : null;
  if (mm === null || offSince === null || !isOn(chain)) return null;
  if (was === null || elapsed(offSince, now) < TIMERS.runDown) {
    return was?.mm === mm ? was : { fromMm: mm, mm, steps: 0, at: now };
  }
  if (mm === was.mm) return was;
  const goesOn = elapsed(was.at, now) <= STEP_MS && (mm - was.mm) * (was.mm - was.fromMm) > 0;
  return goesOn ? { ...was, mm, steps: was.steps + 1, at: now } : { fromMm: was.mm, mm, steps: 1, at: now };
}

/** It has come so far, though nothing was asked of it: a relay contact is welded. */
export const hasSlid = (slide: Slide | null): boolean =>
  slide !== null && slide.steps > 1 && Math.abs(slide.mm - slide.fromMm) >= SLID_MM;
