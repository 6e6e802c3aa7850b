import { z } from "zod";
import type { RecordClass, Values } from "../measure/decision.ts";
import { hash } from "./fields.ts";

export const TIME_QUALITIES = ["sync", "rtc", "estimated", "none"] as const;
/** `observing`: the device moves nothing, and what it says of its outputs is what it would have done. */
export const RECORD_FLAGS = ["stale", "clamped", "aggregated", "simulated", "observing"] as const;
export type RecordFlag = (typeof RECORD_FLAGS)[number];
/** Of a stream, a command and every other name that stands in a topic: no dot, no space, no wildcard. */
export const NAME_PATTERN = /^[a-z0-9][a-z0-9-]{0,47}$/;

export const epoch = z.int().min(0).max(8.64e15).nullable().meta({
  "x-unit": "ms",
  description: "ms since 1970-01-01 UTC, or null where no wall time was known",
});
export const timeQuality = z
  .enum(TIME_QUALITIES)
  .meta({ description: "how wall time was known; `none`: `ts` is null or worthless" });

export const aggregateSchema = z
  .strictObject({
    count: z.int().min(1),
    min: z.number(),
    max: z.number(),
    mean: z.number(),
    windowS: z.number().positive().meta({ "x-unit": "s" }),
  })
  .meta({ description: "of the value of the stream over the last `windowS` seconds" });

/** What every record has around its values. (device, boot, class, seq) names it once and for all. */
export const envelope = {
  v: z.literal(1),
  boot: hash("a new one at each start; `seq` begins again"),
  bootCount: z.int().min(1).meta({ description: "starts so far: orders the boots" }),
  class: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  seq: z.int().min(1).meta({ description: "from 1 for each (boot, class), without holes as committed" }),
  stream: z.string().regex(NAME_PATTERN),
  ts: epoch,
  uptimeMs: z.number().min(0).meta({
    "x-unit": "ms",
    description: "monotonic time of the controller: orders what one boot did, whatever the wall clock says",
  }),
  timeQuality,
  timeErrorMs: z.number().min(0).nullable().meta({ "x-unit": "ms", description: "`ts` is not further off than this" }),
  flags: z.array(z.enum(RECORD_FLAGS)).max(RECORD_FLAGS.length).optional(),
};

/** One report with its place in the sequence, as it travels. Values are checked by the schema of its stream. */
export type DeviceRecord = {
  readonly v: 1;
  readonly boot: string;
  readonly bootCount: number;
  readonly class: RecordClass;
  readonly seq: number;
  readonly stream: string;
  readonly ts: number | null;
  readonly uptimeMs: number;
  readonly timeQuality: (typeof TIME_QUALITIES)[number];
  readonly timeErrorMs: number | null;
  readonly values: Values;
  readonly flags?: readonly RecordFlag[];
  readonly aggregate?: z.infer<typeof aggregateSchema>;
};
