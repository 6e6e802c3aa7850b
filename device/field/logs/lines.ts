import { stripVTControlCharacters } from "node:util";

/** What one of the two processes said. `from` is as the line begins: control, link, gaturum, or a unit's name. */
export type LogLine = { readonly ts: number; readonly from: string; readonly text: string };

/** Longer lines are cut: a mistake's whole stack has less. Our choice. */
export const TEXT_MAX = 2_000;
const UNITS: Readonly<Record<string, string>> = {
  "gaturum-control.service": "control",
  "gaturum-link.service": "link",
};

/** A line of a program, at the moment at which it came; the program's name stands in front of it. */
export function spokenLine(ts: number, line: string): LogLine {
  const [, from = "gaturum", text = line] = /^(control|link|gaturum) +(.*)$/s.exec(line) ?? [];
  return { ts, from, text: safeText(text) };
}

/** As `gaturum run` keeps them; null: none. */
export const keptLine = (line: LogLine): string => JSON.stringify(line);
export function fromKept(text: string): LogLine | null {
  const value = parsed(text);
  if (value === null || typeof value["ts"] !== "number") return null;
  const { ts, from, text: said } = value;
  return typeof from === "string" && typeof said === "string" ? { ts, from, text: safeText(said) } : null;
}

/** One entry of `journalctl --output=json`; null: none. A message that is no UTF-8 comes as its bytes. */
export function fromJournal(text: string): LogLine | null {
  const value = parsed(text);
  if (value === null) return null;
  const { MESSAGE: message, _SYSTEMD_UNIT: unit, __REALTIME_TIMESTAMP: us } = value;
  if (typeof us !== "string" || !/^\d{1,17}$/.test(us)) return null;
  const said = Array.isArray(message) ? Buffer.from(message as number[]).toString("latin1") : message;
  if (typeof said !== "string") return null;
  const ts = Math.floor(Number(us) / 1_000);
  const spoken = spokenLine(ts, said);
  const from = spoken.from === "gaturum" && typeof unit === "string" ? (UNITS[unit] ?? unit) : spoken.from;
  return { ts, from, text: spoken.text };
}

/** For a person: `2026-11-29 07:20:06Z  control  …`. */
export const shownLine = ({ ts, from, text }: LogLine): string =>
  `${new Date(ts).toISOString().slice(0, 19).replace("T", " ")}Z  ${from.padEnd(7)}  ${text}`;

/** Nothing in a log moves a cursor or rings a bell. */
const safeText = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/\p{Cc}+/gu, " ")
    .trimEnd()
    .slice(0, TEXT_MAX);

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
