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
  | { readonly at: "waiting"; readonly until: Instant; readonly failures: number }
  | { readonly at: "connecting" | "subscribing" | "announcing"; readonly until: Instant; readonly failures: number }
  | { readonly at: "live"; readonly since: Instant; readonly failures: number }
  | { readonly at: "leaving"; readonly until: Instant }
  | { readonly at: "ended" };

export type SessionInput =
  | { readonly in: "due" | "opened" | "granted" | "announced" | "failed" | "stop" }
  /** `patience`: the broker asked for it. */
  | { readonly in: "closed"; readonly patience: boolean };

export type SessionAction = "connect" | "subscribe" | "announce" | "flow" | "farewell" | "drop" | "end";

/** `jitter` is 0..1, a new one for each input. `spreadMs` and `leastMs` are the city's wish, 0 for none. */
export type Chance = { readonly jitter: number; readonly leastMs: Millis; readonly spreadMs: Millis };
export type SessionStep = { readonly state: Session; readonly actions: readonly SessionAction[] };

/** Full jitter: a random wait up to base · 2ⁿ, at most the cap (AWS, *Exponential Backoff And Jitter*). Our choice of numbers. */
export const BACKOFF_BASE_MS = seconds(1);
export const BACKOFF_CAP_MS = minutes(5);
/** A session that held so long was a good one: the next wait begins at the base again. */
export const STABLE_MS = seconds(60);
/** The broker's answer to CONNECT, to SUBSCRIBE and to the announcement, each. As in mqtt.js and most clients. */
export const ANSWER_MS = seconds(30);
/** `offline` published and acknowledged, and the connection closed; a supervisor waits 2 s. */
export const LEAVE_MS = millis(1_500);
/** A broker that asks for patience counts as so many failures more. */
const PATIENCE_FAILURES = 3;

export function firstSession(now: Instant, startDelayMs: Millis, jitter: number): Session {
  return { at: "waiting", until: after(now, millis(startDelayMs * jitter)), failures: 0 };
}

/** When the session wants to hear `due`; null: never. */
export const dueAt = (state: Session): Instant | null => ("until" in state ? state.until : null);

export function nextSession(was: Session, input: SessionInput, chance: Chance, now: Instant): SessionStep {
  switch (was.at) {
    case "waiting":
      if (input.in === "stop") return { state: { at: "ended" }, actions: ["end"] };
      return input.in === "due" && now >= was.until ? onwards("connecting", "connect", was.failures, now) : stay(was);
    case "connecting":
      if (input.in === "stop") return { state: { at: "ended" }, actions: ["drop", "end"] };
      return input.in === "opened"
        ? onwards("subscribing", "subscribe", was.failures, now)
        : orBack(was, input, chance, now);
    case "subscribing":
      return input.in === "granted"
        ? onwards("announcing", "announce", was.failures, now)
        : orBack(was, input, chance, now);
    case "announcing":
      if (input.in !== "announced") return orBack(was, input, chance, now);
      return { state: { at: "live", since: now, failures: was.failures }, actions: ["flow"] };
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
      return { state: backOff(was, input.patience, chance, now), actions: [] };
    case "failed":
      return { state: backOff(was, false, chance, now), actions: ["drop"] };
    case "due":
      if (was.at === "live" || now < was.until) return stay(was);
      return { state: backOff(was, false, chance, now), actions: ["drop"] };
    case "opened":
    case "granted":
    case "announced":
      return stay(was);
  }
}

function backOff(was: Connected, patience: boolean, chance: Chance, now: Instant): Session {
  const stable = was.at === "live" && now - was.since >= STABLE_MS;
  const failures = (stable ? 0 : was.failures) + (patience ? PATIENCE_FAILURES : 0);
  const spread = was.at === "live" ? chance.spreadMs : 0;
  const window = Math.max(spread, Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(failures, 20)));
  const wait = Math.min(BACKOFF_CAP_MS, Math.max(chance.leastMs, window * chance.jitter));
  return { at: "waiting", until: after(now, millis(wait)), failures: failures + 1 };
}

function onwards(
  at: "connecting" | "subscribing" | "announcing",
  action: SessionAction,
  failures: number,
  now: Instant,
): SessionStep {
  return { state: { at, until: after(now, ANSWER_MS), failures }, actions: [action] };
}

const stay = (state: Session): SessionStep => ({ state, actions: [] });
