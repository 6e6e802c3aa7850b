import { millis, type Instant } from "../../measure/time.ts";
import type { Moments } from "../../measure/moments.ts";
import type { Guards } from "./guards.ts";

/** Both buttons within so long mean down, as two-hand controls have it (bins.md part 3); one alone for longer means up. */
export const TOGETHER_MS = millis(500);

/**
 * What a crew's hands ask for with the two buttons of the service. `spent`: nothing, until both were seen let go of.
 * `begun`: one is held, and the other may follow.
 */
export type Hands =
  | { readonly is: "spent" }
  | { readonly is: "free" }
  | { readonly is: "begun"; readonly first: "A" | "B"; readonly since: Instant }
  | { readonly is: "held"; readonly way: "up" | "down"; readonly since: Instant };

export const SPENT: Hands = { is: "spent" };
const FREE: Hands = { is: "free" };

/** The first button alone is up, both together are down; the second one alone is nothing. A hold that breaks is over. */
export function nextHands(was: Hands, guards: Guards, moments: Moments): Hands {
  const { atService, holdsA, holdsB, offB, handsOff } = guards;
  if (!atService) return SPENT;
  if (handsOff) return FREE;
  const onlyA = holdsA && offB;
  switch (was.is) {
    case "spent":
      return was;
    case "free":
      if (holdsA && holdsB) return { is: "held", way: "down", since: moments.now };
      if (onlyA || holdsB) return { is: "begun", first: holdsB ? "B" : "A", since: moments.now };
      return SPENT;
    case "begun":
      return followed(was, guards, moments);
    case "held":
      return (was.way === "down" ? holdsA && holdsB : onlyA) ? was : SPENT;
  }
}

function followed(was: Extract<Hands, { is: "begun" }>, guards: Guards, moments: Moments): Hands {
  const { holdsA, holdsB, offB } = guards;
  const { now } = moments;
  if (holdsA && holdsB) return now - was.since <= TOGETHER_MS ? { is: "held", way: "down", since: now } : SPENT;
  if (was.first === "A" ? !(holdsA && offB) : !holdsB) return SPENT;
  if (!moments.passed(was.since, TOGETHER_MS)) return was;
  return was.first === "A" ? { is: "held", way: "up", since: now } : SPENT;
}
