import type { DeviceKind } from "../../measure/roles.ts";
import { FAULT_CAUSES } from "../../measure/fault.ts";

/** What is looked at, in the order in which it is told. */
export const SUBJECTS = [
  "config",
  "shared",
  "light",
  "motion",
  "lamp",
  "fill",
  "guards",
  "ram",
  "battery",
  "supply",
  "clock",
  "storage",
  "cycle",
  "city",
] as const;
export type Subject = (typeof SUBJECTS)[number];
/** `shared` is not looked at by itself: it comes of the others, where a board or a bus failed and not its parts (`one-cause.ts`). */
export type AskedSubject = Exclude<Subject, "shared">;
const ASKED = SUBJECTS.filter((subject) => subject !== "shared");

/** Those of a subject that only one kind of device has. */
const OF_KIND: Partial<Readonly<Record<Subject, DeviceKind>>> = {
  light: "lamp-post",
  motion: "lamp-post",
  lamp: "lamp-post",
  fill: "litter-bin",
  guards: "litter-bin",
  ram: "litter-bin",
  battery: "litter-bin",
};
export const subjectsOf = (kind: DeviceKind): readonly AskedSubject[] =>
  ASKED.filter((subject) => (OF_KIND[subject] ?? kind) === kind);

/** Why something is not as it should be, beside what a part says of itself: for scripts, under `--json`. */
export const CAUSES = [
  ...FAULT_CAUSES,
  "config",
  "other-config",
  "other-version",
  "not-running",
  "no-cycles",
  "late",
  "not-written",
  "silent",
  "wrong-light",
  "wrong-place",
  "no-power",
  "burns",
  "does-not-dim",
  "does-not-follow",
  "no-fallback",
  "contradiction",
  "latched",
  "open",
  "no-level",
  "low-charge",
  "under-voltage",
  "slowed",
  "hot",
  "clock-lost",
  "clock-free",
  "clock-before-release",
  "full",
  "slow",
  "read-only",
  "certificate-missing",
  "certificate-damaged",
  "certificate-other",
  "certificate-expired",
  "certificate-early",
  "certificate-ends",
  "key-other",
  "key-open",
  "authority",
  "trust",
  "broker-name",
  "broker-away",
  "broker-alien",
  "broker-handshake",
  "broker-certificate",
  "broker-turned-away",
  "broker-refuses",
  "broker-waits",
  "topic-refused",
  "link-not-running",
  "no-update-root",
] as const;
export type Cause = (typeof CAUSES)[number];

/** One thing that is not as it should be. `follows`: from the error of the board or the bus in `through`. */
export type Finding = {
  readonly level: "error" | "warning" | "follows";
  /** The part as the config names it; null: it is of no single part. */
  readonly part: string | null;
  readonly cause: Cause;
  /** Behind the subject, in a few words: `pir-1 is silent`. */
  readonly brief: string;
  /** What was seen and what to do about it, in sentences. */
  readonly text: string;
  /** `file:line:column` of the setting; null: it stands in no file. */
  readonly at: string | null;
  /** The board or the bus that failed, and not the part; left out: the part itself. */
  readonly through?: string;
};
/** What one look at something came to; null: as it should be. */
export type Look = Finding | null;

/** What came of a subject. `unseen`: it could not be looked at, and why. */
export type Verdict = { readonly subject: Subject } & (
  { readonly fine: string; readonly looks: readonly Look[] } | { readonly unseen: string }
);

export const error = (of: Omit<Finding, "level">): Finding => ({ level: "error", ...of });
export const warning = (of: Omit<Finding, "level">): Finding => ({ level: "warning", ...of });
export const findingsIn = (verdict: Verdict): readonly Finding[] =>
  "looks" in verdict ? verdict.looks.filter((look) => look !== null) : [];
