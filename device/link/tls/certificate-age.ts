import { hours } from "../../measure/time.ts";
import type { Validity } from "./credentials.ts";

/** However long it lasts, so late is late: two weeks, in which someone can drive there. Our choice. */
export const DAYS_LEFT_MIN = 14;
const DAY_MS = hours(24);

export type CertificateAge = {
  readonly reason: "half-life" | "expiring" | "expired";
  /** Whole days until it ends; 0 when it has. */
  readonly daysLeft: number;
};

/**
 * Whether the device's certificate wants to be renewed, and why; null: not yet. Renewed at half its life, as ACME
 * clients do at two thirds, so that a month without anyone who can does not strand a device. `nowMs` since 1970.
 */
export function certificateAge({ fromMs, toMs }: Validity, nowMs: number): CertificateAge | null {
  const leftMs = toMs - nowMs;
  const daysLeft = Math.max(0, Math.floor(leftMs / DAY_MS));
  if (leftMs < 0) return { reason: "expired", daysLeft };
  if (leftMs < DAYS_LEFT_MIN * DAY_MS) return { reason: "expiring", daysLeft };
  return leftMs < (toMs - fromMs) / 2 ? { reason: "half-life", daysLeft } : null;
}
