import { z } from "zod";
import type { FromControl } from "../channel/messages.ts";
import { TIME_QUALITIES } from "../contract/record.ts";

const instant = z.number().min(0);

const momentSchema = z.object({
  at: instant,
  ts: z.number().nullable(),
  timeQuality: z.enum(TIME_QUALITIES),
  timeErrorMs: z.number().min(0).nullable(),
});

const settingsId = z.object({ epoch: z.int(), version: z.int(), hash: z.string().max(16) });

const fromControlSchema = z.discriminatedUnion("m", [
  z.object({
    m: z.literal("hello"),
    v: z.literal(1),
    run: z.string().min(1).max(64),
    version: z.string().max(64),
    configHash: z.string().max(64),
    settings: settingsId.optional(),
  }),
  z.object({
    m: z.literal("report"),
    n: z.int().min(1),
    report: z.looseObject({ stream: z.string() }),
    moment: momentSchema,
    simulated: z.boolean(),
    observing: z.literal(true).optional(),
  }),
  z.object({ m: z.literal("alive"), moment: momentSchema }),
  z.object({ m: z.literal("call"), call: z.object({ at: instant }) }),
  z.object({ m: z.literal("settings-applied"), id: settingsId.nullable() }),
  z.object({ m: z.literal("settings-refused"), id: settingsId.nullable(), reason: z.string().max(1_000) }),
]);

/** null: not a message of control. The report inside is checked against its stream before it is stored. */
export function parseFromControl(value: unknown): FromControl | null {
  const parsed = fromControlSchema.safeParse(value);
  return parsed.success ? (parsed.data as FromControl) : null;
}
