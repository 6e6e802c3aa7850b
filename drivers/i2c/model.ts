import type { Instant, Millis } from "../../device/measure/time.ts";
import type { Ask, BusFault } from "./bus.ts";

export type Found<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & BusFault);

/** What is asked of a chip `afterMs` after its last answer. `found`: what that answer came to; absent: nothing yet. */
export type Turn<State, T> = {
  readonly state: State;
  readonly afterMs: Millis;
  readonly ask: Ask;
  readonly found?: Found<T>;
};

/**
 * One kind of chip, as a pure dialogue over plain data. `begin` is its first turn, and the first after each fault of the
 * bus: the chip may have lost its power and its settings. `hear` has as many bytes as were asked for; they were taken
 * between `askedAt` and `now`.
 */
export type ChipModel<State, T> = {
  begin(): Turn<State, T>;
  hear(state: State, bytes: readonly number[], now: Instant, askedAt: Instant): Turn<State, T>;
};

/** A register of two bytes, the weightier first. */
export const word = ([high = 0, low = 0]: readonly number[]): number => (high << 8) | low;
/** The same as a number with a sign. */
export const signedWord = (bytes: readonly number[]): number => (word(bytes) << 16) >> 16;
