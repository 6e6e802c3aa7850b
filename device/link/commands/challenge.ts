import { after, elapsed, minutes, type Instant } from "../../measure/time.ts";

/** Shown in the birth. A command that echoes it was signed after it was shown, whatever the clock here says. */
export type Challenge = { readonly value: string; readonly since: Instant };

const CHALLENGE_MS = minutes(10);

export function answersTo(challenge: Challenge | null, echo: string | undefined, now: Instant): boolean {
  if (challenge === null || echo === undefined || echo !== challenge.value) return false;
  return elapsed(challenge.since, now) <= CHALLENGE_MS;
}

export const goneAt = ({ since }: Challenge): Instant => after(since, CHALLENGE_MS);
