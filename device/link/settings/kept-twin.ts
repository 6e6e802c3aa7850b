import { z } from "zod";
import type { Json } from "../../measure/decision.ts";
import { NO_TWIN, type Twin } from "./twin.ts";

const id = z.object({ epoch: z.int(), version: z.int(), hash: z.string() });
const desired = z.object({ id, kid: z.string(), state: z.record(z.string(), z.unknown()) });
const checked = z.object({
  settings: z.record(z.string(), z.unknown()),
  /** Whole: it is compared with what a check makes of the next document. */
  city: z.looseObject({ broker: z.string().nullable(), startDelayMs: z.number(), keepaliveMs: z.number() }),
  configHash: z.string(),
});
const ready = z.object({ desired, checked }).nullable();
const tries = z.int().min(0);
const problem = z.object({ code: z.int(), path: z.string(), text: z.string() });
const verdict = z.discriminatedUnion("at", [
  z.object({ at: z.literal("checking"), tries, instead: ready }),
  z.object({ at: z.literal("staging"), tries, instead: ready, checked }),
  z.object({ at: z.literal("applying"), tries, checked, until: z.number() }),
  z.object({ at: z.literal("probing"), tries, checked, until: z.number().nullable(), run: z.string() }),
  z.object({ at: z.literal("applied") }),
  z.object({ at: z.literal("rejected"), problems: z.array(problem), requiresRestart: z.array(z.string()) }),
  z.object({
    at: z.literal("reverted"),
    tries,
    retryAt: z.number().nullable(),
    retryTs: z.number().nullable(),
    problems: z.array(problem),
  }),
]);
const keptSchema = z.object({
  v: z.literal(1),
  /** The config and the firmware that they were checked by. */
  basis: z.string(),
  twin: z.object({
    newest: z.object({ desired, verdict }).nullable(),
    good: ready,
    conflict: id.nullable(),
  }),
});

export type KeptTwin = { readonly basis: string | null; readonly twin: Twin };

/** What the store holds of the twin; nothing, where it holds none or what another version of ours wrote. */
export function keptTwin(found: Json): KeptTwin {
  const read = keptSchema.safeParse(found);
  if (!read.success) return { basis: null, twin: NO_TWIN };
  return { basis: read.data.basis, twin: read.data.twin as unknown as Twin };
}

export const toKeep = (twin: Twin, basis: string): Json => ({ v: 1, basis, twin });
