import type { Moments } from "../../measure/moments.ts";
import { minutes, seconds, type Instant } from "../../measure/time.ts";

/**
 * A lamp that goes on and off by itself. `asked` is what was asked of it, and since when: a driver takes a while, so the
 * first look after a change of it is no switch. `switches` are the newest of those that nobody asked for, oldest first.
 */
export type Cycling = {
  readonly asked: Asked;
  readonly since: Instant;
  readonly on: boolean | null;
  readonly switches: readonly Instant[];
  readonly active: boolean;
};
/** `dim`: so little that on and off are not told apart by power. */
export type Asked = "dark" | "dim" | "lit";

/** Row 19: so many switches, on or off, within so long; and it is over when there was none for so long. */
const SWITCHES = 3;
const WITHIN_MS = minutes(10);
/** Our choice: LED drivers start within 2 s, and what lasts shorter than a meter's period is not seen anyway. */
const SETTLE_MS = seconds(30);

export const STEADY: Omit<Cycling, "since"> = { asked: "dim", on: null, switches: [], active: false };

/** `on`: what the power says; null: neither on nor off. */
export function nextCycling(was: Cycling, asked: Asked, on: boolean | null, moments: Moments): Cycling {
  const from = asked === was.asked ? was : { ...was, asked, since: moments.now, on: null };
  const looks = asked !== "dim" && on !== null && on !== from.on && moments.passed(from.since, SETTLE_MS);
  return overIfStill(looks ? seen(from, on, moments) : from, moments);
}

function seen(was: Cycling, on: boolean, moments: Moments): Cycling {
  if (was.on === null) return { ...was, on };
  const switches = [...was.switches, moments.now].slice(-SWITCHES);
  const [oldest] = switches;
  const often = switches.length === SWITCHES && oldest !== undefined && moments.now - oldest <= WITHIN_MS;
  return { ...was, on, switches, active: was.active || often };
}

/** Nothing is left to remember of a lamp that has burnt still for as long as the rule looks back. */
function overIfStill(was: Cycling, moments: Moments): Cycling {
  const newest = was.switches.at(-1);
  if (newest === undefined || !moments.passed(newest, WITHIN_MS)) return was;
  return { ...was, switches: [], active: false };
}
