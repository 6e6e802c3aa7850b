import type { Report, Request } from "../../measure/decision.ts";
import { after, hours, millis, type Instant } from "../../measure/time.ts";
import { BLOCKS, LASTING_BLOCKS, type Block } from "./blocks.ts";
import type { Holds } from "./holds.ts";
import type { Remembered } from "../remembered.ts";
import { isLasting, type Mode } from "./states.ts";

/** The longest remote inhibit; a city that means longer asks again. */
const INHIBIT_MAX_MS = hours(24);

/** The inhibits among the requests, in force from this cycle on; the last one stands. 0 ms lifts it. */
export function inhibited(holds: Holds, memory: Remembered, requests: readonly Request[], now: Instant) {
  const waits = requests.filter(({ verb }) => verb === "inhibit").map(inhibitMs);
  const last = waits.filter((wait) => wait !== null).at(-1);
  const expired = holds.inhibitUntil === null && memory.inhibitMs !== null;
  if (last === undefined) return { holds, memory: expired ? { ...memory, inhibitMs: null } : memory };
  return {
    holds: { ...holds, inhibitUntil: last === 0 ? null : after(now, millis(last)) },
    memory: { ...memory, inhibitMs: last === 0 ? null : last },
  };
}

/** Who wants a fault that needs a tool taken back, and why. */
export type Arming = { readonly who: string; readonly why: string };
const WHO_MAX = 40;
const WHY_MAX = 200;

/** Only somebody at the bin may arm, so a request from elsewhere is as none. */
export function armingAmong(requests: readonly Request[]): Arming | null {
  const [first] = requests.filter(({ verb, from }) => verb === "reset-latch" && from === "site");
  return first === undefined ? null : armingIn(first);
}

function armingIn({ args }: Request): Arming | null {
  const { who, why } = args;
  if (typeof who !== "string" || who.trim() === "" || who.length > WHO_MAX) return null;
  return typeof why === "string" && why.trim() !== "" && why.length <= WHY_MAX ? { who, why } : null;
}

/** What one cycle came to, seen from a request: the mode before and after it, and what blocked a start. */
export type Outcome = {
  readonly before: Mode;
  readonly is: Mode;
  readonly blocks: readonly Block[];
  readonly ready: boolean;
};

/** Exactly one answer for each request: taken in the cycle it came in, or refused. Nothing waits. */
export function answers(requests: readonly Request[], outcome: Outcome): readonly Report[] {
  const firstOf = (verb: string) => requests.find((request) => request.verb === verb);
  return requests.map((request) => {
    const [code, result] = answer(request, outcome, firstOf(request.verb) === request);
    return answered(request, code, result);
  });
}

export const answered = ({ id, verb }: Request, code: number, result: string): Report => ({
  kind: "answer",
  stream: verb,
  class: 0,
  values: { id, code, phase: "done", result },
});

function answer(request: Request, outcome: Outcome, first: boolean): readonly [number, string] {
  const { before, is } = outcome;
  switch (request.verb) {
    case "compact": {
      const taken = is.name === "LOCKING" && before.name !== "LOCKING" && is.trigger === "request";
      if (taken && first) return [200, "a stroke begins: the hopper is being locked"];
      return [409, `not now: ${request.from === "city" ? whyNotForCity(outcome) : whyNoStroke(outcome)}`];
    }
    case "unlock": {
      if (is.name === "IDLE" && before.name === "FULL_LOCKED" && first)
        return [200, "unlocked; it does not press until RETURN is pressed"];
      return [409, `not now: ${request.from === "city" ? whyNotForCity(outcome) : whyNotUnlocked(outcome)}`];
    }
    case "inhibit": {
      const wait = inhibitMs(request);
      if (wait === null) return [400, `forMs must be a number from 0 to ${INHIBIT_MAX_MS}`];
      return [200, wait === 0 ? "the inhibit is lifted" : `no stroke begins for ${Math.round(wait / 1_000)} s`];
    }
    case "reset-latch":
      return armAnswer(request, { before, is });
    default:
      return [404, "this bin knows compact, unlock, inhibit, reset-latch and calibrateEmpty"];
  }
}

function whyNoStroke({ before, blocks, ready }: Outcome): string {
  if (before.name !== "IDLE") return `the bin is in ${before.name}, not in IDLE`;
  if (blocks.length > 0) return blocks.map((block) => BLOCKS[block]).join("; ");
  return ready ? "a stroke begins already" : "a guard is open or the press is not at its top";
}

function whyNotUnlocked({ before, is }: Outcome): string {
  if (before.name !== "FULL_LOCKED") return `the bin is in ${before.name}, not in FULL_LOCKED`;
  return is.name === "IDLE" ? "it is being unlocked already" : "the press is not at its top";
}

/** Only what lasts: asked every second, anything else would tell of each throw-in. As a snapshot has it. */
function whyNotForCity({ before, blocks }: Outcome): string {
  if (isLasting(before)) return `the bin is in ${before.name}`;
  const lasting = blocks.filter((block) => LASTING_BLOCKS.includes(block));
  return lasting.length > 0
    ? lasting.map((block) => BLOCKS[block]).join("; ")
    : "the press is at work or waits for something; bin-state tells within 5 minutes";
}

function armAnswer(request: Request, { before, is }: Pick<Outcome, "before" | "is">): readonly [number, string] {
  if (request.from !== "site") return [403, "only somebody at the bin may do that: it moves nothing from afar"];
  if (armingIn(request) === null) {
    return [400, `who must be a name of 1 to ${WHO_MAX} characters, why a text of 1 to ${WHY_MAX}`];
  }
  if (before.name !== "SERVICE") return [409, `not now: the bin is in ${before.name}. Turn the key to SERVICE first`];
  if (is.name === "SERVICE" && is.armed !== null && is.armed !== before.armed) {
    return [200, "armed: press RESET at the bin and let go of it within 60 s. Then turn the key back"];
  }
  return [409, "not now: nothing is latched, or the press is being moved"];
}

function inhibitMs({ args }: Request): number | null {
  const wait = args["forMs"];
  return typeof wait === "number" && wait >= 0 && wait <= INHIBIT_MAX_MS ? wait : null;
}
