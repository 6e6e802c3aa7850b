import { GAP_RANGES_MAX } from "../../contract/limits.ts";
import type { GAP_REASONS } from "../../contract/link-streams.ts";
import type { RecordClass, Values } from "../../measure/decision.ts";

export type GapReason = (typeof GAP_REASONS)[number];
/** Records that will never come and of which no gap tells yet. `from` and `to` are `seq`, both included. */
export type Loss = {
  readonly id: number;
  readonly boot: string;
  readonly class: RecordClass;
  readonly reason: GapReason;
  readonly from: number;
  readonly to: number;
};

export type Range = readonly [from: number, to: number];

/** Losses of one boot, class and reason, by either end: to find the range that a new one continues. */
type Place = { readonly starts: Map<number, Loss>; readonly ends: Map<number, Loss> };

/** The losses that wait to be told: neighbours are joined, so that a month of one loss after another is one range. */
export class Losses {
  readonly #byId = new Map<number, Loss>();
  readonly #places = new Map<string, Place>();
  /** Ids that the disk has, be it with an older range: whatever becomes of them, it must hear of it. */
  #onDisk = new Set<number>();
  readonly #unwritten = new Set<number>();
  readonly #gone = new Set<number>();
  #lastId = 0;

  constructor(found: readonly Loss[]) {
    for (const loss of found) this.#put(loss);
    this.written();
  }

  get size(): number {
    return this.#byId.size;
  }

  add(boot: string, of: RecordClass, reason: GapReason, from: number, to: number): void {
    const { starts, ends } = this.#placeOf(boot, of, reason);
    const [before, behind] = [ends.get(from - 1), starts.get(to + 1)];
    for (const joined of [before, behind]) if (joined !== undefined) this.#take(joined);
    const id = before?.id ?? behind?.id ?? this.#lastId + 1;
    this.#put({ id, boot, class: of, reason, from: before?.from ?? from, to: behind?.to ?? to });
  }

  /** A record that was thinned has no room any more: what went into it is gone with it, and told with it as one range. */
  displace(boot: string, of: RecordClass, seq: number): void {
    const into = this.#placeOf(boot, of, "downsampled").ends.get(seq - 1);
    if (into !== undefined) this.#take(into);
    this.add(boot, of, "full", into?.from ?? seq, seq);
  }

  /** Asked for and not there: told as displaced, but for what is told, or waits to be. `ranges` in their order. */
  addMissing(boot: string, of: RecordClass, ranges: readonly Range[], told: readonly Range[]): void {
    const waits = [...this.#byId.values()]
      .filter((loss) => loss.boot === boot && loss.class === of)
      .concat(told.map(([from, to]) => ({ id: 0, boot, class: of, reason: "full", from, to })))
      .sort((one, other) => one.from - other.from);
    let at = 0;
    for (const [from, to] of ranges) {
      while ((waits[at]?.to ?? Infinity) < from) at += 1;
      let next = from;
      for (let here = at; (waits[here]?.from ?? Infinity) <= to; here += 1) {
        const loss = waits[here];
        if (loss === undefined) break;
        if (loss.from > next) this.add(boot, of, "full", next, loss.from - 1);
        next = Math.max(next, loss.to + 1);
      }
      if (next <= to) this.add(boot, of, "full", next, to);
    }
  }

  /** `values` of the gaps that tell of all of it; nothing waits then. */
  tell(): readonly Values[] {
    const groups = new Map<string, Loss[]>();
    for (const loss of this.#byId.values()) {
      const place = `${loss.boot}/${loss.class}/${loss.reason}`;
      const group = groups.get(place);
      // After months offline there are tens of thousands: none of them is copied for the next.
      if (group === undefined) groups.set(place, [loss]);
      else group.push(loss);
      this.#take(loss);
    }
    return [...groups.values()].flatMap((losses) => {
      const ordered = losses.sort((one, other) => one.from - other.from);
      const parts = Math.ceil(ordered.length / GAP_RANGES_MAX);
      return Array.from({ length: parts }, (_, part) =>
        gapOf(ordered.slice(part * GAP_RANGES_MAX, (part + 1) * GAP_RANGES_MAX)),
      );
    });
  }

  /** What the next write must bring to disk. */
  changes(): { readonly put: readonly Loss[]; readonly gone: readonly number[] } {
    const put = [...this.#unwritten].flatMap((id) => this.#byId.get(id) ?? []);
    return { put, gone: [...this.#gone] };
  }

  written(): void {
    for (const id of this.#unwritten) this.#onDisk.add(id);
    for (const id of this.#gone) this.#onDisk.delete(id);
    this.#unwritten.clear();
    this.#gone.clear();
  }

  /** All of it must be written anew, in the place of those that a disk has. */
  forgetWritten(onDisk: readonly number[] = []): void {
    this.#onDisk = new Set(onDisk);
    this.#gone.clear();
    for (const id of this.#byId.keys()) this.#unwritten.add(id);
    for (const id of onDisk) if (!this.#byId.has(id)) this.#gone.add(id);
  }

  #placeOf(boot: string, of: RecordClass, reason: GapReason): Place {
    const name = `${boot}/${of}/${reason}`;
    const place = this.#places.get(name) ?? { starts: new Map<number, Loss>(), ends: new Map<number, Loss>() };
    this.#places.set(name, place);
    return place;
  }

  #put(loss: Loss): void {
    const { starts, ends } = this.#placeOf(loss.boot, loss.class, loss.reason);
    this.#byId.set(loss.id, loss);
    starts.set(loss.from, loss);
    ends.set(loss.to, loss);
    this.#lastId = Math.max(this.#lastId, loss.id);
    this.#unwritten.add(loss.id);
    this.#gone.delete(loss.id);
  }

  #take(loss: Loss): void {
    const { starts, ends } = this.#placeOf(loss.boot, loss.class, loss.reason);
    this.#byId.delete(loss.id);
    starts.delete(loss.from);
    ends.delete(loss.to);
    this.#unwritten.delete(loss.id);
    if (this.#onDisk.has(loss.id)) this.#gone.add(loss.id);
  }
}

function gapOf(losses: readonly Loss[]): Values {
  const [first] = losses;
  if (first === undefined) throw new Error("a gap of nothing");
  return {
    boot: first.boot,
    class: first.class,
    ranges: losses.map(({ from, to }) => [from, to]),
    count: losses.reduce((sum, { from, to }) => sum + to - from + 1, 0),
    reason: first.reason,
  };
}
