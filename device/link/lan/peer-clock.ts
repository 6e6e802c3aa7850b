import { after, elapsed, hours, instant, millis, seconds, type Instant, type Millis } from "../../measure/time.ts";
import type { Answer, Word } from "./payload.ts";

/**
 * What is known of the monotonic clock of another post: its time less ours, measured by a question with a nonce and its
 * answer. It holds for one start of that post's link (`boot`, `run`).
 */
export type PeerClock = {
  readonly boot: number;
  readonly run: string;
  readonly aheadMs: number;
  /** From question to answer; the clock was read somewhere between. */
  readonly roundTripMs: Millis;
  readonly learnedAt: Instant;
};
export type Question = { readonly nonce: string; readonly at: Instant };

/** An answer that comes later is none: it would say too little. */
export const ANSWER_MS = seconds(1);
/** A clock learned longer ago is asked again when its post is next heard. */
export const LEARN_AGAIN_MS = seconds(30);
/** And so long ago it is as good as unknown. */
export const FORGET_MS = hours(1);
/** Two crystals of 100 ppm each, the worst that small computers have. */
const DRIFT_PPM = 200;

export function clockFrom({ boot, run, at }: Answer, question: Question, now: Instant): PeerClock {
  const roundTripMs = elapsed(question.at, now);
  return { boot, run, aheadMs: at - (question.at + roundTripMs / 2), roundTripMs, learnedAt: now };
}

/** Whether a word can be judged by this clock. */
export const isFor = (clock: PeerClock | null, { boot, run }: Word, now: Instant): clock is PeerClock =>
  clock !== null && clock.boot === boot && clock.run === run && elapsed(clock.learnedAt, now) <= FORGET_MS;

/** When it was here at the moment of a word, and how far off that may be: what its sender did not know, and what we do not. */
export function momentHere(clock: PeerClock, word: Word, now: Instant): { at: Instant; errorMs: Millis } {
  const driftMs = (elapsed(clock.learnedAt, now) * DRIFT_PPM) / 1_000_000;
  const errorMs = millis(Math.ceil(word.errorMs + clock.roundTripMs + driftMs));
  return { at: after(instant(word.at), millis(-clock.aheadMs)), errorMs };
}
