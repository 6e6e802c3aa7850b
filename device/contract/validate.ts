import { z } from "zod";
import { commandNamed } from "./commands.ts";
import { JSON_DEPTH_MAX, jsonIn } from "./json-text.ts";
import { BATCH_RECORDS_MAX, DESIRED_DEPTH_MAX, PAYLOAD_BYTES_MAX, ZONE_BYTES } from "./limits.ts";
import { aggregateSchema, envelope, type DeviceRecord } from "./record.ts";
import { ackSchema, commandSchema, desiredSchema, twinSchema } from "./downlink.ts";
import { fitted, safeParse } from "./safe-parse.ts";
import { activeSchema, birthSchema, hostSchema, stateSchema, type BirthMessage } from "./session.ts";
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

/** A record whose stream or values this version may not know: what is around them is right. */
export const frameSchema = z.looseObject({ ...envelope, values: z.record(z.string(), z.unknown()) });

/** One record against the schema of the stream that it names. */
export const checkRecord = (record: unknown): Checked<DeviceRecord> => recordOf(record, "own");

/** As {@link readPacket} reads it. */
export const readRecord = (record: unknown): Checked<DeviceRecord> => recordOf(record, "other");

function recordOf(record: unknown, by: By, mayBeNew = by === "other"): Checked<DeviceRecord> {
  const name = nameIn(record);
  const stream = streamNamed(name);
  const schema = recordSchemas.get(stream);
  if (schema === undefined) throw new Error(`no schema for the stream ${stream.name}`);
  const found = checkWith(schema, record, name === "" ? "record" : name, by);
  // An answer to a command that we have is none of a new stream.
  const mayBeStream = mayBeNew && stream === ANSWER && commandNamed(name) === null;
  const isNew = !found.ok && mayBeStream && fitted(frameSchema, record) !== null;
  return found.ok || isNew ? { ok: true, value: record as DeviceRecord } : found;
}

/** `own`: a field too many is wrong. `other`: the sender may be newer, and what it has more than we know is let through. */
type By = "own" | "other";

/** One packet as this version writes it, for whoever publishes. It never throws, whatever the bytes are. */
export const validate = (topic: string, payload: Uint8Array | string): Checked<Received> =>
  packetOf(topic, payload, "own");

/**
 * The same for whoever receives: within version 1 fields and streams are added, and a device may be newer than its reader.
 * Refused for that, its records would hold the watermark for ever, and a device that is there would seem not to be.
 */
export const readPacket = (topic: string, payload: Uint8Array | string): Checked<Received> =>
  packetOf(topic, payload, "other");

function packetOf(topicText: string, payload: Uint8Array | string, by: By): Checked<Received> {
  const topic = parseTopic(topicText);
  if (topic === null) return refused(`${topicText}: not a topic of version 1`);
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  if (bytes.length > PAYLOAD_BYTES_MAX)
    return refused(`${topicText}: ${bytes.length} bytes, at most ${PAYLOAD_BYTES_MAX}`);
  if (topic.at === "zone") return checkZone(topic, topicText, bytes);
  const depthMax = topic.at === "desired" ? DESIRED_DEPTH_MAX : JSON_DEPTH_MAX;
  const parsed = jsonIn(bytes, depthMax);
  if (parsed === undefined) return refused(`${topicText}: not JSON in UTF-8, or more than ${depthMax} deep`);
  return checkPayload(topic, parsed, by);
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

function checkPayload(topic: Exclude<Topic, { at: "zone" }>, payload: unknown, by: By): Checked<Received> {
  const as = (schema: z.ZodType, what: string) => received(topic, payload, checkWith(schema, payload, what, by));
  switch (topic.at) {
    case "state":
      return as(stateSchema, "state");
    case "birth":
      return ofItself(topic, as(birthSchema, "birth"));
    case "active":
      return as(activeSchema, "active");
    case "host":
      return as(hostSchema, "host");
    case "twin":
      return as(twinSchema, "twin");
    case "desired":
      return as(desiredSchema, "desired");
    case "ack":
      return as(ackSchema, "ack");
    case "command":
    case "group-command":
      return as(commandSchema, "command");
    case "batch":
      return checkBatch(topic, payload, by);
    case "sample":
    case "event":
    case "answer":
      return checkLive(topic, topic.stream, payload, by);
  }
}

function checkBatch(topic: Topic, payload: unknown, by: By): Checked<Received> {
  const batch = checkWith(batchSchema, payload, "batch", by);
  if (!batch.ok) return batch;
  const problems: string[] = [];
  const records: DeviceRecord[] = [];
  for (const [index, entry] of (payload as z.infer<typeof batchSchema>).records.entries()) {
    const record = recordOf(entry, by);
    if (record.ok) records.push(record.value);
    else problems.push(...record.problems.map((problem) => `records[${index}] ${problem}`));
  }
  return problems.length === 0 ? { ok: true, value: { topic, payload, records } } : { ok: false, problems };
}

function checkLive(
  topic: Topic & { at: "sample" | "event" | "answer" },
  name: string,
  payload: unknown,
  by: By,
): Checked<Received> {
  const mayBeNew = by === "other" && topic.at !== "answer";
  const record = recordOf(payload, by, mayBeNew);
  if (!record.ok) return record;
  if (record.value.stream !== name) return refused(`${record.value.stream}: its topic says ${name}`);
  const stream = streamNamed(name);
  if (stream.kind !== topic.at && !(mayBeNew && stream === ANSWER))
    return refused(`${name}: it is of kind ${stream.kind}, its topic is for kind ${topic.at}`);
  return { ok: true, value: { topic, payload, records: [record.value] } };
}

/** Brokers hold a device to its topics alone: whoever handed on a birth with another's name would overwrite that one. */
function ofItself(of: { readonly tenant: string; readonly device: string }, checked: Checked<Received>) {
  if (!checked.ok) return checked;
  const { tenant, device } = checked.value.payload as BirthMessage;
  if (tenant === of.tenant && device === of.device) return checked;
  return refused(`birth of ${tenant}/${device}: its topic says ${of.tenant}/${of.device}`);
}

function received(topic: Topic, payload: unknown, checked: Checked<unknown>): Checked<Received> {
  return checked.ok ? { ok: true, value: { topic, payload, records: [] } } : checked;
}

function checkWith(schema: z.ZodType, value: unknown, what: string, by: By): Checked<unknown> {
  const found = safeParse(schema, value);
  if (found.ok) return found;
  const wrong = found.problems.filter(({ code }) => by === "own" || code !== "unrecognized_keys");
  if (wrong.length === 0) return { ok: true, value };
  const problems = wrong.map(({ path, message }) => `${[what, ...path.map(String)].join(".")}: ${message}`);
  return { ok: false, problems };
}

function nameIn(record: unknown): string {
  if (typeof record !== "object" || record === null || !("stream" in record)) return "";
  return typeof record.stream === "string" ? record.stream : "";
}

const refused = (problem: string): Checked<never> => ({ ok: false, problems: [problem] });
