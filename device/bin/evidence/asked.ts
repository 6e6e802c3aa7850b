import type { Json, Request, Values } from "../../measure/decision.ts";
import { seconds, type Instant } from "../../measure/time.ts";
import { NOTHING_SAID, type EvidenceSight, type Noted, type Said } from "./sight.ts";

/** Requests kept between two marks of life: whoever holds the network must not be able to fill the log. Our choice. */
export const ASKED_MAX = 30;
/** So long does `reset-latch` arm a RESET (bins.md part 8, I5). */
const ARMED_MS = seconds(60);
/** Of a text that somebody typed. */
const TEXT_MAX = 200;

/** `armed`: who said at the bin that the latch is to be reset, and why. */
export type Asked = {
  readonly count: number;
  readonly armed: { readonly at: Instant; readonly by: Values } | null;
};
export const NOBODY_ASKED: Asked = { count: 0, armed: null };

/** What was asked and answered, and a RESET with whoever armed it. `isMark`: a mark of life is written in this cycle. */
export function nextAsked(was: Asked, sight: EvidenceSight, isMark: boolean, now: Instant): Noted<Asked> {
  const from = isMark && was.count > 0 ? { ...was, count: 0 } : was;
  const answers = sight.requests.length === 0 ? NOTHING_SAID : sight.requests.flatMap((one) => answered(one, sight));
  const kept = answers.slice(0, Math.max(0, ASKED_MAX - from.count));
  const arming = sight.requests.find((one) => one.verb === "reset-latch" && codeOf(one, sight) < 300);
  const armed = arming === undefined ? from.armed : { at: now, by: whoOf(arming) };
  const reset = resetIn(sight, armed, now);
  const count = from.count + kept.length;
  const state = { count, armed: reset?.clears === true ? null : armed };
  const same = state.count === was.count && state.armed === was.armed;
  return { state: same ? was : state, said: reset === null ? kept : [...kept, ["reset", reset.values]] };
}

function answered(request: Request, sight: EvidenceSight): readonly Said[] {
  const { verb, from, id, args } = request;
  const forMs = args["forMs"];
  const time = typeof forMs === "number" ? { forS: forMs / 1_000 } : {};
  const values = { verb: cut(verb), from, id: cut(id), code: codeOf(request, sight), ...time, ...whoOf(request) };
  return [["asked", values]];
}

/** 0: it was not answered in its cycle. */
function codeOf({ id }: Request, { reports }: EvidenceSight): number {
  const code = reports.find(({ kind, values }) => kind === "answer" && values["id"] === id)?.values["code"];
  return typeof code === "number" ? code : 0;
}

function resetIn({ before, press, why }: EvidenceSight, armed: Asked["armed"], now: Instant) {
  if (before === null || press === null) return null;
  const by = armed !== null && now - armed.at <= ARMED_MS ? armed.by : {};
  const causes = before.memory.value.latch;
  if (before.memory.read && causes.length > 0 && press.memory.value.latch.length === 0) {
    return { clears: true, values: { state: before.mode.name, cleared: true, causes, ...by } };
  }
  const refused = why.find(({ reason }) => reason === "resetRefused");
  if (refused === undefined) return null;
  return { clears: false, values: { state: before.mode.name, cleared: false, causes, text: cut(refused.text), ...by } };
}

const whoOf = ({ args }: Request): Values => ({ ...textIn("who", args["who"]), ...textIn("why", args["why"]) });
const textIn = (name: string, value: Json | undefined): Values =>
  typeof value === "string" ? { [name]: cut(value) } : {};
const cut = (text: string): string => text.slice(0, TEXT_MAX);
