import type { DeviceRecord } from "../../../device/contract/record.ts";
import type { Entry, NeedRange, Watermark } from "../../../device/link/outbox/outbox.ts";
import type { RecordClass } from "../../../device/measure/decision.ts";

type Gap = {
  readonly boot: string;
  readonly class: RecordClass;
  readonly ranges: readonly (readonly [number, number])[];
};

const keyOf = (boot: string, of: number | string, seq: number): string => `${boot}/${of}/${seq}`;

/** What a city heard of a device, beside what the device ever gave a number: by key, which is boot, class and `seq`. */
export class CityAccount {
  /** By boot and class the highest `seq`. */
  readonly #given = new Map<string, number>();
  readonly #came = new Map<string, string>();
  /** The keys of the gaps that tell of it. */
  readonly #told = new Map<string, string[]>();
  readonly #toldAgain = new Set<string>();
  /** By boot and class up to where it has all. */
  readonly #complete = new Map<string, number>();
  /** The first record that came twice and not as the same. */
  changed: string | null = null;

  get records(): number {
    return this.#came.size;
  }
  /** Records that gaps tell of. */
  get losses(): number {
    return this.#told.size;
  }

  /** The device numbered so many more, beside gaps of its own. */
  gaveMore(boot: string, of: RecordClass, many: number): void {
    const place = `${boot}/${of}`;
    this.#given.set(place, (this.#given.get(place) ?? 0) + many);
  }
  /** It has numbered that many. */
  gaveUpTo(boot: string, of: RecordClass, seq: number): void {
    const place = `${boot}/${of}`;
    this.#given.set(place, Math.max(this.#given.get(place) ?? 0, seq));
  }

  hears({ json }: Entry): void {
    const { boot, class: of, seq, stream, values } = JSON.parse(json) as DeviceRecord;
    if (stream === "closed") {
      const closed = values as unknown as { readonly boot: string; readonly class: RecordClass; readonly last: number };
      this.gaveUpTo(closed.boot, closed.class, closed.last);
    }
    const key = keyOf(boot, of, seq);
    const before = this.#came.get(key);
    if (before !== undefined && before !== json) this.changed ??= `${key} changed from ${before} to ${json}`;
    if (before !== undefined) return;
    this.#came.set(key, json);
    if (stream === "gap") this.#hearsGap(key, values as unknown as Gap);
  }

  #hearsGap(teller: string, { boot, class: of, ranges }: Gap): void {
    for (const [from, to] of ranges)
      for (let seq = from; seq <= to; seq += 1) {
        const key = keyOf(boot, of, seq);
        const tellers = this.#told.get(key) ?? [];
        if (tellers.length > 0) this.#toldAgain.add(key);
        this.#told.set(key, [...tellers, teller]);
      }
  }

  /**
   * A loss that two gaps tell of. A gap that was lost itself has its ranges in another one, and may have come all the same:
   * it does not count once it is told of, which may be after that other one.
   */
  doubled(): string | null {
    for (const key of this.#toldAgain) {
      const tellers = this.#told.get(key) ?? [];
      const standing = tellers.filter((teller) => !this.#told.has(teller));
      if (standing.length > 1) return `${key} is told by ${standing.join(" and ")}`;
    }
    return null;
  }

  missing(): string | null {
    for (const [place, last] of this.#given) {
      const upTo = this.#completeTo(place);
      if (upTo < last) return `${place}/${upTo + 1} of ${last} is missing`;
    }
    return null;
  }

  watermark(): Watermark {
    const marks: Record<string, Record<string, number>> = {};
    for (const place of this.#given.keys()) {
      const [boot = "", of = ""] = place.split("/");
      const upTo = this.#completeTo(place);
      if (upTo > 0) (marks[boot] ??= {})[of] = upTo;
    }
    return marks;
  }

  /** Ranges of which it has nothing, up to `atMost`, where `isMeant`; each up to `longest()` records. */
  lacking(atMost: number, isMeant: () => boolean, longest: () => number): readonly NeedRange[] {
    const ranges: NeedRange[] = [];
    for (const [place, last] of this.#given) {
      const [boot = "", of = ""] = place.split("/");
      for (let seq = this.#completeTo(place) + 1; seq <= last && ranges.length < atMost; seq += 1) {
        if (this.#has(`${place}/${seq}`) || !isMeant()) continue;
        const end = Math.min(last, seq + longest() - 1);
        let to = seq;
        while (to < end && !this.#has(`${place}/${to + 1}`)) to += 1;
        ranges.push([boot, Number(of) as RecordClass, seq, to]);
      }
    }
    return ranges;
  }

  #completeTo(place: string): number {
    const last = this.#given.get(place) ?? 0;
    let upTo = this.#complete.get(place) ?? 0;
    while (upTo < last && this.#has(`${place}/${upTo + 1}`)) upTo += 1;
    this.#complete.set(place, upTo);
    return upTo;
  }

  #has(key: string): boolean {
    return this.#came.has(key) || this.#told.has(key);
  }
}
