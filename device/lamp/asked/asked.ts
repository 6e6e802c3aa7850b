import type { Report, Request } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import type { WallClock } from "../../measure/time.ts";
import type { Remembering } from "../memory.ts";
import { nextCommissioning, type Commissioning } from "./commissioning.ts";
import { answered, decidesOverride, nextOverride, restored, type Override } from "./override.ts";

/** What people and the city want of the lamp for a while. */
export type Asked = { readonly override: Override | null; readonly commissioning: Commissioning | null };
export type NextAsked = { readonly asked: Asked; readonly memory: Remembering; readonly answers: readonly Report[] };

export const NOTHING_ASKED: Asked = { override: null, commissioning: null };
const VERBS = ["dim", "dim-clear", "identify", "commission", "commission-end"];

/** Each request has one answer, in the cycle that takes it. `clock` null: not trusted. */
export function nextAsked(
  was: Asked,
  known: Remembering,
  requests: readonly Request[],
  clock: WallClock | null,
  moments: Moments,
): NextAsked {
  const { before, memory } = takenUp(was.override, known, requests, clock, moments);
  const { override, answers } = nextOverride(before, requests, clock, moments);
  const { commissioning, answers: others } = nextCommissioning(was.commissioning, requests, moments);
  const same = override === was.override && commissioning === was.commissioning;
  const asked = same ? was : { override, commissioning };
  return { asked, memory, answers: requests.length === 0 ? NO_ANSWERS : [...answers, ...others, ...unknown(requests)] };
}

/**
 * An override of before the restart is in force again as soon as the clock can tell how much of it is left. A newer word
 * takes its place, even one that comes before the store was read.
 */
function takenUp(
  override: Override | null,
  memory: Remembering,
  requests: readonly Request[],
  clock: WallClock | null,
  moments: Moments,
): { readonly before: Override | null; readonly memory: Remembering } {
  const isOvertaken = requests.some(decidesOverride);
  if (!memory.read) return { before: override, memory: isOvertaken ? { ...memory, overtaken: true } : memory };
  if (memory.pending === null) return { before: override, memory };
  const again = isOvertaken ? "none" : restored(memory.pending, memory.since, clock, moments);
  if (again === "wait") return { before: override, memory };
  return { before: again === "none" ? override : again, memory: { ...memory, pending: null } };
}

const unknown = (requests: readonly Request[]): readonly Report[] =>
  requests
    .filter(({ verb }) => !VERBS.includes(verb))
    .map((request) => answered(request, 404, "this lamp post knows dim, dim-clear and identify"));
const NO_ANSWERS: readonly Report[] = [];
