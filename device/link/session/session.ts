import { after, millis, minutes, seconds, type Instant, type Millis } from "../../measure/time.ts";

/**
 * The connection to the city, as data. Pure: chance comes in with each input, and what is to be done goes out.
 *
 *   waiting ──due──▶ connecting ──opened──▶ subscribing ──granted──▶ announcing ──announced──▶ live
 *      ▲                 │                       │                        │                     │
 *      └──closed, failed, or no answer by the deadline────────────────────┴─────────────────────┘
 *   waiting, connecting ──stop──▶ ended
 *   subscribing, announcing, live ──stop──▶ leaving ──closed or the deadline──▶ ended
 */
export type Session =
  | (Tries & { readonly at: "waiting"; readonly until: Instant })
  | (Tries & { readonly at: "connecting" | "subscribing" | "announcing"; readonly until: Instant })
  | (Tries & { readonly at: "live"; readonly since: Instant })
  | { readonly at: "leaving"; readonly until: Instant }
  | { readonly at: "ended" };

/** `crowd`: many others may be trying too, for the power or the broker has come back for all of them. */
type Tries = { readonly failures: number; readonly crowd: boolean };

export type SessionInput =
  | { readonly in: "due" | "opened" | "granted" | "announced" | "failed" | "stop" }
  /** `patience`: the broker asked for it. `hungUp`: it was the other end that ended it. */
  | { readonly in: "closed"; readonly patience: boolean; readonly hungUp: boolean };

export type SessionAction = "connect" | "subscribe" | "announce" | "flow" | "farewell" | "drop" | "end";

/**
 * `jitter` is 0..1, a new one for each input. `leastMs` is the city's wish, 0 for none; `spreadMs` is over how long a
 * crowd spreads itself: the config's, or more where the city wishes it.
 */
export type Chance = { readonly jitter: number; readonly leastMs: Millis; readonly spreadMs: Millis };
export type SessionStep = { readonly state: Session; readonly actions: readonly SessionAction[] };

/**
 * Full jitter: a random wait up to base · 2ⁿ, at most the cap (AWS, *Exponential Backoff And Jitter*). Our choice of
 * numbers. A crowd shares out its first try over the spread, and after one in vain waits that long and some more: who
 * drew a wait from zero again would fall among those whose first try is still to come, twice as many as the broker takes.
 */
export const BACKOFF_BASE_MS = seconds(1);
export const BACKOFF_CAP_MS = minutes(5);
/** Of the wait that a city asks for: the last minute below the cap is left to spread those who wait. Our choice. */
export const LEAST_MAX_MS = minutes(4);
/** A session that held so long was a good one: the next wait begins at the base again. */
export const STABLE_MS = seconds(60);
/** The broker's answer to CONNECT, to SUBSCRIBE and to the announcement, each. As in mqtt.js and most clients. */
export const ANSWER_MS = seconds(30);
/** `offline` published and acknowledged, and the connection closed; a supervisor waits 2 s. */
export const LEAVE_MS = millis(1_500);
/** A broker that asks for patience counts as so many failures more. */
const PATIENCE_FAILURES = 3;

export function firstSession(now: Instant, startDelayMs: Millis, jitter: number): Session {
  return { at: "waiting", until: after(now, millis(startDelayMs * jitter)), failures: 0, crowd: true };
}

/** When the session wants to hear `due`; null: never. */
export const dueAt = (state: Session): Instant | null => ("until" in state ? state.until : null);

export function nextSession(was: Session, input: SessionInput, chance: Chance, now: Instant): SessionStep {
  switch (was.at) {
    case "waiting":
      if (input.in === "stop") return { state: { at: "ended" }, actions: ["end"] };
      return input.in === "due" && now >= was.until ? onwards("connecting", "connect", was, now) : stay(was);
    case "connecting":
      if (input.in === "stop") return { state: { at: "ended" }, actions: ["drop", "end"] };
      return input.in === "opened" ? onwards("subscribing", "subscribe", was, now) : orBack(was, input, chance, now);
    case "subscribing":
      return input.in === "granted" ? onwards("announcing", "announce", was, now) : orBack(was, input, chance, now);
    case "announcing":
      if (input.in !== "announced") return orBack(was, input, chance, now);
      return { state: { at: "live", since: now, failures: was.failures, crowd: false }, actions: ["flow"] };
    case "live":
      return orBack(was, input, chance, now);
    case "leaving":
      if (input.in === "closed") return { state: { at: "ended" }, actions: ["end"] };
      return input.in === "due" && now >= was.until ? { state: { at: "ended" }, actions: ["drop", "end"] } : stay(was);
    case "ended":
      return stay(was);
  }
}

type Connected = Extract<Session, { at: "connecting" | "subscribing" | "announcing" | "live" }>;

/** What every state with a connection does alike: leave when told, and go back to waiting when it breaks. */
function orBack(was: Connected, input: SessionInput, chance: Chance, now: Instant): SessionStep {
  switch (input.in) {
    case "stop":
      return { state: { at: "leaving", until: after(now, LEAVE_MS) }, actions: ["farewell"] };
    case "closed":
      return { state: backOff(was, input, chance, now), actions: [] };
    case "failed":
      return { state: backOff(was, OURS, chance, now), actions: ["drop"] };
    case "due":
      if (was.at === "live" || now < was.until) return stay(was);
      return { state: backOff(was, OURS, chance, now), actions: ["drop"] };
    case "opened":
    case "granted":
    case "announced":
      return stay(was);
  }
}

/** The session was given up by this end. */
const OURS = { patience: false, hungUp: false };

function backOff(was: Connected, end: typeof OURS, chance: Chance, now: Instant): Session {
  const stable = was.at === "live" && now - was.since >= STABLE_MS;
  const failures = (stable ? 0 : was.failures) + (end.patience ? PATIENCE_FAILURES : 0);
  const crowd = was.crowd || end.hungUp;
  const spread = crowd ? Math.min(BACKOFF_CAP_MS, chance.spreadMs) : 0;
  const window = Math.max(spread, BACKOFF_BASE_MS * 2 ** Math.min(failures, 20));
  const least = Math.min(LEAST_MAX_MS, chance.leastMs);
  const hasTried = spread > 0 && was.at !== "live";
  const [from, width] = hasTried ? [Math.max(least, spread), window / 2] : [least, window];
  const wait = from + Math.min(width, BACKOFF_CAP_MS - from) * chance.jitter;
  return { at: "waiting", until: after(now, millis(wait)), failures: failures + 1, crowd };
}

function onwards(
  at: "connecting" | "subscribing" | "announcing",
  action: SessionAction,
  { failures, crowd }: Tries,
  now: Instant,
): SessionStep {
  return { state: { at, until: after(now, ANSWER_MS), failures, crowd }, actions: [action] };
}

const stay = (state: Session): SessionStep => ({ state, actions: [] });
