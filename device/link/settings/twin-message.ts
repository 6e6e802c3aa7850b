import type { TwinMessage } from "../../contract/downlink.ts";
import { hashOfState } from "../../contract/signed.ts";
import type { SettingsId } from "../../channel/messages.ts";
import type { SettingsProblem } from "./check.ts";
import { wanted, type Twin, type Verdict } from "./twin.ts";

/** Of what was never desired: the empty document. */
const NOTHING: SettingsId = { epoch: 0, version: 0, hash: hashOfState({}) };
const STATUS = {
  ...{ checking: "pending", staging: "pending", applying: "pending", probing: "pending" },
  ...{ applied: "applied", rejected: "rejected", reverted: "reverted" },
} as const satisfies Record<Verdict["at"], TwinMessage["status"]>;

const ERRORS_MAX = 32;
const RESTARTS_MAX = 64;
const PATH_MAX = 200;
const TEXT_MAX = 500;

/** `up/twin`: what became of the newest document, and what is in force beside the device's own config. */
export function twinMessage(twin: Twin): TwinMessage {
  const { newest, conflict } = twin;
  const verdict = newest?.verdict;
  const of = conflict ?? newest?.desired.id ?? NOTHING;
  const restarts = conflict === null && verdict?.at === "rejected" ? verdict.requiresRestart : [];
  return {
    v: 1,
    epoch: of.epoch,
    desiredVersion: of.version,
    hash: of.hash,
    status: conflict !== null ? "rejected" : verdict === undefined ? "applied" : STATUS[verdict.at],
    errors: (conflict !== null ? [CONFLICT] : problemsOf(verdict)).slice(0, ERRORS_MAX).map(({ code, path, text }) => ({
      code,
      path: path.slice(0, PATH_MAX),
      text: text.slice(0, TEXT_MAX),
    })),
    ...(restarts.length === 0
      ? {}
      : { requiresRestart: restarts.slice(0, RESTARTS_MAX).map((path) => path.slice(0, PATH_MAX)) }),
    state: wanted(twin)?.desired.state ?? {},
  };
}

const CONFLICT: SettingsProblem = {
  code: 409,
  path: "",
  text: "this version came before with other words. Send what is wanted under a higher version.",
};

const problemsOf = (verdict: Verdict | undefined): readonly SettingsProblem[] =>
  verdict?.at === "rejected" || verdict?.at === "reverted" ? verdict.problems : [];
