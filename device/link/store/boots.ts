import { BOOTS_MAX } from "../../contract/limits.ts";
import type { RecordClass } from "../../measure/decision.ts";
import type { KnownBoot } from "./cabinet.ts";

/** The starts of link that the city may still hear of, this one last. */
export class Boots {
  readonly own: string;
  readonly ownCount: number;
  readonly #known = new Map<string, KnownBoot>();
  readonly #dirty = new Set<string>();
  readonly #gone = new Set<string>();

  constructor(found: readonly KnownBoot[], own: string, startsBefore: number) {
    const ordered = [...found].sort((one, other) => one.bootCount - other.bootCount);
    for (const known of ordered) this.#known.set(known.boot, known);
    this.own = own;
    this.ownCount = (ordered.at(-1)?.bootCount ?? startsBefore) + 1;
    this.#put({ boot: own, bootCount: this.ownCount, last: [0, 0, 0], closed: false });
  }

  /** Older ones of which the city was not told that they are over; they count as told from now on. */
  close(): readonly KnownBoot[] {
    const open = [...this.#known.values()].filter(({ boot, closed }) => boot !== this.own && !closed);
    for (const known of open) this.#put({ ...known, closed: true });
    return open;
  }

  /** Forgets the oldest beyond `BOOTS_MAX` of which nothing is left. */
  forget(isInUse: (boot: string) => boolean): void {
    for (const boot of [...this.#known.keys()].slice(0, -BOOTS_MAX)) {
      if (boot === this.own || isInUse(boot)) continue;
      this.#known.delete(boot);
      this.#gone.add(boot);
    }
  }

  /** Highest `seq` ever given away; undefined: a boot that we do not know. */
  last(boot: string, of: RecordClass): number | undefined {
    return this.#known.get(boot)?.last[of];
  }

  /** Kept in memory alone: the row itself says it on disk. */
  reached(boot: string, of: RecordClass, seq: number): void {
    const known = this.#known.get(boot);
    if (known === undefined || known.last[of] >= seq) return;
    const last: [number, number, number] = [...known.last];
    last[of] = seq;
    this.#known.set(boot, { ...known, last });
  }

  /** A row of it goes, and may have been the last to say how far it came. */
  mustBeWritten(boot: string): void {
    this.#dirty.add(boot);
  }

  adopt(found: readonly KnownBoot[]): void {
    for (const known of found) this.#known.set(known.boot, known);
  }

  changes(): { readonly put: readonly KnownBoot[]; readonly gone: readonly string[] } {
    const put = [...this.#known.values()].filter(({ boot }) => this.#dirty.has(boot));
    return { put, gone: [...this.#gone] };
  }

  written(): void {
    this.#dirty.clear();
    this.#gone.clear();
  }

  forgetWritten(): void {
    for (const boot of this.#known.keys()) this.#dirty.add(boot);
    this.#gone.clear();
  }

  #put(known: KnownBoot): void {
    this.#known.set(known.boot, known);
    this.#dirty.add(known.boot);
  }
}
