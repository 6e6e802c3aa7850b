import { describe, expect, it } from "vitest";
import type { DeviceRecord } from "../../../device/contract/record.ts";
import type { Cabinet } from "../../../device/link/store/cabinet.ts";
import type { Disk } from "../../../device/link/store/disk.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { instant } from "../../../device/measure/time.ts";
import { bootId, Direct } from "./account.ts";

class PowerCut extends Error {}

/** A disk whose power goes before or after its n-th transaction. */
class CutDisk implements Disk {
  readonly #disk: MemoryDisk;
  readonly #when: "before" | "after";
  #left: number;

  constructor(disk: MemoryDisk, after: number, when: "before" | "after") {
    this.#disk = disk;
    this.#left = after;
    this.#when = when;
  }

  open(): ReturnType<Disk["open"]> {
    const { cabinet, contents, lost } = this.#disk.open();
    return { cabinet: this.#cut(cabinet), contents, lost };
  }
  anew(): Cabinet {
    return this.#cut(this.#disk.anew());
  }
  seal(lines: readonly string[]): Uint8Array {
    return this.#disk.seal(lines);
  }
  freeBallast(): void {
    this.#disk.freeBallast();
  }
  layBallast(): void {
    this.#disk.layBallast();
  }

  #cut(cabinet: Cabinet): Cabinet {
    return {
      ...cabinet,
      write: (write) => {
        this.#left -= 1;
        if (this.#left === 0 && this.#when === "before") throw new PowerCut();
        cabinet.write(write);
        if (this.#left === 0) throw new PowerCut();
      },
    };
  }
}

type Ran = { readonly safe: readonly string[]; readonly delivered: readonly string[]; readonly settings: number };

/** Commits, sends, gets receipts, until its power goes; what it was told is safe, and what the city has. */
function run(disk: Disk, boot: number): Ran & { readonly ended: boolean } {
  const [safe, delivered]: [string[], string[]] = [[], []];
  let settings = 0;
  const ran = (ended: boolean) => ({ safe, delivered, settings, ended });
  try {
    const store = new Direct(disk, boot);
    const { clerk } = store;
    for (let round = 1; round <= 6; round += 1) {
      const first = (round - 1) * 3 + 1;
      if (store.commit(1, [{ round }, { round }, { round }], round, boot * 100 + round) === "durable") {
        safe.push(...[0, 1, 2].map((more) => `${bootId(boot)}/1/${first + more}`));
        settings = boot * 100 + round;
      }
      if (round % 2 === 0) continue;
      clerk.do({ ask: "begin", since: instant(1e15) }, instant(round));
      const { entries } = clerk.do({ ask: "take", recordsMax: 4, bytesMax: 60_000 }, instant(round));
      delivered.push(...entries.map(({ json }) => keyOf(JSON.parse(json) as DeviceRecord)));
      clerk.do({ ask: "acknowledge", ids: entries.map(({ id }) => id), isUnsaid: true }, instant(round));
    }
    store.close();
    return ran(true);
  } catch (cause) {
    if (cause instanceof PowerCut) return ran(false);
    throw cause;
  }
}

const keyOf = ({ boot, class: of, seq }: DeviceRecord): string => `${boot}/${of}/${seq}`;

describe("R2: power that goes at a commit boundary", () => {
  for (const when of ["before", "after"] as const)
    it(`${when} each one, and ${when} the one after the restart: what was safe comes, its document with it`, () => {
      let cuts = 0;
      for (let after = 1; ; after += 1) {
        const disk = new MemoryDisk();
        const first = run(new CutDisk(disk, after, when), 1);
        const second = run(new CutDisk(disk, 1 + (after % 4), when), 2);
        const last = new Direct(disk, 3);
        const came = last.drain().map(keyOf);
        expect(new Set(came).size).toBe(came.length);
        const all = new Set([...came, ...first.delivered, ...second.delivered]);
        expect([...first.safe, ...second.safe].filter((key) => !all.has(key))).toEqual([]);
        const { settings } = last.clerk.opening.found;
        expect(Number(settings ?? 0)).toBeGreaterThanOrEqual(Math.max(first.settings, second.settings));
        const rounds = came.filter((key) => key.startsWith(`${bootId(1)}/1/`)).length;
        expect(rounds % 3 === 0 || first.delivered.length > 0).toBe(true);
        if (first.ended) break;
        cuts += 1;
      }
      expect(cuts).toBeGreaterThan(5);
    });
});
