import type { LampSettings } from "../../lamp/settings.ts";
import { ASKED_LEAST_PCT, DEAD_SHARE, DIMMING_OFF_SHARE, ON_SHARE, TOLERANCE_W } from "../../lamp/watch/electrical.ts";
import { expectedPower } from "../../lamp/watch/expected-power.ts";
import type { LampFeedback } from "../../measure/samples.ts";
import { percent } from "../../measure/units.ts";
import type { Facts, Status } from "./facts.ts";
import { error, type Look, type Verdict } from "./finding.ts";
import { lookAtParts, partsOf, valueOf } from "./parts.ts";

/** A lamp that says another level than it was given by more than this does not follow. Our choice: above any rounding. */
const FOLLOWS_WITHIN_PCT = 5;

/** By what it is given and what it takes, as it is: nothing is changed for it. `first` and `last` must both be wrong. */
export function judgeLamp(facts: Facts, first: Status, last: Status): Verdict {
  const [part] = partsOf(facts, "lamp");
  const looks = lookAtParts(facts, last, "lamp");
  const is = lampIn(last);
  const before = lampIn(first);
  if (part === undefined || is === null || facts.config.kind !== "lamp-post")
    return { subject: "lamp", fine: "it has just begun", looks };
  if (facts.config.mode === "observe")
    return { subject: "lamp", fine: `observed at ${level(is.levelPct)}: the config says mode: observe`, looks };
  const fine = `asked ${level(is.askedPct)}${is.powerW === null ? "" : `, takes ${is.powerW.toFixed(1)} W`}`;
  const { lamp } = facts.config;
  const at = { name: part.name, at: part.at };
  const steady = before?.askedPct === is.askedPct;
  const wrong = steady && wrongNow(at, before, lamp) !== null ? wrongNow(at, is, lamp) : null;
  const dimmed = facts.walk?.power == null ? null : doesNotDim(at, facts.walk.power, lamp);
  return { subject: "lamp", fine, looks: [...looks, dimmed ?? wrong] };
}

type Lamp = LampFeedback & { readonly askedPct: number };
type At = { readonly name: string; readonly at: string };

function lampIn(status: Status): Lamp | null {
  const feedback = valueOf(status, "lamp");
  const { levelPct } = status.outputs;
  return feedback === null || typeof levelPct !== "number" ? null : { ...feedback, askedPct: levelPct };
}

function wrongNow({ name, at }: At, { askedPct, levelPct, powerW }: Lamp, { luminaire }: LampSettings): Look {
  const found = (cause: "burns" | "no-power" | "does-not-dim" | "does-not-follow", brief: string, text: string) =>
    error({ part: name, cause, brief, text: `${name}: asked ${level(askedPct)}, ${text}`, at });
  if (powerW === null) {
    if (Math.abs(levelPct - askedPct) <= FOLLOWS_WITHIN_PCT) return null;
    return found("does-not-follow", "does not follow", `it says ${level(levelPct)}. ${WIRES}`);
  }
  const expectedW = expectedPower(percent(askedPct), luminaire);
  const takes = `it takes ${powerW.toFixed(1)} W`;
  if (askedPct === 0 && powerW > luminaire.powerFullW * ON_SHARE)
    return found(
      "burns",
      "burns though it is not asked to",
      `${takes}. Look at the relay and at what else feeds the lamp.`,
    );
  if (askedPct >= ASKED_LEAST_PCT && powerW < expectedW * DEAD_SHARE)
    return found("no-power", "takes no power", `${takes} of ${expectedW.toFixed(1)} W. ${MAINS}`);
  const offW = Math.max(TOLERANCE_W, expectedW * DIMMING_OFF_SHARE);
  if (askedPct >= ASKED_LEAST_PCT && Math.abs(powerW - expectedW) > offW)
    return found(
      "does-not-dim",
      "takes power, and not what its level takes",
      `${takes} of ${expectedW.toFixed(1)} W. ${WIRES} ${LABEL}`,
    );
  return null;
}

/** The levels of a walk: the least of them takes nearly as much as the most. */
function doesNotDim(
  { name, at }: At,
  power: readonly { askedPct: number; powerW: number }[],
  { luminaire }: LampSettings,
): Look {
  const asked = power.map(({ askedPct }) => Math.round(askedPct)).join(" / ");
  const measured = power.map(({ powerW }) => powerW.toFixed(1)).join(" / ");
  const seen = `${name}: asked ${asked} %, measured ${measured} W.`;
  const most = Math.max(...power.map(({ powerW }) => powerW));
  const wrong = power.filter(({ askedPct, powerW }) => {
    const expectedW = expectedPower(percent(askedPct), luminaire);
    return Math.abs(powerW - expectedW) > Math.max(TOLERANCE_W, expectedW * DIMMING_OFF_SHARE);
  });
  if (most < luminaire.powerFullW * DEAD_SHARE)
    return error({ part: name, cause: "no-power", brief: "takes no power", text: `${seen} ${MAINS}`, at });
  if (wrong.length === 0) return null;
  const least = Math.min(...power.map(({ powerW }) => powerW));
  const flat = most - least < most * ON_SHARE;
  const text = flat ? `${seen} The driver sees no dimming signal. ${WIRES}` : `${seen} ${WIRES} ${LABEL}`;
  const brief = flat ? "takes power, does not dim" : "takes power, and not what its level takes";
  return error({ part: name, cause: "does-not-dim", brief, text, at });
}

const level = (pct: number): string => `${Math.round(pct)} %`;
const WIRES = "Check DIM+ and DIM- (or DA, DA) at the driver.";
const LABEL = "If they are right, compare lamp.luminaire with the label.";
const MAINS = "Look at the fuse and the mains at the driver, then change the driver or the lamp.";
