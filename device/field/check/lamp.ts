import type { PartConfig } from "../../../config/device-config.ts";
import type { LampSettings } from "../../lamp/settings.ts";
import { ASKED_LEAST_PCT, DEAD_SHARE, DIMMING_OFF_SHARE, ON_SHARE, TOLERANCE_W } from "../../lamp/watch/electrical.ts";
import { expectedPower } from "../../lamp/watch/expected-power.ts";
import type { DriverWord, LampFeedback } from "../../measure/samples.ts";
import { percent } from "../../measure/units.ts";
import { readsBack } from "../lamp-reads.ts";
import type { Facts, Status } from "./facts.ts";
import { error, warning, type Look, type Verdict } from "./finding.ts";
import { lookAtParts, partsOf, valueOf } from "./parts.ts";

/** A lamp that says another level than it was given by more than this does not follow. Our choice: above any rounding. */
const FOLLOWS_WITHIN_PCT = 5;

/** By what it is given and what it takes, as it is: nothing is changed for it. `first` and `last` must both be wrong. */
export function judgeLamp(facts: Facts, first: Status, last: Status): Verdict {
  const [part] = partsOf(facts, "lamp");
  const isObserved = facts.config.mode === "observe";
  const looks = [...lookAtParts(facts, last, "lamp"), ...(isObserved ? [] : keepsItsLevel(part))];
  const is = lampIn(last);
  const before = lampIn(first);
  if (part === undefined || is === null || facts.config.kind !== "lamp-post")
    return { subject: "lamp", fine: "it has just begun", looks };
  if (isObserved)
    return { subject: "lamp", fine: `observed at ${level(is.levelPct)}: the config says mode: observe`, looks };
  const fine = `asked ${level(is.askedPct)}${is.powerW === null ? "" : `, takes ${is.powerW.toFixed(1)} W`}`;
  const { lamp } = facts.config;
  const said = saidBy(part, is.driverSays);
  const steady = before?.askedPct === is.askedPct;
  const wrong = steady && wrongNow(part, before, lamp) !== null ? wrongNow(part, is, lamp) : null;
  const dimmed = facts.walk?.power == null ? null : doesNotDim(part, facts.walk.power, lamp);
  return { subject: "lamp", fine, looks: [...looks, said ?? dimmed ?? wrong] };
}

type Lamp = LampFeedback & { readonly askedPct: number };
type At = Pick<PartConfig, "name" | "at">;

function lampIn(status: Status): Lamp | null {
  const feedback = valueOf(status, "lamp");
  const { levelPct } = status.outputs;
  return feedback === null || typeof levelPct !== "number" ? null : { ...feedback, askedPct: levelPct };
}

/** DALI gear goes to full light by itself when its bus has no supply; with supply it keeps the last level that it heard. */
function keepsItsLevel(part: PartConfig | undefined): readonly Look[] {
  if (part?.driver !== "dali-lamp") return [];
  const { name, at, settings } = part;
  const text =
    `${name}: a computer that dies by day leaves it dark, for its gear keeps the last level that it heard. ` +
    "Put a watchdog relay in the bus supply and write its line as `supply`.";
  const brief = `${name} stays as it is when the computer dies`;
  return [settings["supply"] === null ? warning({ part: name, cause: "no-fallback", brief, text, at }) : null];
}

function saidBy({ name, at }: At, says: DriverWord = "fine"): Look {
  const common = { part: name, at };
  switch (says) {
    case "lampFailed":
      return error({ ...common, cause: "broken", brief: "its LEDs have failed", text: `${name}: ${LEDS}` });
    case "shutDown":
      return error({ ...common, cause: "hot", brief: "is too hot to give light", text: `${name}: ${HOT}` });
    case "reduced":
      return warning({ ...common, cause: "hot", brief: "gives less than it is asked", text: `${name}: ${LESS}` });
    case "fine":
      return null;
  }
}

function wrongNow(part: PartConfig, { askedPct, levelPct, powerW }: Lamp, { luminaire }: LampSettings): Look {
  const { name, at } = part;
  const found = (cause: "burns" | "no-power" | "does-not-dim" | "does-not-follow", brief: string, text: string) =>
    error({ part: name, cause, brief, text: `${name}: asked ${level(askedPct)}, ${text}`, at });
  if (powerW === null) {
    if (Math.abs(levelPct - readsBack(part, askedPct)) <= FOLLOWS_WITHIN_PCT) return null;
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
const LEDS =
  "its driver says that its LEDs are open, short or unplugged. Look at the plug between driver and LEDs, then change the LEDs.";
const HOT =
  "its driver says that it or its LEDs are too hot, and gives no light. Look at what covers the luminaire, then change the driver.";
const LESS =
  "its driver says that it gives less, for heat or because the LEDs want more than it has. Look at what covers the luminaire, then compare the driver's label with that of the LEDs.";
const MAINS = "Look at the fuse and the mains at the driver, then change the driver or the lamp.";
