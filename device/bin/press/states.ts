import type { Instant } from "../../measure/time.ts";
import type { Hands } from "../looking/hands.ts";
import type { Cause } from "./causes.ts";

/**
 * What the press is doing. `since` is the moment of entry; each state carries what only it needs.
 *
 *   BOOT ──▶ SELF_TEST ──▶ IDLE ──▶ LOCKING ──▶ WARN ──▶ EXTEND ──▶ DWELL ─▶ RETRACT ──▶ VERIFY ──▶ COOL ──▶ IDLE
 *              │  ▲  │       ▲ │        │          │        └─ PAUSE ─▲                     │
 *              │  │  │       │ │        └◀─────────┘ given up         └── home              └──▶ FULL_LOCKED
 *              │  │  └──▶ WAIT_START ◀─ not at the top (drift)                                     │
 *              │  └──── COLLECTION ◀── door open in SELF_TEST, IDLE, VERIFY, COOL, FULL_LOCKED ────┘
 *              └──────▶ LOCKOUT ──RESET──▶ WAIT_START
 *   any ──fault──▶ SAFE_STOP ──latch stored──▶ LOCKOUT
 *   any outside a stroke ──key──▶ SERVICE ──key back──▶ WAIT_START, or LOCKOUT if latched
 *   any at rest ──charge below 10 %──▶ SHUTDOWN ──charged──▶ BOOT
 */
export type Mode =
  | { readonly name: "BOOT"; readonly since: Instant }
  /** `powerUp`: comes from BOOT, not back from a collection. */
  | { readonly name: "SELF_TEST"; readonly since: Instant; readonly powerUp: boolean; readonly relay: RelayTest }
  | { readonly name: "WAIT_START"; readonly since: Instant }
  | { readonly name: "IDLE"; readonly since: Instant }
  | { readonly name: "LOCKING"; readonly since: Instant; readonly trigger: Trigger; readonly intent: number }
  | { readonly name: "WARN"; readonly since: Instant; readonly trigger: Trigger; readonly intent: number }
  | { readonly name: "EXTEND"; readonly since: Instant; readonly stroke: Stroke }
  | { readonly name: "PAUSE"; readonly since: Instant; readonly stroke: Stroke }
  | { readonly name: "DWELL"; readonly since: Instant; readonly stroke: Stroke }
  | { readonly name: "RETRACT"; readonly since: Instant; readonly stroke: Stroke }
  | { readonly name: "VERIFY"; readonly since: Instant; readonly stroke: Stroke }
  | { readonly name: "COOL"; readonly since: Instant }
  | { readonly name: "FULL_LOCKED"; readonly since: Instant }
  /** `returned`: RETURN was given since the door was last closed. */
  | { readonly name: "COLLECTION"; readonly since: Instant; readonly returned: boolean }
  | { readonly name: "SAFE_STOP"; readonly since: Instant; readonly cause: Cause }
  /** `clearing`: a reset was given and waits for the store. */
  | {
      readonly name: "LOCKOUT";
      readonly since: Instant;
      readonly causes: readonly Cause[];
      readonly clearing: boolean;
    }
  | Service
  | { readonly name: "SHUTDOWN"; readonly since: Instant };
export type ModeName = Mode["name"];

/**
 * A crew with the key at SERVICE. `intent`: the revision that says so on disk. `run`: since when it moves, the way that
 * `hands` holds; null: it does not. `cleared`: a tool fault was taken back, which counts once that is on disk.
 */
export type Service = {
  readonly name: "SERVICE";
  readonly since: Instant;
  readonly intent: number;
  readonly hands: Hands;
  readonly run: Instant | null;
  readonly armed: Armed | null;
  readonly cleared: boolean;
};
/** Who armed the reset of a tool fault, why, and when: the button must be pressed and let go of within 60 s. */
export type Armed = { readonly who: string; readonly why: string; readonly at: Instant };

/** Why a stroke begins. `home` is a stroke upwards only. */
export type Trigger = "level" | "throws" | "beam" | "request" | "home";

/**
 * The watchdog relay is let go of once, with the guards closed, to see that it opens the chain. `droppedAt`: since when
 * it has been let go of.
 */
export type RelayTest = "waiting" | "passed" | { readonly droppedAt: Instant };

/** What is known of the stroke that is being made. */
export type Stroke = {
  readonly trigger: Trigger;
  /** The revision of the memory that said first that this stroke is open. */
  readonly intent: number;
  /** TOP was seen open since it began. */
  readonly topOpened: boolean;
  /** How the way down ended; null: it has not, or there was none. */
  readonly end: "contact" | "bottom" | "jam" | "lowVoltage" | null;
  /** Where it ended; null where the travel is not known. */
  readonly endMm: number | null;
  /** How long the way down took; null as `end`. */
  readonly downMs: number | null;
  /** The learned times with this stroke's; null: it taught nothing. */
  readonly strokesMs: readonly number[] | null;
};

/**
 * Nothing moves, is about to, or waits for the store: settings may change. Not in SERVICE, where a crew's hands decide what
 * moves next, nor in VERIFY, which judges a stroke by the settings that it was made under.
 */
const SETTLED_STATES: readonly ModeName[] = [
  ...(["WAIT_START", "IDLE", "COOL", "FULL_LOCKED", "COLLECTION", "LOCKOUT", "SHUTDOWN"] as const),
];
export const isSettled = ({ name }: Mode): boolean => SETTLED_STATES.includes(name);
export const STROKE_STATES: readonly ModeName[] = ["EXTEND", "PAUSE", "DWELL", "RETRACT"];
export const LATCHED_STATES: readonly ModeName[] = ["SAFE_STOP", "LOCKOUT"];
export const isStroke = (mode: Mode): mode is Extract<Mode, { name: "EXTEND" | "PAUSE" | "DWELL" | "RETRACT" }> =>
  STROKE_STATES.includes(mode.name);

/** States that last until a crew or a technician comes; which of the others it is in would tell of throw-ins. */
const LASTING_STATES: readonly Mode["name"][] = [
  "WAIT_START",
  "FULL_LOCKED",
  "COLLECTION",
  "SAFE_STOP",
  "LOCKOUT",
  "SERVICE",
  "SHUTDOWN",
];
export const isLasting = ({ name }: Mode): boolean => LASTING_STATES.includes(name);
