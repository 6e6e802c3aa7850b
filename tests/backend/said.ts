import type { DeviceRecord } from "../../device/contract/record.ts";
import type { StateMessage } from "../../device/contract/session.ts";
import type { RecordClass } from "../../device/measure/decision.ts";
import type { Fact } from "../../device/backend/receiver/facts.ts";

export const BOOT = "5d0c2f9a41be7736";
export const LATER_BOOT = "6e1d3a0b52cf8847";
export const START_MS = Date.UTC(2026, 10, 25, 12);

export type Place = { readonly boot?: string; readonly bootCount?: number; readonly class?: RecordClass };

/** What a device says, as small as the contract allows. */
export function record(seq: number, { boot = BOOT, bootCount = 1, class: of = 2 }: Place = {}): DeviceRecord {
  const [stream, values] = CONTENT[of];
  return { ...frame(seq, boot, bootCount), class: of, stream, values };
}

const CONTENT = {
  0: ["clock-lost", { active: true }],
  1: ["lost", { count: 1, class: 2 }],
  2: ["daylight", { daylightLux: 31 }],
} as const;

export const gap = (seq: number, of: RecordClass, ranges: [number, number][], place: Place = {}): DeviceRecord => ({
  ...record(seq, { ...place, class: 0 }),
  stream: "gap",
  values: { boot: place.boot ?? BOOT, class: of, ranges, count: 1, reason: "full" },
});

/** A later boot says that {@link BOOT} is over. */
export const closed = (seq: number, of: RecordClass, last: number): DeviceRecord => ({
  ...record(seq, { boot: LATER_BOOT, bootCount: 2, class: 0 }),
  stream: "closed",
  values: { boot: BOOT, class: of, last },
});

export const facts = (records: readonly DeviceRecord[], device = "lamp-1"): Fact[] =>
  records.map((one) => ({ is: "record", device, record: one, history: false }));

export const stateFact = (
  status: StateMessage["status"],
  session: number,
  boot = BOOT,
  device = "lamp-1",
): Extract<Fact, { is: "state" }> => ({
  is: "state",
  device,
  state: { v: 1, status, session, boot, ts: START_MS, timeQuality: "sync" },
});

export const sequence = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);

function frame(seq: number, boot: string, bootCount: number) {
  const at = { ts: START_MS + seq * 1_000, uptimeMs: seq * 1_000, timeQuality: "sync", timeErrorMs: 10 } as const;
  return { v: 1, boot, bootCount, seq, ...at } as const;
}
