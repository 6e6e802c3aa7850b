import type { CitySettings } from "../../../config/device-config.ts";
import type { DesiredState } from "../../../config/desired.ts";
import type { SettingsId } from "../../channel/messages.ts";
import { sharing } from "../../measure/same.ts";
import { after, elapsed, hours, minutes, seconds, sooner, type Instant } from "../../measure/time.ts";
import type { CheckedSettings, CheckResult, SettingsProblem } from "./check.ts";
import type { Settled } from "../store/store.ts";

/** A whole document of the city, its signature found good. */
export type Desired = { readonly id: SettingsId; readonly kid: string; readonly state: DesiredState };
/** A document that was checked against the device's own config. */
export type Ready = { readonly desired: Desired; readonly checked: CheckedSettings };

/**
 * What became of the newest document.
 *
 *   (newer) ──▶ checking ──good──▶ staging ──stored──▶ applying ──control took it──▶ probing ──healthy──▶ applied
 *                  │ bad             │ no room            │ refused │ never           │ ill, or link ended
 *                  ▼                 ▼                    ▼         ▼                 ▼
 *               rejected ◀───────────┴────────────────────┘      reverted ◀───────────┘ (checking too, where nobody can say)
 *                  ▲                                                │ 1 h, 6 h, 24 h: checking again
 *                  └── (each of these until a newer document comes) ┘
 *
 * `tries` counts this one too, from staging on. `instead` is a trial that this document came into: it goes on until the
 * new one is known to be good, so that nothing goes back and forth.
 */
export type Verdict =
  | { readonly at: "checking"; readonly tries: number; readonly instead: Ready | null }
  | {
      readonly at: "staging";
      readonly tries: number;
      readonly instead: Ready | null;
      readonly checked: CheckedSettings;
    }
  | ({ readonly at: "applying"; readonly until: Instant } & Trial)
  /** `until` null: link's keys changed, and it has not tried to connect yet. `run` of control. */
  | ({ readonly at: "probing"; readonly until: Instant | null; readonly run: string } & Trial)
  | { readonly at: "applied" }
  | {
      readonly at: "rejected";
      readonly problems: readonly SettingsProblem[];
      readonly requiresRestart: readonly string[];
    }
  /** `retryAt` null: not tried again. `retryTs` is the same in wall time, where that was known: for a restart. */
  | {
      readonly at: "reverted";
      readonly tries: number;
      readonly retryAt: Instant | null;
      readonly retryTs: number | null;
      readonly problems: readonly SettingsProblem[];
    };
type Trial = { readonly tries: number; readonly checked: CheckedSettings };

/** Plain JSON, and kept: after a restart `resumed` goes on from it. */
export type Twin = {
  readonly newest: { readonly desired: Desired; readonly verdict: Verdict } | null;
  /** The last that proved themselves; null: the device's own config. */
  readonly good: Ready | null;
  /** The newest version came again with other words; until it comes as it was, or a newer one does. */
  readonly conflict: SettingsId | null;
};
export const NO_TWIN: Twin = { newest: null, good: null, conflict: null };

export type TwinInput =
  | { readonly in: "desired"; readonly desired: Desired }
  | { readonly in: "checked"; readonly id: SettingsId; readonly result: CheckResult }
  | { readonly in: "stored"; readonly id: SettingsId; readonly how: Settled }
  /**
   * Control follows these now; null: the device's own. `run` is a new one at each of its starts. `connects`: link's keys
   * changed, and it has not tried to connect yet.
   */
  | { readonly in: "control"; readonly id: SettingsId | null; readonly run: string; readonly connects: boolean }
  | { readonly in: "refused"; readonly id: SettingsId | null; readonly reason: string }
  | { readonly in: "attempt" }
  | { readonly in: "due"; readonly control: boolean; readonly live: boolean }
  /** Wall time became known. */
  | { readonly in: "clock" };
/** `wallMs` null: not known. `own`: link's keys by the device's own config. */
export type TwinTime = { readonly now: Instant; readonly wallMs: number | null; readonly own: CitySettings };
/** `code` as in HTTP, of a new outcome; `refusal`: the document is not obeyed, and nothing else comes of it. */
export type TwinStep = {
  readonly twin: Twin;
  readonly code: number | null;
  readonly refusal: "epoch" | "version" | null;
};

/** From the contract. */
export const PROBE_MS = seconds(120);
/** And these: three more tries, so late each. */
export const RETRY_MS = [hours(1), hours(6), hours(24)] as const;
/** Control takes no settings while a ram moves or a crew has the key at SERVICE: so long it is waited for. Our choice. */
const APPLY_MS = minutes(60);

/** A check that came to no end says nothing of the document: it is as a trial that failed, and tried again. */
const UNKNOWN = 503;

export function nextTwin(was: Twin, input: TwinInput, time: TwinTime): TwinStep {
  const { newest } = was;
  if (input.in === "desired") return heard(was, input.desired);
  if (newest === null) return stay(was);
  const { verdict } = newest;
  switch (verdict.at) {
    case "checking":
      return input.in === "checked" && isSame(input.id, newest.desired.id)
        ? judged(was, verdict, input.result, time)
        : stay(was);
    case "staging":
      return input.in === "stored" && isSame(input.id, newest.desired.id)
        ? stored(was, verdict, input.how, time)
        : stay(was);
    case "applying":
      return applying(was, newest.desired, verdict, input, time);
    case "probing":
      return probing(was, newest.desired, verdict, input, time);
    case "reverted":
      return reverted(was, verdict, input, time);
    case "applied":
      // A mistake of ours: what was checked twice is refused now.
      return input.in === "refused" && isSame(input.id, newest.desired.id)
        ? reject({ ...was, good: null }, 422, `control refuses them: ${input.reason}.`)
        : stay(was);
    case "rejected":
      return stay(was);
  }
}

/** When the twin wants to hear `due`; null: never. */
export function dueAt({ newest }: Twin): Instant | null {
  const verdict = newest?.verdict;
  if (verdict?.at === "applying" || verdict?.at === "probing") return verdict.until;
  return verdict?.at === "reverted" ? verdict.retryAt : null;
}

/** What control and link are to follow; null: the device's own config. */
export function wanted({ newest, good }: Twin): Ready | null {
  if (newest === null) return good;
  const { desired, verdict } = newest;
  if (verdict.at === "applying" || verdict.at === "probing") return { desired, checked: verdict.checked };
  return verdict.at === "checking" || verdict.at === "staging" ? (verdict.instead ?? good) : good;
}

/**
 * The twin of a link that begins: what was being tried when it ended has had its try, because it may be why it ended. Under
 * another config of the device the newest document is looked at anew, and nothing has proved itself.
 */
export function resumed(kept: Twin, sameConfig: boolean, time: TwinTime): TwinStep {
  const { newest } = kept;
  if (newest === null) return stay(sameConfig ? kept : NO_TWIN);
  const { desired, verdict } = newest;
  const checking: Verdict = { at: "checking", tries: 0, instead: null };
  if (!sameConfig) return stay({ newest: { desired, verdict: checking }, good: null, conflict: null });
  switch (verdict.at) {
    case "checking":
      return stay({ ...kept, newest: { desired, verdict: { ...checking, tries: verdict.tries } } });
    case "staging":
    case "applying":
    case "probing":
      return fail(kept, verdict.tries, "link ended while they were tried", time);
    case "reverted": {
      const retryAt = verdict.retryAt === null ? null : after(time.now, waitAfter(verdict.tries) ?? RETRY_MS[2]);
      return stay({ ...kept, newest: { desired, verdict: { ...verdict, retryAt } } });
    }
    case "applied":
    case "rejected":
      return stay(kept);
  }
}

function heard(was: Twin, desired: Desired): TwinStep {
  const { newest } = was;
  if (newest !== null) {
    const { epoch, version, hash } = newest.desired.id;
    const { id } = desired;
    if (id.epoch < epoch) return { ...stay(was), refusal: "epoch" };
    if (id.epoch === epoch && id.version < version) return { ...stay(was), refusal: "version" };
    if (id.epoch === epoch && id.version === version) {
      if (id.hash === hash) return stay(was.conflict === null ? was : { ...was, conflict: null });
      return isSame(was.conflict, id) ? stay(was) : { ...stay({ ...was, conflict: id }), code: 409 };
    }
  }
  const running = wanted(was);
  const instead = running === was.good ? null : running;
  return stay({ ...was, newest: { desired, verdict: { at: "checking", tries: 0, instead } }, conflict: null });
}

type At<Name extends Verdict["at"]> = Extract<Verdict, { at: Name }>;

function judged(was: Twin, { tries, instead }: At<"checking">, result: CheckResult, time: TwinTime): TwinStep {
  if (result.ok) return to(was, { at: "staging", tries: tries + 1, instead, checked: result.checked });
  const { problems, requiresRestart } = result;
  const [first] = problems;
  if (first?.code === UNKNOWN) return fail(was, tries + 1, first.text.replace(/\.$/, ""), time, UNKNOWN);
  return to(was, { at: "rejected", problems, requiresRestart }, problems[0]?.code ?? 422);
}

function stored(was: Twin, { tries, checked }: At<"staging">, how: Settled, { now }: TwinTime): TwinStep {
  if (how === "refused") return reject(was, 507, "there is no room to keep them.");
  return to(was, { at: "applying", tries, checked, until: after(now, APPLY_MS) });
}

function applying(was: Twin, { id }: Desired, verdict: At<"applying">, input: TwinInput, time: TwinTime): TwinStep {
  const { tries, checked, until } = verdict;
  if (input.in === "refused" && isSame(input.id, id)) return reject(was, 422, `control refuses them: ${input.reason}.`);
  if (input.in === "due" && time.now >= until) return fail(was, tries, "control did not take them up in time", time);
  if (input.in !== "control" || !isSame(input.id, id)) return stay(was);
  const probedUntil = input.connects ? null : after(time.now, PROBE_MS);
  return to(was, { at: "probing", tries, checked, run: input.run, until: probedUntil });
}

function probing(was: Twin, desired: Desired, verdict: At<"probing">, input: TwinInput, time: TwinTime): TwinStep {
  const { tries, checked, until, run } = verdict;
  if (input.in === "attempt" && until === null) return to(was, { ...verdict, until: after(time.now, PROBE_MS) });
  if (input.in === "control" && (input.run !== run || !isSame(input.id, desired.id)))
    return fail(was, tries, "control ended under them", time);
  if (input.in !== "due" || until === null || time.now < until) return stay(was);
  if (!input.control) return fail(was, tries, "control is not there", time);
  const before = was.good?.checked.city ?? time.own;
  const isMoved = sharing(before, checked.city) !== before;
  if (isMoved && !input.live) return fail(was, tries, "no session with the city came about", time);
  return to({ ...was, good: { desired, checked } }, { at: "applied" }, 200);
}

function reverted(was: Twin, verdict: At<"reverted">, input: TwinInput, { now, wallMs }: TwinTime): TwinStep {
  const { retryAt, retryTs, tries } = verdict;
  if (retryAt === null) return stay(was);
  if (input.in === "due" && now >= retryAt) return to(was, { at: "checking", tries, instead: null });
  if (input.in !== "clock" || wallMs === null) return stay(was);
  // A link that began before the time was known: a post with power by night alone may never wait so long at a stretch.
  if (retryTs === null) return to(was, { ...verdict, retryTs: wallMs + elapsed(now, retryAt) });
  const byWall = after(now, Math.max(0, retryTs - wallMs) as ReturnType<typeof hours>);
  return to(was, { ...verdict, retryAt: sooner(retryAt, byWall) });
}

function fail(was: Twin, tries: number, why: string, { now, wallMs }: TwinTime, code = 500): TwinStep {
  const wait = waitAfter(tries);
  const problems = [{ code, path: "", text: `${why}; the last good settings are in force.` }];
  const retryAt = wait === null ? null : after(now, wait);
  const retryTs = wait === null || wallMs === null ? null : wallMs + wait;
  return to(was, { at: "reverted", tries, retryAt, retryTs, problems }, code);
}

const reject = (was: Twin, code: number, text: string): TwinStep =>
  to(was, { at: "rejected", problems: [{ code, path: "", text }], requiresRestart: [] }, code);

/** null: it was the last. */
const waitAfter = (tries: number) => RETRY_MS[tries - 1] ?? null;

function to(was: Twin, verdict: Verdict, code: number | null = null): TwinStep {
  if (was.newest === null) throw new Error("a verdict on no document");
  return { twin: { ...was, newest: { desired: was.newest.desired, verdict } }, code, refusal: null };
}

const stay = (twin: Twin): TwinStep => ({ twin, code: null, refusal: null });

export const isSame = (one: SettingsId | null, other: SettingsId | null): boolean =>
  one?.epoch === other?.epoch && one?.version === other?.version && one?.hash === other?.hash;
