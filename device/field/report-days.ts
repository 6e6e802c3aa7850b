/** One day of a lamp post as a report shows it. null: not known, so no number. Units as in the stream `lamp-day`. */
export type ReportDay = {
  readonly date: string | null;
  readonly seenS: number | null;
  readonly lampWh: number | null;
  readonly controllerWh: number | null;
  readonly alwaysFullWh: number | null;
  readonly baseMin: number | null;
  readonly boostMin: number | null;
  readonly safeMin: number | null;
  readonly dayMin: number | null;
  readonly overrideMin: number | null;
  readonly belowPromiseS: number | null;
  /** Those that were told; a rest of fewer than three never is. */
  readonly movements: number | null;
  readonly failures: readonly string[] | null;
};
type Data = { readonly [key: string]: unknown };

const STREAM = "lamp-day";

/**
 * The days in lines of JSON, in their order: the figures alone, records of the stream `lamp-day`, backfills, or packets with
 * their topic. Records of other streams are passed over, and what came twice counts once. Throws by place on other lines.
 */
export function daysIn(lines: Iterable<string>, where: string): readonly ReportDay[] {
  const seen = new Set<string>();
  const days: ReportDay[] = [];
  let number = 0;
  for (const line of lines) {
    number += 1;
    if (line.trim() === "") continue;
    for (const found of figuresIn(parsed(line, `${where}:${number}`))) {
      const key = found.key;
      if (key !== null && seen.has(key)) continue;
      if (key !== null) seen.add(key);
      days.push(dayOf(found.figures));
    }
  }
  return days;
}

function parsed(line: string, place: string): Data {
  try {
    const value: unknown = JSON.parse(line);
    if (isData(value)) return value;
  } catch {
    // Told below, as any other line that is no object.
  }
  throw new Error(`${place}: not a JSON object. Each line is one record, as mosquitto_sub prints it.`);
}

type Found = { readonly key: string | null; readonly figures: Data };

function figuresIn(data: Data): readonly Found[] {
  const payload = unpacked(data["payload"]);
  if (isData(payload)) return figuresIn(payload);
  if (Array.isArray(data["records"])) return (data["records"] as unknown[]).filter(isData).flatMap(figuresIn);
  if (data["stream"] === STREAM && isData(data["values"])) return [{ key: keyOf(data), figures: data["values"] }];
  return "lampWh" in data ? [{ key: null, figures: data }] : [];
}

/** As text in a trace of `simulate`, and in what `mosquitto_sub -F %j` prints. */
function unpacked(payload: unknown): unknown {
  if (typeof payload !== "string") return payload;
  try {
    return JSON.parse(payload);
  } catch {
    return null;
  }
}

/** Records are told apart by boot, class and sequence (`docs/backend.md`). */
function keyOf({ boot, class: of, seq }: Data): string | null {
  return boot === undefined || seq === undefined ? null : JSON.stringify([boot, of, seq]);
}

function dayOf(figures: Data): ReportDay {
  const { date, failures } = figures;
  return {
    date: typeof date === "string" ? date : null,
    seenS: numberIn(figures, "seenS"),
    lampWh: numberIn(figures, "lampWh"),
    controllerWh: numberIn(figures, "controllerWh"),
    alwaysFullWh: numberIn(figures, "alwaysFullWh"),
    baseMin: numberIn(figures, "baseMin"),
    boostMin: numberIn(figures, "boostMin"),
    safeMin: numberIn(figures, "safeMin"),
    dayMin: numberIn(figures, "dayMin"),
    overrideMin: numberIn(figures, "overrideMin"),
    belowPromiseS: numberIn(figures, "belowPromiseS"),
    movements: movementsIn(figures["movements"]),
    failures: Array.isArray(failures) ? failures.filter((name) => typeof name === "string") : null,
  };
}

function movementsIn(parts: unknown): number | null {
  if (!Array.isArray(parts)) return null;
  const told = (parts as unknown[]).filter(isData).flatMap((part) => numberIn(part, "count") ?? []);
  return told.length === 0 ? null : told.reduce((sum, count) => sum + count, 0);
}

function numberIn(data: Data, key: string): number | null {
  const value = data[key];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

const isData = (value: unknown): value is Data => typeof value === "object" && value !== null && !Array.isArray(value);
