import { z } from "zod";
import { ask } from "../field/ask.ts";
import type { Sample } from "./health.ts";

/** What a program that is being tried says is bounded before it is believed. */
const count = z.int().min(0);
const statusSchema = z.object({
  version: z.string().max(64),
  run: z.string().regex(/^[0-9a-f]{16}$/),
  moving: z.string().max(200).nullable(),
  figures: z.object({ cycles: count, missedCycles: count }),
  violations: count,
  writeFaults: z.array(z.unknown()).max(64),
  readings: z.record(
    z.string().max(64),
    z.object({ ok: z.boolean(), fault: z.object({ cause: z.string().max(64) }).optional() }),
  ),
});

/** A line of control's `status`; null: it is none. */
export function parseStatus(line: string): Sample | null {
  const parsed = statusSchema.safeParse(jsonIn(line));
  if (!parsed.success) return null;
  const { version, run, moving, figures, violations, writeFaults, readings } = parsed.data;
  const failing = Object.entries(readings).flatMap(([role, { fault }]) =>
    fault === undefined || ["absent", "starting"].includes(fault.cause) ? [] : [role],
  );
  const { cycles, missedCycles } = figures;
  return {
    is: "status",
    version,
    run,
    moving,
    cycles,
    missedCycles,
    failing,
    violations,
    refusing: writeFaults.length,
  };
}

/** One look at a running control, over its local socket. `ask` has the limits of waiting; one line is read. */
export async function lookAtControl(socket: string): Promise<Sample> {
  try {
    for await (const line of ask(socket, { ask: "status" })) return parseStatus(line) ?? { is: "silent" };
  } catch (cause) {
    const code = String((cause as NodeJS.ErrnoException).code);
    return ["ENOENT", "ECONNREFUSED"].includes(code) ? { is: "absent" } : { is: "silent" };
  }
  return { is: "silent" };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
