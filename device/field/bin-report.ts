import { auditOf, type Audit, type Schedule } from "../bin/evidence/audit.ts";
import { asBinCsv, asBinText } from "./bin-report-table.ts";
import { brokenLines, readLog } from "./evidence-files.ts";
import { Refusal } from "./refusal.ts";
import type { Language } from "./table.ts";

export type BinReportWords = {
  /** One log a unit, or copies of them. */
  readonly directories: readonly string[];
  /** Days of UTC, `2026-11-01`; the last one counts whole. */
  readonly from: string;
  readonly to: string;
  readonly schedule: Schedule | null;
  readonly as: "text" | "json" | "csv";
  readonly language: Language;
};
export type UnitAudit = { readonly unit: string; readonly audit: Audit; readonly broken: number };

const DAY_MS = 86_400_000;

/**
 * `gaturum report` of bins: what an auditor asks, from their logs alone. Exit codes: 0 told, 1 a log is broken (what is
 * whole of it is told), or there is none, 3 not permitted.
 */
export function binReport({ directories, from, to, schedule, as, language }: BinReportWords): number {
  try {
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to) + DAY_MS];
    const units = directories.map((directory): UnitAudit => {
      const log = readLog(directory);
      for (const line of brokenLines(directory, log)) process.stderr.write(`${line}\n`);
      const audit = auditOf(log.entries, fromMs, toMs, schedule);
      return { unit: log.device ?? directory, audit, broken: log.broken.length };
    });
    process.stdout.write(told(units, schedule, as, language));
    return units.some(({ broken }) => broken > 0) ? 1 : 0;
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    process.stderr.write(`${cause.message}\n`);
    return cause.exitCode;
  }
}

function told(
  units: readonly UnitAudit[],
  schedule: Schedule | null,
  as: BinReportWords["as"],
  language: Language,
): string {
  if (as === "json") return units.map((unit) => `${JSON.stringify({ ...unit, schedule })}\n`).join("");
  return as === "csv" ? asBinCsv(units, schedule, language) : asBinText(units, schedule, language);
}

/** `2026-11-01`; false: no such day. */
export function isDay(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}

/** `7/week`, `1/day`, `2.5/week` to trips a week; null: it is none. */
export function tripsPerWeekIn(text: string): number | null {
  const [, count, per] = /^(\d{1,3}(?:[.,]\d{1,2})?) ?\/ ?(day|week|dag|vecka)$/.exec(text.trim()) ?? [];
  const trips = Number(count?.replace(",", ".")) * (per === "day" || per === "dag" ? 7 : 1);
  return trips > 0 ? trips : null;
}

/** `180 kr`, `12.50 €`; null: it is none. */
export function costIn(text: string): Schedule["tripCost"] {
  const [, amount, currency] = /^(\d{1,6}(?:[.,]\d{1,2})?) ?(\p{L}{1,8}|[€$£])$/u.exec(text.trim()) ?? [];
  return amount === undefined || currency === undefined ? null : { amount: Number(amount.replace(",", ".")), currency };
}
