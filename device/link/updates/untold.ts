import { z } from "zod";
import type { Values } from "../../measure/decision.ts";
import { OUTCOMES, OUTCOMES_BEFORE_MAX, REFUSAL_CAUSES } from "../../measure/update-outcome.ts";

/** As the stream `update` has it. */
const TEXT_MAX = 500;
const version = z.string().max(64);
const outcomeSchema = z.object({
  n: z.int().min(1),
  is: z.enum(OUTCOMES),
  version,
  from: version.optional(),
  to: version.optional(),
  cause: z.enum(REFUSAL_CAUSES).optional(),
  text: z.string().optional(),
  atMs: z.int().min(0),
});
const fileSchema = outcomeSchema.extend({ before: z.array(outcomeSchema).max(OUTCOMES_BEFORE_MAX).optional() });

const toldSchema = z.object({ told: z.int().min(0) });
/** The number of the newest outcome that the city was told, out of link's store; 0: none. */
export const toldIn = (document: unknown): number => toldSchema.safeParse(document).data?.told ?? 0;

/** What the city is to hear: the values of one record, and the number of its outcome. */
export type Untold = { readonly n: number; readonly values: Values };

/**
 * The outcomes of `outcome.json` after the one that was told, oldest first. Where the newest has a lower number, root's
 * folder of updates began anew, and all of it is new. null: the file is not what it should be.
 */
export function untoldIn(text: string, told: number): readonly Untold[] | null {
  const parsed = fileSchema.safeParse(jsonIn(text));
  if (!parsed.success) return null;
  const { before = [], ...newest } = parsed.data;
  const after = newest.n < told ? 0 : told;
  return [...before, newest]
    .filter(({ n }) => n > after)
    .map((outcome) => ({ n: outcome.n, values: valuesOf(outcome) }));
}

function valuesOf({ atMs, text, from, to, cause, ...outcome }: z.infer<typeof outcomeSchema>): Values {
  return {
    ...outcome,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(cause === undefined ? {} : { cause }),
    ...(text === undefined ? {} : { text: text.slice(0, TEXT_MAX) }),
    happenedAt: atMs,
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
