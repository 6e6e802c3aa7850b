import type { ControlEnd, Moment } from "../channel/messages.ts";
import { elapsed, minutes } from "../measure/time.ts";

/** Told so often although nothing is new: link reckons on from it. Our choice. */
export const ALIVE_MS = minutes(1);
/** A clock that was set by more than this is news at once. Our choice: a command is judged by whole minutes. */
const LEAP_MS = 1_000;

/** Whether link must hear the time again. Pure. */
export function isNews(told: Moment | null, is: Moment): boolean {
  if (told === null || elapsed(told.at, is.at) >= ALIVE_MS || told.timeQuality !== is.timeQuality) return true;
  if (told.ts === null || is.ts === null) return told.ts !== is.ts;
  return Math.abs(is.ts - told.ts - elapsed(told.at, is.at)) > LEAP_MS;
}

/** Tells link what time it is, so that it can judge by it. Said or not, nothing waits for it. */
export class Alive {
  #told: Moment | null = null;

  /** Link began anew and knows nothing. */
  greeted(): void {
    this.#told = null;
  }

  step(channel: ControlEnd, moment: Moment): void {
    if (isNews(this.#told, moment) && channel.send({ m: "alive", moment })) this.#told = moment;
  }
}
