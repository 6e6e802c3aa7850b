import { JSON_DEPTH_MAX, jsonIn } from "../../contract/json-text.ts";
import { BATCH_RECORDS_MAX, PAYLOAD_BYTES_MAX } from "../../contract/limits.ts";
import type { TwinMessage } from "../../contract/downlink.ts";
import type { DeviceRecord } from "../../contract/record.ts";
import { fitted } from "../../contract/safe-parse.ts";
import type { BirthMessage, StateMessage } from "../../contract/session.ts";
import { parseTopic } from "../../contract/topics.ts";
import { checkRecord, frameSchema, readPacket, readRecord } from "../../contract/validate.ts";

/** What a packet says that is worth keeping. */
export type Fact = { readonly device: string } & (
  | { readonly is: "record"; readonly record: DeviceRecord; readonly history: boolean }
  | { readonly is: "state"; readonly state: StateMessage }
  | { readonly is: "birth"; readonly birth: BirthMessage }
  | { readonly is: "twin"; readonly twin: TwinMessage }
  /** It is on the list, or said something else. */
  | { readonly is: "known" }
);
/** `odd` are stored; `problems` tell of what could not be. */
export type ReadPacket = {
  readonly facts: readonly Fact[];
  readonly odd: readonly string[];
  readonly problems: readonly string[];
};

const TOLD_OF_OTHERS: readonly string[] = ["gap", "closed"];

/**
 * Reads one packet of a device. A record whose frame is right is kept whatever its values are: it may come from a device
 * that is newer than this backend, and refused it would hold the watermark for ever. Only what tells of other records
 * (`gap`, `closed`) must be right in all that this version knows.
 */
export function factsOf(topicText: string, payload: Uint8Array): ReadPacket {
  const topic = parseTopic(topicText);
  if (topic === null || !("device" in topic)) return nothing(`${topicText}: no topic of a device`);
  const { device, at } = topic;
  if (at === "batch") return recordsOf(device, topicText, payload, true);
  if (at === "sample" || at === "event" || at === "answer") return recordsOf(device, topicText, payload, false);
  // A retained topic that somebody cleared.
  if (payload.length === 0) return { facts: [], odd: [], problems: [] };
  const checked = readPacket(topicText, payload);
  if (!checked.ok) return nothing(...checked.problems);
  const value = checked.value.payload;
  if (at === "state") return just({ is: "state", device, state: value as StateMessage });
  if (at === "birth") return just({ is: "birth", device, birth: value as BirthMessage });
  if (at === "twin") return just({ is: "twin", device, twin: value as TwinMessage });
  return just({ is: "known", device });
}

function recordsOf(device: string, topicText: string, payload: Uint8Array, history: boolean): ReadPacket {
  if (payload.length > PAYLOAD_BYTES_MAX)
    return nothing(`${topicText}: ${payload.length} bytes, at most ${PAYLOAD_BYTES_MAX}`);
  const parsed = jsonIn(payload);
  if (parsed === undefined) return nothing(`${topicText}: not JSON in UTF-8, or more than ${JSON_DEPTH_MAX} deep`);
  const entries = history ? entriesOf(parsed) : [parsed];
  if (entries === null) return nothing(`${topicText}: no batch of 1 to ${BATCH_RECORDS_MAX} records`);
  const [facts, odd, problems]: [Fact[], string[], string[]] = [[], [], []];
  for (const entry of entries) {
    const checked = checkRecord(entry);
    const frame = fitted(frameSchema, entry);
    if (frame === null || (TOLD_OF_OTHERS.includes(frame.stream) && !readRecord(entry).ok))
      problems.push(`${topicText}: ${checked.ok ? "no record" : (checked.problems[0] ?? "no record")}`);
    else {
      facts.push({ is: "record", device, record: entry as DeviceRecord, history });
      if (!checked.ok) odd.push(`${topicText}: ${checked.problems[0] ?? ""}`);
    }
  }
  return { facts, odd, problems };
}

function entriesOf(batch: unknown): readonly unknown[] | null {
  const records = typeof batch === "object" && batch !== null && "records" in batch ? batch.records : null;
  return Array.isArray(records) && records.length > 0 && records.length <= BATCH_RECORDS_MAX ? records : null;
}

const just = (fact: Fact): ReadPacket => ({ facts: [fact], odd: [], problems: [] });
const nothing = (...problems: readonly string[]): ReadPacket => ({ facts: [], odd: [], problems });
