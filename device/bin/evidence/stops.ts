import type { Values } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import { seconds, type Instant } from "../../measure/time.ts";
import type { Channels } from "../looking/channels.ts";
import { lookAtGuards } from "../looking/guards.ts";
import type { PressState } from "../press/press.ts";
import { allSeen, discrepancies, openedAt, rounded } from "./seen.ts";
import { NOTHING_SAID, type EvidenceSight, type Noted, type Said } from "./sight.ts";

/** A stop whose outputs have not been read back as off yet. */
type Stopping = { readonly cause: string; readonly since: Instant; readonly openedAt: Instant | null };
export type Stops = { readonly stopping: Stopping | null };
export const initialStops: Stops = { stopping: null };

/** By then the outputs have been read back as off, or that is told. Ten times what the hardware may take. */
const READ_BACK_MS = seconds(1);

/** Stops, latched causes and channels that disagree. `press` is null in a bin without one: nothing there stops. */
export function nextStops(was: Stops, sight: EvidenceSight, moments: Moments): Noted<Stops> {
  const { before, press } = sight;
  if (before === null || press === null) return { state: was, said: NOTHING_SAID };
  const stop = stopped(before, press, sight, moments.now);
  const begun = stop !== null && before.outputs.ram !== "off" ? stop.stopping : was.stopping;
  const off = begun === null ? null : readBack(begun, sight, moments);
  const stopping = off === null ? begun : null;
  const said = [
    ...(stop === null ? [] : [["stop", stop.values] as const]),
    ...(off === null ? [] : [["off", off] as const]),
    ...latched(before, press),
    ...(["hopper", "door"] as const).flatMap((guard) => differed(guard, before, press, moments.now)),
  ];
  return { state: stopping === was.stopping ? was : { stopping }, said };
}

function stopped(before: PressState, press: PressState, { readings }: EvidenceSight, now: Instant) {
  if (press.mode.name !== "SAFE_STOP" || before.mode.name === "SAFE_STOP") return null;
  const { cause } = press.mode;
  const opened = openedAt(readings, before.watch.counts, now);
  const { missing } = lookAtGuards(readings, before.watch.counts, false, false);
  const values: Values = {
    cause,
    state: before.mode.name,
    wanted: before.outputs.ram,
    /** Includes an opening that was over within the cycle; fire has no contact. */
    missing: missing === "" ? [] : missing.split(", "),
    ...(opened === null ? {} : { stopMs: rounded(now - opened) }),
    ...discrepancies(readings, now),
    ...allSeen(readings),
  };
  return { values, stopping: { cause, since: now, openedAt: opened } };
}

function readBack({ cause, since, openedAt }: Stopping, { readings }: EvidenceSight, moments: Moments): Values | null {
  const { ram } = readings;
  const over = moments.passed(since, READ_BACK_MS);
  if (ram.ok && ram.value.driven === "off") {
    const offMs = openedAt === null ? {} : { offMs: rounded(Math.max(ram.at, openedAt) - openedAt) };
    return { cause, ...offMs, ...discrepancies(readings, moments.now), ramMm: ram.value.travelMm ?? "unknown" };
  }
  return over ? { cause, driven: ram.ok ? ram.value.driven : ram.fault.cause } : null;
}

/** Causes that came into the latch in this cycle; `found`: some of them out of the memory, from the run before. */
function latched(before: PressState, press: PressState): readonly Said[] {
  const had = before.memory.value.latch;
  const { latch } = press.memory.value;
  if (latch === had) return NOTHING_SAID;
  const fresh = latch.filter((cause) => !had.includes(cause));
  const found = !before.memory.read && press.memory.read ? { found: true } : {};
  return fresh.map((cause) => ["latch", { cause, state: before.mode.name, latch, ...found }]);
}

function differed(guard: keyof Channels, before: PressState, press: PressState, now: Instant): readonly Said[] {
  const [was, is] = [before.channels[guard], press.channels[guard]];
  if (was.counted === is.counted) return NOTHING_SAID;
  const since = (is.counted ? press : before).watch.since[`${guard}Mismatch`];
  const ms = since === null ? {} : { forMs: rounded(now - since) };
  return [
    [
      "discrepancy",
      { guard, active: is.counted, began: (is.began ?? was.began) === "stroke" ? "stroke" : "rest", ...ms },
    ],
  ];
}
