import type { Quantity } from "./units.ts";

/** A length of time in milliseconds. Never a moment; see {@link Instant}. */
export type Millis = Quantity<"ms">;
/**
 * A moment on the monotonic clock (CLOCK_MONOTONIC, `process.hrtime`), in ms since boot. It compares with the
 * kernel's edge stamps and across processes of one boot; it means nothing after a reboot.
 */
export type Instant = Quantity<"ms since boot">;
/** A moment of wall time, in ms since 1970-01-01 UTC. Only as good as its {@link TimeQuality}. */
export type EpochMs = Quantity<"ms since 1970">;

/**
 * How wall time is known: `sync` by NTP, `rtc` from a clock chip with its oscillator flag good, `estimated` run on
 * from one of these since boot, `none` not at all. A *saved* time is `none`: it boots at a plausible hour, hours old.
 */
export type TimeQuality = "sync" | "rtc" | "estimated" | "none";

/**
 * What a clock says, so that it changes only when the clock is stepped or its quality changes, not as time passes:
 * wall = instant + `offsetMs`. Without an answer (`none`) the offset is meaningless and must not be used.
 */
export type WallClock = {
  readonly offsetMs: number;
  readonly quality: TimeQuality;
  readonly errorMs: Millis;
};

export const millis = (value: number) => finite("millis", value) as Millis;
export const seconds = (value: number) => millis(value * 1_000);
export const minutes = (value: number) => millis(value * 60_000);
export const hours = (value: number) => millis(value * 3_600_000);
export const instant = (value: number) => finite("instant", value) as Instant;
export const epochMs = (value: number) => finite("epochMs", value) as EpochMs;

export const after = (start: Instant, wait: Millis) => (start + wait) as Instant;
export const elapsed = (from: Instant, to: Instant) => (to - from) as Millis;
export const wallTime = (clock: WallClock, now: Instant) => (now + clock.offsetMs) as EpochMs;
/** The earlier of two announced moments, where null announces nothing. */
export const sooner = (a: Instant | null, b: Instant | null) => (a === null ? b : b === null ? a : a < b ? a : b);

function finite(name: string, value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`${name}: ${value} is not a finite number`);
  return value;
}
