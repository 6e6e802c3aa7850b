export type Language = "en" | "sv";
/** A cell: text, a number with so many decimals, or null where nothing is known. */
export type Cell = string | null | { readonly value: number; readonly decimals: number };

export function shown(cell: Cell, language: Language, unknown: string): string {
  if (cell === null) return unknown;
  if (typeof cell === "string") return cell;
  const text = cell.value.toFixed(cell.decimals);
  return language === "sv" ? text.replace(".", ",") : text;
}

/** `saved net %` as `saved` above `net %`. */
export function inTwoLines(heads: readonly string[]): readonly (readonly string[])[] {
  const cut = heads.map((head) => /^(\S+) ?(.*)$/.exec(head));
  return [cut.map((found) => found?.[1] ?? ""), cut.map((found) => found?.[2] ?? "")];
}

/** Lines of a table for people; the columns of that index are text, the others numbers. */
export function laidOut(rows: readonly (readonly string[])[], textColumns: readonly number[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const pad = (cell: string, index: number): string =>
    textColumns.includes(index) ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0);
  return rows.map((row) => row.map(pad).join("  ").trimEnd());
}

/**
 * For a spreadsheet. Swedish ones want a semicolon, a decimal comma, and the mark of UTF-8 in front; lines end as RFC 4180
 * has them.
 */
export function csvOf(rows: readonly (readonly string[])[], language: Language): string {
  const separator = language === "sv" ? ";" : ",";
  const text = rows.map((row) => `${row.map((cell) => quoted(cell, separator)).join(separator)}\r\n`).join("");
  return language === "sv" ? `\uFEFF${text}` : text;
}

/** A spreadsheet would run a cell that begins so as a formula. */
const quoted = (cell: string, separator: string): string =>
  cell.includes(separator) || /["\r\n]|^[=+@]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
