import { join } from "node:path";
import type { Kept, Memory } from "../measure/decision.ts";
import { faulty, valid, type Reading } from "../measure/reading.ts";
import { seconds, type Instant, type Millis } from "../measure/time.ts";
import { Backoff } from "./backoff.ts";
import type { Keep } from "./keep.ts";
import * as slotPlan from "./slot-plan.ts";
import type { SlotIndex, SlotPlan } from "./slot-plan.ts";
import { makeDirectory, readSlot, writeSlot } from "./slot-file.ts";
import { encodeSlot, recover, type SlotFile } from "./slot.ts";

export type KeepOptions = {
  /** For a line that a person reads, when the disk begins to fail and when it works again. */
  readonly log?: (line: string) => void;
  /** From a failed write to the next try; doubles each time up to the longest. Our choice. */
  readonly retryMs?: Millis;
  readonly retryLongestMs?: Millis;
};
const RETRY_MS = seconds(1);
const RETRY_LONGEST_MS = seconds(30);

/** Keeps control's memory in two slots in `directory`, whose parent must exist. Reasoning: README.md. */
export function fileKeep(directory: string, now: () => Instant, options: KeepOptions = {}): Keep {
  return new FileKeep(directory, now, options);
}

const SLOT_NAMES = ["slot-a", "slot-b"] as const;
type Content = { readonly bytes: Uint8Array; readonly revision: number };

class FileKeep implements Keep {
  readonly #directory: string;
  readonly #now: () => Instant;
  readonly #log: (line: string) => void;
  readonly #backoff: Backoff;
  /** By sequence: the one being written and the one waiting, so at most two. */
  readonly #contents = new Map<number, Content>();
  #reading: Reading<Kept>;
  /** null until both slots have been read; `early` is the newest put until then. */
  #plan: SlotPlan | null = null;
  #early: Memory | null = null;
  #sequence = 0;
  #underWay: { readonly slot: SlotIndex; readonly sequence: number } | null = null;
  #failing = false;
  #closed = false;

  constructor(directory: string, now: () => Instant, options: KeepOptions) {
    this.#directory = directory;
    this.#now = now;
    this.#log = options.log ?? (() => undefined);
    this.#backoff = new Backoff(options.retryMs ?? RETRY_MS, options.retryLongestMs ?? RETRY_LONGEST_MS);
    this.#reading = faulty("keep", "starting", now());
    void readSlots(directory).then((slots) => this.#begin(slots));
  }

  read(): Reading<Kept> {
    return this.#reading;
  }

  put(memory: Memory): void {
    if (this.#closed) return;
    const sequence = this.#sequence + 1;
    const bytes = encodeSlot({ sequence, memory });
    if (this.#plan === null) {
      this.#early = memory;
      return;
    }
    this.#sequence = sequence;
    this.#contents.set(sequence, { bytes, revision: memory.revision });
    this.#plan = slotPlan.want(this.#plan, sequence);
    this.#forget();
    this.#pump();
  }

  /** What is under way to one slot arrives there if the process lives long enough; what waits does not. */
  close(): void {
    this.#closed = true;
    this.#backoff.stop();
  }

  #begin([a, b]: readonly [SlotFile, SlotFile]): void {
    const found = recover(a, b);
    const memory = found.status === "found" ? found.best.memory : null;
    const { value, revision } = memory ?? { value: null, revision: 0 };
    this.#reading = valid({ status: found.status, value, foundRevision: revision, durable: revision }, this.#now());
    this.#plan = slotPlan.startPlan(found.status === "found" ? found.intact : [0, 0]);
    this.#sequence = Math.max(...this.#plan.intact);
    if (found.status === "unreadable") this.#log(unreadable(this.#directory, [a, b]));
    // A slot that is torn, rotten or behind is made good at once, before the other one can rot too.
    const behind = this.#plan.intact[0] !== this.#plan.intact[1];
    const first = this.#early ?? (behind ? memory : null);
    this.#early = null;
    if (first !== null) this.put(first);
  }

  #pump(): void {
    const plan = this.#plan;
    if (this.#closed || plan?.writing == null || this.#underWay !== null || this.#backoff.waiting) return;
    const content = this.#contents.get(plan.writing);
    if (content === undefined) throw new Error(`keep: nothing to write for sequence ${plan.writing}`);
    const slot = slotPlan.slotToWrite(plan);
    this.#underWay = { slot, sequence: plan.writing };
    this.#plan = slotPlan.writeBegun(plan, slot);
    writeSlot(join(this.#directory, SLOT_NAMES[slot]), content.bytes).then(
      () => this.#wrote(null),
      (error: unknown) => this.#wrote(String(error)),
    );
  }

  #wrote(error: string | null): void {
    const wrote = this.#underWay;
    if (wrote === null || this.#plan === null) return;
    if (error !== null) {
      this.#failed(error);
      this.#backoff.later(() => this.#pump());
      return;
    }
    this.#underWay = null;
    if (this.#failing) this.#log(`keep: ${this.#directory} can be written again`);
    this.#failing = false;
    this.#backoff.reset();
    const before = this.#plan.acknowledged;
    this.#plan = slotPlan.writeDone(this.#plan, wrote.slot, wrote.sequence);
    if (this.#plan.acknowledged !== before) this.#acknowledge(wrote.sequence);
    this.#pump();
  }

  #acknowledge(sequence: number): void {
    const durable = this.#contents.get(sequence)?.revision;
    this.#forget();
    if (durable === undefined || !this.#reading.ok || this.#reading.value.durable === durable) return;
    this.#reading = valid({ ...this.#reading.value, durable }, this.#now());
  }

  /** The slot under way is good for nothing until it has been written again. */
  #failed(cause: string): void {
    this.#underWay = null;
    if (this.#plan !== null) this.#plan = slotPlan.writeFailed(this.#plan);
    this.#forget();
    if (this.#failing) return;
    this.#failing = true;
    this.#log(`keep: ${this.#directory} cannot be written: ${cause}. Nothing counts as stored; tried again for ever.`);
  }

  #forget(): void {
    for (const sequence of this.#contents.keys()) {
      if (sequence !== this.#plan?.writing && sequence !== this.#plan?.waiting) this.#contents.delete(sequence);
    }
  }
}

async function readSlots(directory: string): Promise<readonly [SlotFile, SlotFile]> {
  try {
    await makeDirectory(directory);
  } catch (error) {
    const failed: SlotFile = { kind: "failed", error: String(error) };
    return [failed, failed];
  }
  const [a, b] = SLOT_NAMES;
  return Promise.all([readSlot(join(directory, a)), readSlot(join(directory, b))]);
}

function unreadable(directory: string, slots: readonly SlotFile[]): string {
  const why = slots.map((slot) => (slot.kind === "failed" ? slot.error : slot.kind === "bytes" ? "damaged" : "absent"));
  return `keep: no good slot in ${directory} (${why.join("; ")}): nothing is remembered. Check that its disk is mounted and may be written.`;
}
