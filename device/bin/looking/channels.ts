import type { Instant } from "../../measure/time.ts";
import type { Guards } from "./guards.ts";
import type { Moments } from "../../measure/moments.ts";
import { noted, type Remembered } from "../remembered.ts";
import { TIMERS } from "../press/timers.ts";
import type { Watch } from "./watch.ts";

/** A guard must be seen open, then closed, by both channels before it is believed again. */
export type Reseat = "open" | "closed" | null;
export const reseated = (was: Reseat, bothOpen: boolean, bothClosed: boolean): Reseat =>
  was === "open" && bothOpen ? "closed" : was === "closed" && bothClosed ? null : was;

/** One guard's two channels. `counted`: they have differed for longer than the limit. */
type Pair = { readonly began: "stroke" | "rest" | null; readonly counted: boolean; readonly reseat: Reseat };
export type Channels = { readonly hopper: Pair; readonly door: Pair };
const AGREEING: Pair = { began: null, counted: false, reseat: null };
export const initialChannels: Channels = { hopper: AGREEING, door: AGREEING };

/** So many in 24 hours are a fault that needs a tool. */
const DISCREPANCIES_MAX = 3;

type Looked = { readonly channels: Channels; readonly memory: Remembered; readonly tool: boolean };

/**
 * Diagnosis of two channels that differ, in every state. The stop does not wait for it: it is decided in the first
 * cycle in which either channel is not closed.
 */
export function nextChannels(
  was: Channels,
  { since }: Watch,
  guards: Guards,
  memory: Remembered,
  inStroke: boolean,
  moments: Moments,
): Looked {
  const { hopperOpen, hopperClosed, doorOpen, doorClosed } = guards;
  const hopper = nextPair(was.hopper, since.hopperMismatch, inStroke, moments, hopperOpen, hopperClosed);
  const doorBoth = doorOpen && since.doorMismatch === null;
  const door = nextPair(was.door, since.doorMismatch, inStroke, moments, doorBoth, doorClosed);
  const fresh = Number(hopper.fresh) + Number(door.fresh);
  const at = fresh > 0 ? noted(memory.discrepanciesAt, moments.now, TIMERS.day) : memory.discrepanciesAt;
  return {
    channels: { hopper: hopper.pair, door: door.pair },
    memory: fresh > 0 ? { ...memory, discrepanciesAt: at } : memory,
    tool: hopper.tool || door.tool || (fresh > 0 && at.length >= DISCREPANCIES_MAX),
  };
}

function nextPair(
  was: Pair,
  differsSince: Instant | null,
  inStroke: boolean,
  moments: Moments,
  bothOpen: boolean,
  bothClosed: boolean,
) {
  if (differsSince === null) {
    const pair: Pair = { began: null, counted: false, reseat: reseated(was.reseat, bothOpen, bothClosed) };
    return { pair, fresh: false, tool: false };
  }
  const began = was.began ?? (inStroke ? "stroke" : "rest");
  const counted = moments.passed(differsSince, TIMERS.discrepancy);
  const pair: Pair = { began, counted, reseat: counted ? "open" : was.reseat };
  const tool = moments.passed(differsSince, TIMERS.discrepancyTool) || (counted && began === "stroke");
  return { pair, fresh: counted && !was.counted, tool };
}
