import { PROFILES, type Profile } from "../measure/restart.ts";

/** So many bad starts on one rung, and the next one up is taken (docs/technician.md). */
export const BAD_STARTS_MAX = 3;
const TOP = BAD_STARTS_MAX * (PROFILES.length - 1);

/** What is kept from one start to the next. Plain JSON. */
export type Ladder = {
  readonly v: 1;
  /** Of this start, from 1. */
  readonly start: number;
  readonly boot: string | null;
  /** The program and the device's own config at this start: of another one, nothing bad is known yet. */
  readonly program: string;
  readonly config: string;
  /** Bad starts in a row; rung times three, and how many on it. */
  readonly bad: number;
  readonly profile: Profile | "none";
};

export type StartFacts = {
  readonly program: string;
  /** The device's own config as it is now. */
  readonly config: { readonly ok: true; readonly hash: string } | { readonly ok: false; readonly why: string };
  /** Of the last one that was well; null: there is none. */
  readonly goodHash: string | null;
  /** Some config was readable once, and is kept: enough for the safe profile. */
  readonly isAnyKept: boolean;
  /** This boot of the computer; null: it gives none. */
  readonly boot: string | null;
  /** The board says that this boot began with a reset, not with power. */
  readonly byReset: boolean;
  /** What the run before left; `well`: it ran for five minutes and its outputs obeyed. */
  readonly last: { readonly start: number; readonly ended: boolean; readonly well: boolean } | null;
};

export type Chosen = {
  readonly ladder: Ladder;
  /** Why it is not the device's own; null: it is. */
  readonly why: string | null;
  /** The config of the start before has proved itself: it is the last good one from now on. */
  readonly promote: boolean;
};

/**
 *   device ──3 bad starts, or a config that cannot be read──▶ last good ──3 bad starts──▶ safe
 *      ▲ another config, another program                          │ none, or the same ──▶ safe
 *      └── and one more try at each power-up ─────────────────────┴───────────────────────┘
 *
 * A bad start is one after which control ended by itself, or the computer was reset, within its first five minutes. One
 * that someone ended in order, and one that a power cut ended, says nothing: street power blinks, and nobody may bring a
 * lamp into another state by switching it. Pure.
 */
export function nextLadder(was: Ladder | null, facts: StartFacts): Chosen {
  const { config, program, boot, last } = facts;
  const key = config.ok ? config.hash : "unreadable";
  const isKnown = was?.program === program && was.config === key;
  const left = was !== null && last?.start === was.start ? last : null;
  const bad = was !== null && isKnown ? badStarts(was, left, facts) : 0;
  const { profile, why } = profileFor(bad, facts);
  const ladder: Ladder = { v: 1, start: (was?.start ?? 0) + 1, boot, program, config: key, bad, profile };
  return { ladder, why, promote: was?.profile === "device" && left?.well === true };
}

function badStarts(was: Ladder, left: StartFacts["last"], { boot, byReset }: StartFacts): number {
  const rung = Math.floor(was.bad / BAD_STARTS_MAX) * BAD_STARTS_MAX;
  const isSameBoot = boot !== null && was.boot === boot;
  if (!isSameBoot && !byReset) return Math.min(was.bad, BAD_STARTS_MAX - 1);
  if (left?.well === true) return rung;
  return left?.ended === true ? was.bad : Math.min(was.bad + 1, TOP);
}

function profileFor(
  bad: number,
  { config, goodHash, isAnyKept }: StartFacts,
): { profile: Profile | "none"; why: string | null } {
  const rung = Math.floor(bad / BAD_STARTS_MAX);
  if (config.ok && rung === 0) return { profile: "device", why: null };
  const why = config.ok ? `${bad} bad starts in a row` : config.why;
  if (goodHash !== null && rung < 2 && !(config.ok && goodHash === config.hash)) return { profile: "last-good", why };
  return { profile: config.ok || isAnyKept ? "safe" : "none", why };
}
