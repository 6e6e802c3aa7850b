import { createHash } from "node:crypto";
import type { EvidenceEntry, EvidenceHead, LoggedEntry } from "../../measure/evidence.ts";
import type { Run } from "./evidence-keep.ts";

/** Stands where the hash before the first entry would. */
export const FIRST_HASH = "0".repeat(64);
export const FIRST_HEAD: EvidenceHead = { seq: 0, hash: FIRST_HASH };
/** The longest line. Our choice: a stop with all its contacts takes 900 bytes. */
export const LINE_BYTES_MAX = 4_096;

/** What the next entry says of what went wrong before it. */
export type Note = Pick<LoggedEntry, "lost" | "torn" | "damaged">;
export const NO_NOTE: Note = {};

export type Line = { readonly text: string; readonly hash: string };
type Data = { readonly [key: string]: unknown };

/**
 * One line of JSON with its own SHA-256 as the last key. The hash is of the very text of the line, with that key cut out;
 * so anyone can check it with `sed` and `sha256sum` (docs/auditor.md).
 */
export function sealed(fields: object): Line {
  const text = JSON.stringify(fields);
  const hash = createHash("sha256").update(text).digest("hex");
  return { text: `${text.slice(0, -1)},"hash":"${hash}"}`, hash };
}

/** null: cut, changed, or never one of ours. */
export function unsealed(line: string): { readonly fields: Data; readonly hash: string } | null {
  const match = /^(\{.+),"hash":"([0-9a-f]{64})"\}$/.exec(line);
  const [, body, hash] = match ?? [];
  if (body === undefined || hash === undefined) return null;
  if (createHash("sha256").update(`${body}}`).digest("hex") !== hash) return null;
  try {
    return { fields: JSON.parse(`${body}}`) as Data, hash };
  } catch {
    return null;
  }
}

/** An entry in its place behind `head`. */
export function chained(entry: EvidenceEntry, head: EvidenceHead, run: Run, note: Note): Line {
  const { boot, ...flags } = run;
  const { what, at, ts, timeQuality, timeErrorMs, values } = entry;
  const line = (what_: object): Line =>
    sealed({
      seq: head.seq + 1,
      prev: head.hash,
      boot,
      at,
      ts,
      timeQuality,
      timeErrorMs,
      what,
      values: what_,
      ...flags,
      ...note,
    });
  const whole = line(values);
  const bytes = Buffer.byteLength(whole.text);
  return bytes <= LINE_BYTES_MAX ? whole : line({ tooLongBytes: bytes });
}

/** What a sealed line says; null: it is no entry. */
export function entryIn(fields: Data): (LoggedEntry & { readonly prev: string }) | null {
  const { seq, prev, boot, at, what, values } = fields;
  const is = typeof seq === "number" && typeof prev === "string" && typeof boot === "string" && typeof at === "number";
  return is && typeof what === "string" && typeof values === "object" && values !== null
    ? (fields as unknown as LoggedEntry & { prev: string })
    : null;
}
