import type { Standing } from "../../bin/told/standing.ts";
import type { ToldWhy } from "../../control/control-options.ts";
import type { Readings } from "../../control/held.ts";
import type { PaceFigures } from "../../control/pace.ts";
import type { Fault, Result } from "../../measure/fault.ts";
import { ROLES, type Contract } from "../../measure/roles.ts";
import type { Instant } from "../../measure/time.ts";
import { ask } from "../ask.ts";

/** What control tells about itself, as `device/control/local-status.ts` has it. Of a lamp the page rests on its decisions alone. */
export type Status = {
  readonly figures: PaceFigures;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly readings: Readings;
  readonly waiting: number;
  readonly writeFaults: readonly Result<void>[];
} & ({ readonly kind: "lamp-post" } | { readonly kind: "litter-bin"; readonly standing: Standing | null });

/** The newest that was seen of a device; `away`: why control cannot be asked now. */
export type Seen = {
  readonly status: Status | null;
  /** Oldest first; those of before control went away stay. */
  readonly decisions: readonly ToldWhy[];
  readonly away: string | null;
};
export const NOTHING_SEEN: Seen = { status: null, decisions: [], away: null };

export async function statusOf(socket: string): Promise<Status> {
  for await (const line of ask(socket, { ask: "status" })) return JSON.parse(line) as Status;
  throw new Error("control ended before it answered");
}

export async function decisionsOf(socket: string): Promise<readonly ToldWhy[]> {
  const lines: string[] = [];
  for await (const line of ask(socket, { ask: "why" })) lines.push(line);
  return lines.map((line) => JSON.parse(line) as ToldWhy);
}

/** How a bin stands; null: a lamp post, or a bin before its first cycle. */
export const standingOf = (status: Status): Standing | null => (status.kind === "litter-bin" ? status.standing : null);

/** A part as the console shows it: what it is for, and its reading. Parts that the config does not name are none. */
export type Part = {
  readonly role: string;
  readonly contract: Contract;
  readonly reading: { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: Fault };
};
export function partsOf(status: Status): readonly Part[] {
  const roles: Readonly<Record<string, { readonly contract: Contract }>> = ROLES[status.kind];
  return Object.entries(roles).flatMap(([role, { contract }]) => {
    const reading = status.readings[role];
    return reading === undefined || isAbsent(reading) ? [] : [{ role, contract, reading }];
  });
}
const isAbsent = (reading: Part["reading"]): boolean => !reading.ok && reading.fault.cause === "absent";

/** Of parts that do not read and outputs that could not be written, each once; `role` null: only its name is known. */
export function faultsOf(status: Status): readonly { readonly role: string | null; readonly fault: Fault }[] {
  const read = partsOf(status).flatMap(({ role, reading }) => (reading.ok ? [] : [{ role, fault: reading.fault }]));
  const written = status.writeFaults.flatMap((result) => (result.ok ? [] : [{ role: null, fault: result.fault }]));
  return [...read, ...written.filter(({ fault }) => read.every((each) => each.fault.part !== fault.part))];
}

/** The state of the machine by its name in the drawing; null: not known, or a bin without a press. */
export function stateOf({ status, decisions }: Seen): string | null {
  if (status === null) return null;
  if (status.kind === "litter-bin") return status.standing?.press?.state ?? null;
  return decisions.findLast(({ subject }) => subject === "lamp")?.reason ?? null;
}

/** When something was decided, in seconds before `now`: both are of this computer's monotonic clock. */
export const agoS = (at: Instant, now: Instant): number => Math.max(0, (now - at) / 1_000);
