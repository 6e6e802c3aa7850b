import type { Standing } from "../../bin/told/standing.ts";
import type { LocalStatus } from "../../control/local-status.ts";
import type { LampStanding } from "../../lamp/shown.ts";
import type { Reading } from "../../measure/reading.ts";
import { elapsed } from "../../measure/time.ts";
import type { Ink } from "../../screen/cells.ts";
import { standingLines } from "../standing-text.ts";
import { ageText, contractOf, faultText, rounded, valueText } from "./readings.ts";

/** One line of `gaturum status`. `text` changes when something happened, `beside` as time passes. */
export type StatusLine = { readonly text: string; readonly beside: string; readonly ink: Ink };

/** Where the text begins behind its first word. */
const WORD = 10;
/** A longer name moves its own line to the right. Our choice. */
const NAME_COLUMNS_MAX = 20;
/** Named in one line; a bin has 20 contacts. Two lines of 80 columns hold them. */
const NAMES_COLUMNS = 78;

/** The whole of a status, what is wrong first; for a screen, a pipe and a bundle. */
export function statusLines(status: LocalStatus): readonly StatusLine[] {
  const { device, kind, mode, version, simulated } = status;
  const marks = [mode === "observe" ? "OBSERVE: moves nothing" : mode, ...(simulated ? ["on mocks"] : [])];
  return [
    line(`${device}  ${kind.replace("-", " ")}, ${marks.join(", ")}, version ${version}`, wallText(status)),
    ...standingOf(status),
    ...wrongs(status),
    ...values(status),
    ...contacts(status),
    cycle(status),
    ...reports(status),
    clock(status),
  ];
}

const line = (text: string, beside = "", ink: Ink = "plain"): StatusLine => ({ text, beside, ink });
const named = (word: string, text: string): string => `${word.padEnd(WORD - 1)} ${text}`;

function wallText({ moment }: LocalStatus): string {
  const ts = moment?.ts ?? null;
  return ts === null ? "time not known" : `${new Date(ts).toISOString().slice(0, 19).replace("T", " ")}Z`;
}

function standingOf({ standing }: LocalStatus): readonly StatusLine[] {
  if (standing === null) return [line(named("now", "no cycle yet"))];
  const known = standing as LampStanding | Standing;
  if (!("lamp" in known)) return standingLines(known).map((text) => inked(text));
  const { lamp, override } = known;
  const { levelPct, givenPct, targetPct, reason, moving, secondsLeft } = lamp;
  const given = Math.round(givenPct) === Math.round(levelPct) ? "" : ` (its driver is told ${rounded(givenPct)} %)`;
  const way = moving === null ? "" : `, ${moving} to ${rounded(targetPct)} %`;
  const left = secondsLeft === null ? "" : `${Math.ceil(secondsLeft)} s if nobody else comes`;
  const held = override as { readonly levelPct: number; readonly from: string; readonly leftS: number } | null;
  return [
    line(named("lamp", `${Math.round(levelPct)} %${given}${way}: ${reason}`), left, "light"),
    ...(held === null
      ? []
      : [line(named("held", `at ${held.levelPct} %, asked for by the ${held.from}`), `${held.leftS} s left`, "light")]),
  ];
}

/** Of a bin's standing: seconds and minutes pass by themselves. */
function inked(text: string): StatusLine {
  const ink = /^(?:latched|look at|stuck)/.test(text) ? "fault" : text.startsWith("now") ? "light" : "plain";
  const [, state, spent = "", fill, stroke = ""] = /^(now +\S+) for (\d+ s)(, fill [^,]+)(.*)$/.exec(text) ?? [];
  return state === undefined || fill === undefined
    ? line(text, "", ink)
    : line(state + fill, `for ${spent}${stroke}`, ink);
}

function wrongs({ readings, parts, writeFaults, violations, moment }: LocalStatus): readonly StatusLine[] {
  const silent = Object.entries(readings).flatMap(([role, reading]) => {
    if (reading.ok || reading.fault.cause === "absent") return [];
    const name = partOf(parts, role) ?? reading.fault.part;
    return [line(named("fault", `${name} (${role}) ${faultText(reading)}`), since(reading, moment), "fault")];
  });
  const unwritten = writeFaults.flatMap((result) =>
    result.ok ? [] : [line(named("fault", `${result.fault.part} takes no order: ${result.fault.cause}`), "", "fault")],
  );
  const taken =
    violations === 0 ? [] : [line(named("guard", `took outputs away ${violations} times: tell us`), "", "fault")];
  return [...silent, ...unwritten, ...taken];
}

function values({ kind, readings, parts, moment }: LocalStatus): readonly StatusLine[] {
  const columns = Math.min(NAME_COLUMNS_MAX, Math.max(...parts.map(({ name }) => name.length), WORD - 1));
  return Object.entries(readings).flatMap(([role, reading]) => {
    const contract = contractOf(kind, role);
    const isContact = contract === "digital-input" || contract === "digital-output";
    if (!reading.ok || contract === null || isContact || contract === "clock") return [];
    const text = `${role.padEnd(12)} ${valueText(contract, reading.value)}`;
    return [line(`${(partOf(parts, role) ?? "-").padEnd(columns)} ${text}`, `for ${since(reading, moment)}`, "data")];
  });
}

/** Which contacts are made and which are not, by role. */
function contacts({ kind, readings }: LocalStatus): readonly StatusLine[] {
  const read = Object.entries(readings).flatMap(([role, reading]) =>
    contractOf(kind, role) === "digital-input" && reading.ok
      ? [{ role, active: (reading.value as { readonly active: boolean }).active }]
      : [],
  );
  const which = (active: boolean): readonly string[] =>
    read.filter((each) => each.active === active).map(({ role }) => role);
  return read.length === 0 ? [] : [...wrapped("on", which(true)), ...wrapped("off", which(false))];
}

function wrapped(word: string, names: readonly string[]): readonly StatusLine[] {
  const lines: string[] = [""];
  for (const name of names) {
    const last = lines.at(-1) ?? "";
    if (WORD + last.length + name.length < NAMES_COLUMNS) lines[lines.length - 1] = `${last}${name} `;
    else lines.push(`${name} `);
  }
  return lines.map((text, index) => line(named(index === 0 ? word : "", text.trimEnd())));
}

function cycle({ figures, cycleHz }: LocalStatus): StatusLine {
  const { cycles, lateCycles, missedCycles, worstLateMs, worstLateLastHourMs } = figures;
  const worst = `worst ${rounded(worstLateMs)} ms, in the last hour ${rounded(worstLateLastHourMs)} ms`;
  const text = `${cycleHz} Hz, ${lateCycles} late, ${missedCycles} missed; ${worst}`;
  return line(named("cycle", text), `${cycles} cycles`, missedCycles > 0 ? "fault" : "plain");
}

function reports({ link, waiting, settings, broker }: LocalStatus): readonly StatusLine[] {
  if (broker === null && !link.present)
    return [line(named("reports", "for nobody: there is no city.broker in the config"))];
  const whose = settings === null ? "" : `; the city's settings ${settings.epoch}.${settings.version}`;
  const isWell = link.present && (broker === null || link.city?.live === true);
  const trouble = isWell || link.city?.trouble == null ? [] : wrapped("", link.city.trouble.split(" "));
  return [
    line(named("reports", `${cityText(link, broker)}, ${waiting} wait${whose}`), "", isWell ? "plain" : "fault"),
    ...trouble,
  ];
}

function cityText({ present, city }: LocalStatus["link"], broker: string | null): string {
  if (!present) return "link is not there";
  if (broker === null) return "link is there";
  if (city?.live === true) return "the city hears them";
  return city?.trouble == null ? "the city is not reached yet" : "the city does not hear them";
}

function clock({ readings }: LocalStatus): StatusLine {
  const reading = readings["clock"];
  if (reading === undefined) return line(named("clock", "none in the config"));
  if (reading.ok) return line(named("clock", valueText("clock", reading.value)));
  return line(named("clock", `not known (${faultText(reading)})`));
}

const partOf = (parts: LocalStatus["parts"], role: string): string | null =>
  parts.find((part) => part.role === role)?.name ?? null;
const since = (reading: Reading<unknown>, moment: LocalStatus["moment"]): string =>
  moment === null ? "-" : ageText(elapsed(reading.at, moment.at));
