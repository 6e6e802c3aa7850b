import { createHash, timingSafeEqual } from "node:crypto";
import { after, elapsed, minutes, seconds, type Instant } from "../../measure/time.ts";

/**
 * Who may see the console. A code of one use, told in the terminal, becomes the cookie of one browser:
 *
 *   waits ──right code──▶ taken        waits ──10 min, or 5 wrong codes──▶ shut
 *
 * Times are of the monotonic clock: a controller may not know the hour.
 */
export type Gate =
  | {
      readonly is: "waits";
      readonly code: string;
      readonly until: Instant;
      readonly wrong: number;
      readonly triedAt: Instant | null;
    }
  | { readonly is: "taken"; readonly session: string }
  | { readonly is: "shut"; readonly because: "late" | "guessed" };
export type Verdict = "in" | "wrong" | "tooSoon" | "used" | "late" | "guessed";

/** Our choices: time to find the cable and the page; a hand misreads it twice and types it wrong twice more. */
export const CODE_LASTS_MS = minutes(10);
export const WRONG_MAX = 5;
/** A hand is slower; what guesses has five seconds for five of 2^60. */
export const TRY_EVERY_MS = seconds(1);

/** Crockford's 32 signs: none looks like another, and 12 of them are 60 bits. */
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const CODE_SIGNS = 12;

/** `K7QF-2M9P-XW4T`, of {@link CODE_SIGNS} random bytes. */
export function codeOf(random: Uint8Array): string {
  const signs = Array.from(random.subarray(0, CODE_SIGNS), (byte) => SIGNS[byte % SIGNS.length] ?? "");
  return [signs.slice(0, 4), signs.slice(4, 8), signs.slice(8)].map((four) => four.join("")).join("-");
}

export const openGate = (code: string, now: Instant): Gate => ({
  ...{ is: "waits", code, until: after(now, CODE_LASTS_MS), wrong: 0, triedAt: null },
});

/** A code that nobody typed in time is none. */
export const gateNow = (was: Gate, now: Instant): Gate =>
  was.is === "waits" && now >= was.until ? { is: "shut", because: "late" } : was;

/** Someone typed a code. `session` is the secret that a right one is exchanged for. */
export function tried(before: Gate, typed: string, session: string, now: Instant): { gate: Gate; verdict: Verdict } {
  const was = gateNow(before, now);
  if (was.is === "taken") return { gate: was, verdict: "used" };
  if (was.is === "shut") return { gate: was, verdict: was.because };
  if (was.triedAt !== null && elapsed(was.triedAt, now) < TRY_EVERY_MS) return { gate: was, verdict: "tooSoon" };
  if (isSame(signsIn(typed), signsIn(was.code))) return { gate: { is: "taken", session }, verdict: "in" };
  const wrong = was.wrong + 1;
  if (wrong >= WRONG_MAX) return { gate: { is: "shut", because: "guessed" }, verdict: "guessed" };
  return { gate: { ...was, wrong, triedAt: now }, verdict: "wrong" };
}

export const mayEnter = (gate: Gate, session: string | null): boolean =>
  gate.is === "taken" && session !== null && isSame(session, gate.session);

/** As a hand types it: small letters, blanks, O for 0, I and L for 1. */
const signsIn = (typed: string): string =>
  typed
    .toUpperCase()
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1")
    .replace(/[^0-9A-Z]/g, "");

/** Takes as long whatever is compared: of two digests, which have one length. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
