import type { DeviceRecord } from "../../contract/record.ts";
import { covered, holesIn, NOTHING, type Coverage, type SeqRange } from "../../contract/watermark.ts";
import type { RecordClass } from "../../measure/decision.ts";
import type { Fact } from "../receiver/facts.ts";

/** One sequence: a boot's records of one class. */
export type Sequence = { readonly device: string; readonly boot: string; readonly class: RecordClass };
export type Progress = Sequence &
  Coverage & {
    /** Orders the boots; 0: none of its records came yet. */
    readonly bootCount: number;
    /** The final `seq`, told by a later boot; null: the boot is not known to be over. */
    readonly last: number | null;
    /** When the watermark last moved, or the first hole was seen. */
    readonly movedMs: number;
    /** When something of it last came, doubles included. */
    readonly touchedMs: number;
  };
/** What a batch of packets says of one sequence. */
export type Came = Sequence & {
  readonly bootCount: number;
  readonly ranges: readonly SeqRange[];
  readonly last: number | null;
};

export const holesOf = (progress: Progress) => holesIn(progress, progress.last ?? 0);

/** Records, gaps (what is told to be lost is accounted for) and closed boots, by sequence, in one order everywhere. */
export function cameIn(facts: readonly Fact[]): Came[] {
  const found = new Map<string, Came & { ranges: SeqRange[] }>();
  const add = (sequence: Sequence, bootCount: number, ranges: readonly SeqRange[], last: number | null): void => {
    const key = keyOf(sequence);
    const was = found.get(key) ?? { ...sequence, bootCount: 0, ranges: [], last: null };
    was.ranges.push(...ranges);
    found.set(key, { ...was, bootCount: Math.max(was.bootCount, bootCount), last: last ?? was.last });
  };
  for (const { device, record } of facts.filter((fact) => fact.is === "record")) {
    add({ device, boot: record.boot, class: record.class }, record.bootCount, [[record.seq, record.seq]], null);
    const about = aboutAnother(record);
    if (about !== null) add({ device, ...about.of }, 0, about.ranges, about.last);
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, came]) => came);
}

/** `nowMs`: epoch, of the backend. */
export function nextProgress(was: Progress, came: Came, nowMs: number): Progress {
  const coverage = covered(was, came.ranges);
  const moved = coverage.watermark > was.watermark || (was.islands.length === 0 && coverage.islands.length > 0);
  return {
    ...was,
    ...coverage,
    bootCount: Math.max(was.bootCount, came.bootCount),
    last: came.last ?? was.last,
    movedMs: moved || was.movedMs === 0 ? nowMs : was.movedMs,
    touchedMs: nowMs,
  };
}

export const newProgress = ({ device, boot, class: of }: Sequence): Progress => ({
  ...{ device, boot, class: of },
  ...NOTHING,
  ...{ bootCount: 0, last: null, movedMs: 0, touchedMs: 0 },
});

export const keyOf = ({ device, boot, class: of }: Sequence) => `${device} ${boot} ${of}`;

type About = {
  readonly of: Omit<Sequence, "device">;
  readonly ranges: readonly SeqRange[];
  readonly last: number | null;
};

function aboutAnother({ stream, values }: DeviceRecord): About | null {
  if (stream !== "gap" && stream !== "closed") return null;
  const {
    boot,
    class: of,
    ranges,
    last,
  } = values as {
    readonly boot: string;
    readonly class: RecordClass;
    readonly ranges?: readonly SeqRange[];
    readonly last?: number;
  };
  return { of: { boot, class: of }, ranges: ranges ?? [], last: last ?? null };
}
