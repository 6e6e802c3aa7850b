import type { z } from "zod";

export type Problem = { readonly path: readonly PropertyKey[]; readonly message: string; readonly code?: string };
export type Parsed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * What a schema makes of a stranger's value; it never throws. Zod's own `safeParse` does at some of them: it compares `length`
 * of whatever is there, and that of `{"length": {"toString": 1}}` compares with nothing.
 */
export function safeParse<Schema extends z.ZodType>(schema: Schema, value: unknown): Parsed<z.output<Schema>> {
  try {
    const found = schema.safeParse(value);
    return found.success ? { ok: true, value: found.data } : { ok: false, problems: found.error.issues };
  } catch {
    return { ok: false, problems: [{ path: [], message: "has a length that is no number" }] };
  }
}

/** null: it does not fit. */
export function fitted<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> | null {
  const parsed = safeParse(schema, value);
  return parsed.ok ? parsed.value : null;
}
