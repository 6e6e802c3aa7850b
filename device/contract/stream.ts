import type { z } from "zod";
import type { RecordClass, Report } from "../measure/decision.ts";
import type { DeviceKind } from "../measure/roles.ts";

/**
 * A named series of records. `alarm` names the values that tell two alarms of one stream apart; an event stream that
 * has it carries `active`, and `up/e/active` is derived from it. `aggregateOf` is the value that a window is made of.
 */
export type Stream = {
  readonly name: string;
  readonly kind: Report["kind"];
  readonly class: RecordClass;
  readonly devices: readonly DeviceKind[];
  /** The usual time between two records; null: when it happens. */
  readonly periodS: number | null;
  readonly meaning: string;
  readonly values: z.ZodObject;
  readonly alarm?: readonly string[];
  readonly aggregateOf?: string;
  /**
   * Motion can influence it: no record without a window of {@link PRIVATE_WINDOW_S} or more, or in its values a span of
   * time that is longer still.
   */
  readonly private?: boolean;
};

/** Nothing about a passer-by leaves the post finer than this: 5 minutes, our choice. */
export const PRIVATE_WINDOW_S = 300;

export const POST: readonly DeviceKind[] = ["lamp-post"];
export const BIN: readonly DeviceKind[] = ["litter-bin"];
export const BOTH: readonly DeviceKind[] = ["lamp-post", "litter-bin"];

export function sample(
  name: string,
  of: RecordClass,
  devices: readonly DeviceKind[],
  periodS: number | null,
  meaning: string,
) {
  return { name, kind: "sample", class: of, devices, periodS, meaning } as const;
}

export function event(name: string, of: RecordClass, devices: readonly DeviceKind[], meaning: string) {
  return { name, kind: "event", class: of, devices, periodS: null, meaning } as const;
}

export function alarm(name: string, devices: readonly DeviceKind[], key: readonly string[], meaning: string) {
  return { ...event(name, 0, devices, meaning), alarm: key };
}
