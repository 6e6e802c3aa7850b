import type { DeviceRecord } from "../../../device/contract/record.ts";
import { Clerk } from "../../../device/link/store/clerk.ts";
import type { Disk } from "../../../device/link/store/disk.ts";
import { QUOTA, type Quota } from "../../../device/link/store/room.ts";
import type { RecordClass, Values } from "../../../device/measure/decision.ts";
import { instant, type Instant } from "../../../device/measure/time.ts";

/** Later than all that a test reports: everything is history. */
const FAR = instant(1e15);
export const HEAD = { v: 1, ts: null, timeQuality: "none", timeErrorMs: null } as const;

/** A clerk at a disk, asked without a desk: one commit is one transaction. */
export class Direct {
  readonly clerk: Clerk;
  #now: Instant;

  constructor(disk: Disk | null, boot: number, quota: Quota = QUOTA, now = instant(1_000)) {
    this.clerk = new Clerk(disk, bootId(boot), quota, now);
    this.#now = now;
  }

  at(now: Instant): void {
    this.#now = now;
  }

  /** Records of one commit, and a document beside them. */
  commit(
    of: RecordClass,
    values: readonly Values[],
    uptimeMs: number,
    settings?: number,
  ): "durable" | "held" | "refused" {
    const { boot, bootCount } = this.clerk.opening;
    const stream = of === 2 ? "daylight" : "clock-lost";
    const records = values.map((each) => ({ ...HEAD, boot, bootCount, class: of, stream, uptimeMs, values: each }));
    const documents = settings === undefined ? {} : { documents: { settings } };
    return this.clerk.do({ ask: "commit", changes: [{ records, ...documents }] }, this.#now).how;
  }

  /** All that the city would get, in the order in which it would. */
  drain(): readonly DeviceRecord[] {
    const records: DeviceRecord[] = [];
    this.clerk.do({ ask: "begin", since: FAR }, this.#now);
    for (;;) {
      const { entries } = this.clerk.do({ ask: "take", recordsMax: 200, bytesMax: 60_000 }, this.#now);
      if (entries.length === 0) return records;
      records.push(...entries.map(({ json }) => JSON.parse(json) as DeviceRecord));
      const ids = entries.map(({ id }) => id);
      this.clerk.do({ ask: "acknowledge", ids, isUnsaid: true }, this.#now);
      this.#now = instant(this.#now + 60_000);
    }
  }

  close(): void {
    this.clerk.do({ ask: "close" }, this.#now);
  }
}

export const bootId = (boot: number): string => boot.toString(16).padStart(16, "0");

/** Whether what came and what gaps tell of is, key by key and each once, everything from 1 to `last`. Says what is not. */
export function misaccounted(
  records: readonly DeviceRecord[],
  boot: string,
  of: RecordClass,
  last: number,
): string | null {
  const times = new Uint8Array(last + 1);
  const count = (seq: number): void => {
    if (seq <= last) times[seq] = (times[seq] ?? 0) + 1;
  };
  for (const record of records) {
    if (record.boot === boot && record.class === of) count(record.seq);
    const { boot: gone, class: ofGone, ranges } = record.values as Values & { readonly ranges?: [number, number][] };
    if (record.stream !== "gap" || gone !== boot || ofGone !== of) continue;
    for (const [from, to] of ranges ?? []) for (let seq = from; seq <= to; seq += 1) count(seq);
  }
  const wrong = times.findIndex((many, seq) => seq > 0 && many !== 1);
  return wrong === -1 ? null : `class ${of}, seq ${wrong}: ${times[wrong] ?? 0} times`;
}
