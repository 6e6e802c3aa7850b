import { z } from "zod";
import { JSON_DEPTH_MAX, jsonIn } from "./json-text.ts";
import { BATCH_RECORDS_MAX, PAYLOAD_BYTES_MAX, ZONE_BYTES } from "./limits.ts";
import { aggregateSchema, envelope, type DeviceRecord } from "./record.ts";
import { ackSchema, commandSchema, desiredSchema, twinSchema } from "./downlink.ts";
import { fitted, safeParse } from "./safe-parse.ts";
import { activeSchema, birthSchema, hostSchema, stateSchema } from "./session.ts";
import { PRIVATE_WINDOW_S, type Stream } from "./stream.ts";
import { ANSWER, STREAMS, streamNamed } from "./streams.ts";
import { parseTopic, type Topic } from "./topics.ts";

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] };
/** A payload as a receiver sees it; a batch and a live record both come out as records. */
export type Received = { readonly topic: Topic; readonly payload: unknown; readonly records: readonly DeviceRecord[] };

/** The exact shape of a stream's records: name, class and values settled. */
export function recordSchemaOf(stream: Stream): z.ZodType {
  return z.strictObject({
    ...envelope,
    class: z.literal(stream.class),
    ...(stream.kind === "answer" ? {} : { stream: z.literal(stream.name) }),
    values: stream.values,
    ...aggregateOf(stream),
  });
}

function aggregateOf(stream: Stream): { aggregate?: z.ZodType } {
  if (stream.aggregateOf === undefined) return {};
  if (stream.private !== true) return { aggregate: aggregateSchema.optional() };
  const windowS = aggregateSchema.shape.windowS.min(PRIVATE_WINDOW_S);
  return { aggregate: aggregateSchema.extend({ windowS }) };
}

const recordSchemas = new Map([ANSWER, ...STREAMS].map((stream) => [stream, recordSchemaOf(stream)]));

/** One record against the schema of the stream that it names. */
export function checkRecord(record: unknown): Checked<DeviceRecord> {
  const name = nameIn(record);
  const stream = streamNamed(name);
  const schema = recordSchemas.get(stream);
  if (schema === undefined) throw new Error(`no schema for the stream ${stream.name}`);
  const found = checkWith(schema, record, name === "" ? "record" : name);
  return found.ok ? { ok: true, value: record as DeviceRecord } : found;
}

/** One packet as the device may publish it. For receivers and tests; it never throws, whatever the bytes are. */
export function validate(topicText: string, payload: Uint8Array | string): Checked<Received> {
  const topic = parseTopic(topicText);
  if (topic === null) return refused(`${topicText}: not a topic of version 1`);
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  if (bytes.length > PAYLOAD_BYTES_MAX)
    return refused(`${topicText}: ${bytes.length} bytes, at most ${PAYLOAD_BYTES_MAX}`);
  if (topic.at === "zone") return checkZone(topic, topicText, bytes);
  const parsed = jsonIn(bytes);
  if (parsed === undefined) return refused(`${topicText}: not JSON in UTF-8, or more than ${JSON_DEPTH_MAX} deep`);
  return checkPayload(topic, parsed);
}

/** The packet around a backfill; its records are checked one by one. */
export const batchSchema = z.strictObject({
  v: z.literal(1),
  history: z.literal(true),
  records: z.array(z.unknown()).min(1).max(BATCH_RECORDS_MAX),
});

/** Only those posts can read it. */
function checkZone(topic: Topic, topicText: string, bytes: Uint8Array): Checked<Received> {
  if (bytes.length !== ZONE_BYTES) return refused(`${topicText}: ${bytes.length} bytes, not ${ZONE_BYTES}`);
  return { ok: true, value: { topic, payload: bytes, records: [] } };
}

function checkPayload(topic: Exclude<Topic, { at: "zone" }>, payload: unknown): Checked<Received> {
  switch (topic.at) {
    case "state":
      return received(topic, payload, checkWith(stateSchema, payload, "state"));
    case "birth":
      return received(topic, payload, checkWith(birthSchema, payload, "birth"));
    case "active":
      return received(topic, payload, checkWith(activeSchema, payload, "active"));
    case "host":
      return received(topic, payload, checkWith(hostSchema, payload, "host"));
    case "twin":
      return received(topic, payload, checkWith(twinSchema, payload, "twin"));
    case "desired":
      return received(topic, payload, checkWith(desiredSchema, payload, "desired"));
    case "ack":
      return received(topic, payload, checkWith(ackSchema, payload, "ack"));
    case "command":
    case "group-command":
      return received(topic, payload, checkWith(commandSchema, payload, "command"));
    case "batch":
      return checkBatch(topic, payload);
    case "sample":
    case "event":
    case "answer":
      return checkLive(topic, topic.stream, payload);
  }
}

function checkBatch(topic: Topic, payload: unknown): Checked<Received> {
  const batch = fitted(batchSchema, payload);
  if (batch === null) return checkWith(batchSchema, payload, "batch") as Checked<Received>;
  const problems: string[] = [];
  const records: DeviceRecord[] = [];
  for (const [index, entry] of batch.records.entries()) {
    const record = checkRecord(entry);
    if (record.ok) records.push(record.value);
    else problems.push(...record.problems.map((problem) => `records[${index}] ${problem}`));
  }
  return problems.length === 0 ? { ok: true, value: { topic, payload, records } } : { ok: false, problems };
}

function checkLive(
  topic: Topic & { at: "sample" | "event" | "answer" },
  name: string,
  payload: unknown,
): Checked<Received> {
  const record = checkRecord(payload);
  if (!record.ok) return record;
  if (record.value.stream !== name) return refused(`${record.value.stream}: its topic says ${name}`);
  const { kind } = streamNamed(name);
  if (kind !== topic.at) return refused(`${name}: it is of kind ${kind}, its topic is for kind ${topic.at}`);
  return { ok: true, value: { topic, payload, records: [record.value] } };
}

function received(topic: Topic, payload: unknown, checked: Checked<unknown>): Checked<Received> {
  return checked.ok ? { ok: true, value: { topic, payload, records: [] } } : checked;
}

function checkWith(schema: z.ZodType, value: unknown, what: string): Checked<unknown> {
  const found = safeParse(schema, value);
  if (found.ok) return found;
  const problems = found.problems.map(({ path, message }) => `${[what, ...path.map(String)].join(".")}: ${message}`);
  return { ok: false, problems };
}

function nameIn(record: unknown): string {
  if (typeof record !== "object" || record === null || !("stream" in record)) return "";
  return typeof record.stream === "string" ? record.stream : "";
}

const refused = (problem: string): Checked<never> => ({ ok: false, problems: [problem] });
