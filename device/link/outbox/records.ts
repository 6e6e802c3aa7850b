import { BUNDLE_BYTES_MAX } from "../../contract/commands.ts";
import type { Moment } from "../../channel/messages.ts";
import type { RecordFlag } from "../../contract/record.ts";
import { checkRecord, type Checked } from "../../contract/validate.ts";
import type { Report } from "../../measure/decision.ts";
import type { Draft } from "./outbox.ts";

/** Of one start of link; see `counters.ts`. */
export type Boot = { readonly boot: string; readonly bootCount: number };

/** Longest record: a quarter of a packet, so that four fit into a backfill. Our choice; the longest we make is 1 KB. */
const RECORD_BYTES_MAX = 16_384;

/** Of an answer: a bundle with its envelope, alone in its packet. */
const ANSWER_BYTES_MAX = BUNDLE_BYTES_MAX + 1_024;

const UTF_8 = new TextEncoder();

/**
 * A report with its moment, in the shape the city sees, checked before it is stored: what is stored is sent as it is.
 * A problem here is a mistake of ours, not of the street.
 */
export function draftOf(report: Report, moment: Moment, flags: readonly RecordFlag[], boot: Boot): Checked<Draft> {
  const known = moment.timeQuality !== "none" && moment.ts !== null;
  const draft: Draft = {
    v: 1,
    boot: boot.boot,
    bootCount: boot.bootCount,
    class: report.class,
    stream: report.stream,
    ts: known ? Math.round(moment.ts) : null,
    uptimeMs: moment.at,
    timeQuality: known ? moment.timeQuality : "none",
    timeErrorMs: known ? moment.timeErrorMs : null,
    values: report.values,
    ...(flags.length > 0 ? { flags } : {}),
    ...(report.aggregate === undefined ? {} : { aggregate: report.aggregate }),
  };
  const checked = checkRecord({ ...draft, seq: 1 });
  if (!checked.ok) return checked;
  const text = JSON.stringify(draft);
  const most = report.kind === "answer" ? ANSWER_BYTES_MAX : RECORD_BYTES_MAX;
  // Counted where it may be too long alone: no unit of a text takes more than 3 bytes.
  const bytes = 3 * text.length <= most ? text.length : UTF_8.encode(text).length;
  if (bytes <= most) return { ok: true, value: draft };
  return { ok: false, problems: [`${report.stream}: ${bytes} bytes, at most ${most}`] };
}
