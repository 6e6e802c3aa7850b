import { describe, expect, it } from "vitest";
import { Losses, type Range } from "../../../device/link/store/losses.ts";

const BOOT = "00000000000000bb";

/** What a disk has of them, by id: each write brings it what is new. */
class Disk {
  readonly has = new Map<number, Range>();

  write(losses: Losses): void {
    const { put, gone } = losses.changes();
    for (const { id, from, to } of put) this.has.set(id, [from, to]);
    for (const id of gone) this.has.delete(id);
    losses.written();
  }

  get ranges(): readonly Range[] {
    return [...this.has.values()].sort((one, other) => one[0] - other[0]);
  }
}

describe("losses that wait to be told", () => {
  it("R4: one between two of them makes one of three, on the disk too", () => {
    const [losses, disk] = [new Losses([]), new Disk()];
    for (const [from, to] of [
      [1, 2],
      [6, 7],
      [3, 5],
    ] as const) {
      losses.add(BOOT, 1, "full", from, to);
      disk.write(losses);
    }
    expect(losses.size).toBe(1);
    expect(disk.ranges).toEqual([[1, 7]]);
  });

  it("R4: what is asked for and not there is told but where it is told or waits, to its very end", () => {
    const [losses, disk] = [new Losses([]), new Disk()];
    losses.add(BOOT, 1, "downsampled", 6, 6);
    losses.addMissing(
      BOOT,
      1,
      [
        [1, 10],
        [20, 21],
      ],
      [[3, 4]],
    );
    disk.write(losses);
    expect(disk.ranges).toEqual([
      [1, 2],
      [5, 5],
      [6, 6],
      [7, 10],
      [20, 21],
    ]);
  });
});
