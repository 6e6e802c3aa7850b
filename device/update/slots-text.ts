import { z } from "zod";
import { VERSION_PATTERN } from "./release.ts";
import { BROKEN_WHYS, NO_SLOTS, SLOT_NAMES, STARTS_MAX, type Slots } from "./slots.ts";

const release = z.object({ version: z.string().regex(VERSION_PATTERN), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const slot = z.enum(SLOT_NAMES);
const home = z.enum([...SLOT_NAMES, "packaged"]);
const roles = z.array(z.string().max(64)).max(64);
const slotsSchema = z.object({
  v: z.literal(1),
  home,
  holds: z.object({ a: release.nullable(), b: release.nullable() }),
  phase: z.discriminatedUnion("is", [
    z.object({ is: z.literal("idle") }),
    z.object({ is: z.literal("filling"), slot, release }),
    z.object({ is: z.literal("staged"), slot, release }),
    z.object({ is: z.literal("trying"), release, back: home, starts: z.int().min(0).max(STARTS_MAX), failing: roles }),
  ]),
  broken: z.object({ slot, release, why: z.enum(BROKEN_WHYS), text: z.string().max(500) }).nullable(),
});

/** The state as it was kept. One that is rotten says nothing of what was being tried: then the packaged program runs. */
export function parseSlots(text: string | null): Slots {
  const found = text === null ? null : slotsSchema.safeParse(jsonIn(text));
  return found?.success === true ? found.data : NO_SLOTS;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
