import { readFileSync } from "node:fs";
import { ask, socketRefusal } from "./ask.ts";
import { daysIn, type ReportDay } from "./report-days.ts";
import { asCsv, asText, type Price } from "./report-table.ts";
import type { Language } from "./table.ts";

export type ReportOptions = {
  /** Of a running control, or a file of its records. */
  readonly from: { readonly socket: string } | { readonly file: string };
  readonly last: number;
  readonly price: Price | null;
  readonly csv: boolean;
  readonly language: Language;
};

/** `gaturum report`: a lamp post's days in kWh and money. Exit codes: 0 told, 1 nobody to ask, or a file that is none, 3 not permitted. */
export async function report({ from, last, price, csv, language }: ReportOptions): Promise<number> {
  try {
    const days = "file" in from ? daysOf(from.file) : daysIn(await answered(from.socket), from.socket);
    const table = csv ? asCsv : asText;
    process.stdout.write(table(days.slice(-last), price, language));
    return 0;
  } catch (cause) {
    if ("file" in from) {
      process.stderr.write(`${fileTrouble(from.file, cause)}\n`);
      return cause instanceof Error && "code" in cause && cause.code === "EACCES" ? 3 : 1;
    }
    const { message, exitCode } = socketRefusal(from.socket, cause);
    process.stderr.write(`${message}\n`);
    return exitCode;
  }
}

/** `1.20 kr/kWh`, `0,12 €/kWh`; null: it is none. */
export function priceIn(text: string): Price | null {
  const match = /^(\d{1,6}(?:[.,]\d{1,6})?) ?(\p{L}{1,8}|[€$£])\/kWh$/u.exec(text.trim());
  const perKwh = Number(match?.[1]?.replace(",", "."));
  return match?.[2] === undefined || !(perKwh > 0) ? null : { perKwh, currency: match[2] };
}

function daysOf(file: string): readonly ReportDay[] {
  const days = daysIn(readFileSync(file, "utf8").split("\n"), file);
  if (days.length === 0) throw new Error(`${file}: no day of a lamp post is in it, so no record of up/t/lamp-day.`);
  return days;
}

async function answered(socket: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of ask(socket, { ask: "days" })) lines.push(line);
  if (lines[0]?.startsWith('{"error"') === true) throw new Error("this control is older and keeps no days: update it.");
  return lines;
}

function fileTrouble(file: string, cause: unknown): string {
  switch (cause instanceof Error && "code" in cause ? cause.code : "") {
    case "ENOENT":
      return `${file}: no such file. Save one with: mosquitto_sub -t 'gaturum/1/+/+/up/t/lamp-day' > FILE`;
    case "EISDIR":
      return `${file}: a folder. Name a file of records, one JSON object a line.`;
    case "EACCES":
      return `${file}: you may not read it. Do it as its owner, or with sudo.`;
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}
