import { z } from "zod";
import { ALARMS_MAX } from "./limits.ts";
import { hash, word } from "./fields.ts";
import { epoch, NAME_PATTERN, timeQuality } from "./record.ts";
import { DEVICE_PATTERN, TENANT_PATTERN } from "./topics.ts";
import { ANCHORS_MAX, kid } from "./trust.ts";

const session = z.int().min(1).meta({
  description: "grows at each connection, restarts included: a will of a smaller one is out of date",
});
const boot = hash("a new one at each start");

/** `up/state`, retained, and the will. `ts` of a will is the moment of its connection, not of its loss. */
export const stateSchema = z.strictObject({
  v: z.literal(1),
  status: z.enum(["online", "offline", "lost"]).meta({ description: "offline: ended cleanly; lost: the will" }),
  session,
  boot,
  ts: epoch,
  timeQuality,
});
export type StateMessage = z.infer<typeof stateSchema>;

const text = z.string().max(64).nullable();

const fieldSchema = z.strictObject({
  name: z.string().max(64),
  type: z.enum(["number", "integer", "string", "boolean", "array", "json"]),
  unit: z.string().max(16).optional().meta({ description: "UCUM" }),
  min: z.number().optional(),
  max: z.number().optional(),
  of: z.array(z.string().max(64)).optional().meta({ description: "the closed list of a word" }),
});
export const streamSchema = z.strictObject({
  name: z.string().regex(NAME_PATTERN),
  kind: z.enum(["event", "sample", "answer"]),
  class: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  periodS: z.number().nullable().meta({ "x-unit": "s" }),
  values: z.array(fieldSchema).max(32),
});
export type StreamMessage = z.infer<typeof streamSchema>;

/** `up/birth`, retained: what this device is and what its streams mean. */
export const birthSchema = z.strictObject({
  v: z.literal(1),
  tenant: z.string().regex(TENANT_PATTERN),
  device: z.string().regex(DEVICE_PATTERN),
  session,
  boot,
  bootCount: z.int().min(1),
  firmware: z.string().max(64),
  kind: z.enum(["lamp-post", "litter-bin"]),
  mode: z.enum(["active", "observe"]),
  supply: z.literal("switched").optional().meta({
    description: "its mains go with the street's lamps: `lost` by day is no fault; left out: it has power always",
  }),
  asset: z.strictObject({
    plate: text,
    cabinet: text,
    phase: z.enum(["L1", "L2", "L3"]).nullable(),
    luminaire: text,
    place: z.strictObject({
      latitudeDeg: z.number().min(-90).max(90).meta({ "x-unit": "deg" }),
      longitudeDeg: z.number().min(-180).max(180).meta({ "x-unit": "deg" }),
      label: text,
    }),
  }),
  config: z.strictObject({ version: z.int().min(0), hash: hash("of the checked config") }),
  streams: z.array(streamSchema).max(64),
  limits: z.strictObject({ payloadBytes: z.int(), batchRecords: z.int(), inFlight: z.int() }),
  obeys: z.array(kid).min(1).max(ANCHORS_MAX).optional().meta({
    description: "`kid` of each key whose commands and settings are obeyed; left out: it obeys nobody",
  }),
  challenge: hash(
    "once, within 10 minutes: a command that echoes it is taken although the time is not known",
  ).optional(),
  storeLost: z.boolean().optional().meta({ description: "the device lost its memory: accept a smaller session" }),
});
export type BirthMessage = z.infer<typeof birthSchema>;

const openAlarm = z.strictObject({
  kind: z.string().regex(NAME_PATTERN).meta({ description: "the event stream" }),
  since: epoch,
  sinceUptimeMs: z.number().min(0).meta({ "x-unit": "ms" }),
  values: z.record(word("as in the event"), z.unknown()),
});

/** `up/e/active`, after each connect, and oftener where Home Assistant is asked for: an alarm that is not in it is over. */
export const activeSchema = z.strictObject({
  v: z.literal(1),
  session,
  boot,
  active: z.array(openAlarm).max(ALARMS_MAX),
});
export type ActiveMessage = z.infer<typeof activeSchema>;

/** `_host/state`, retained, from the city. Unknown fields are let through: the city may be newer than the device. */
export const hostSchema = z.looseObject({
  v: z.literal(1),
  leaseS: z.number().min(0).max(86_400).meta({ "x-unit": "s" }),
  receipts: z.boolean(),
  minBackoffS: z.number().min(0).max(3_600).optional().meta({ "x-unit": "s" }),
  spreadS: z.number().min(0).max(3_600).optional().meta({ "x-unit": "s" }),
  drainPerS: z.number().min(0.01).max(100).optional(),
});
export type HostMessage = z.infer<typeof hostSchema>;
