import { z } from "zod";
import { ALARMS_MAX } from "../contract/limits.ts";
import { streamNamed } from "../contract/streams.ts";
import type { ActiveMessage } from "../contract/session.ts";
import type { Values } from "../measure/decision.ts";
import type { Draft } from "./outbox/outbox.ts";

type OpenAlarm = {
  readonly key: string;
  readonly kind: string;
  readonly since: number | null;
  readonly sinceUptimeMs: number;
  readonly values: Values;
};
/** The alarms that hold now, oldest first, and the run of control that told of them. Plain JSON data. */
export type Alarms = { readonly run: string; readonly open: readonly OpenAlarm[] };

const alarmsSchema = z.object({
  run: z.string(),
  open: z
    .array(
      z.object({
        key: z.string(),
        kind: z.string(),
        since: z.number().nullable(),
        sinceUptimeMs: z.number(),
        values: z.record(z.string(), z.json()),
      }),
    )
    .max(ALARMS_MAX),
});

/** From link's own file; none where it makes no sense. */
export function parseAlarms(value: unknown): Alarms {
  const parsed = alarmsSchema.safeParse(value);
  return parsed.success ? parsed.data : NO_ALARMS;
}

/** Of link's own doing: a control that begins anew says nothing of these. */
const OF_LINK: readonly string[] = [
  "certificate",
  "local-mode",
  "shared-id",
  "store-fault",
  "topic-refused",
  "update-fetch",
];

export const NO_ALARMS: Alarms = { run: "", open: [] };

/** Control began anew: it tells again of what still holds, so nothing it said before counts. */
export const alarmsOfRun = (was: Alarms, run: string): Alarms =>
  was.run === run ? was : { run, open: was.open.filter(({ kind }) => OF_LINK.includes(kind)) };

/** The values with which an alarm of this kind is open; null: none is. */
export const openAlarm = ({ open }: Alarms, kind: string): Values | null =>
  open.find((alarm) => alarm.kind === kind)?.values ?? null;

/** Whether this one is, of a kind of which several can be: `named` are the values that tell them apart. */
export const isAlarmOpen = ({ open }: Alarms, kind: string, named: Values): boolean =>
  open.some((alarm) => alarm.key === keyOf(kind, named));

/** Pure; the same object where the record opens and closes nothing. At most `ALARMS_MAX` are kept, the oldest. */
export function nextAlarms(was: Alarms, record: Draft): Alarms {
  if (streamNamed(record.stream).alarm === undefined) return was;
  const { active, ...values } = record.values;
  const key = keyOf(record.stream, values);
  const known = was.open.find((alarm) => alarm.key === key);
  if (active !== true) return known === undefined ? was : { ...was, open: was.open.filter((other) => other !== known) };
  if (known !== undefined) {
    if (JSON.stringify(known.values) === JSON.stringify(values)) return was;
    return { ...was, open: was.open.map((other) => (other === known ? { ...known, values } : other)) };
  }
  if (was.open.length >= ALARMS_MAX) return was;
  const opened = { key, kind: record.stream, since: record.ts, sinceUptimeMs: record.uptimeMs, values };
  return { ...was, open: [...was.open, opened] };
}

const keyOf = (stream: string, values: Values): string =>
  [stream, ...(streamNamed(stream).alarm ?? []).map((name) => JSON.stringify(values[name] ?? null))].join(" ");

/** As `up/e/active` carries them. */
export function activeList({ open }: Alarms): ActiveMessage["active"] {
  return open.map(({ kind, since, sinceUptimeMs, values }) => ({
    kind,
    since,
    sinceUptimeMs,
    values: { ...values },
  }));
}
