import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diskProblem, readDisk, type Disk } from "../../../device/field/flash/disks.ts";
import { bootPartition, endBytes, readPartitions } from "../../../device/field/flash/partition-table.ts";
import { bootRecord } from "./card-image.ts";

const GB = 1_000_000_000;
const CARD: Disk = {
  ...{
    path: "/dev/sdb",
    name: "sdb",
    bytes: 16 * GB,
    isReadOnly: false,
    partitionOf: null,
    model: "SD Reader",
    uses: [],
  },
};

describe("a disk that is to be written over", () => {
  it("may be, when it is a card that is large enough and nobody uses", () => {
    expect(diskProblem(CARD, 4 * GB)).toBeNull();
    expect(diskProblem(CARD, CARD.bytes)).toBeNull();
  });

  it.each<[string, Partial<Disk>, RegExp]>([
    ["runs this computer", { uses: ["/"] }, /^\/dev\/sdb: this computer runs from sdb \(\/ is on it\)\. Name the card/],
    ["has the computer's boot partition", { uses: ["/boot/firmware"] }, /runs from sdb \(\/boot\/firmware is on it\)/],
    ["is swapped to", { uses: ["swap"] }, /runs from sdb \(swap\)/],
    [
      "is mounted",
      { uses: ["/media/card"] },
      /^\/dev\/sdb: is mounted at \/media\/card\. Unmount it: umount \/media\/card$/,
    ],
    ["is a partition", { partitionOf: "sdb", path: "/dev/sdb1" }, /^\/dev\/sdb1: is a partition\. .*: \/dev\/sdb$/],
    ["cannot be written", { isReadOnly: true }, /is write-protected\. Move the card's slider/],
    ["is a reader without a card", { bytes: 0 }, /there is no card in it/],
    ["is too small", { bytes: 2 * GB }, /holds 2000 MB, and the image has 4000 MB\. Take a larger card/],
  ])("is refused when it %s, in words", (_, more, told) => {
    expect(diskProblem({ ...CARD, ...more }, 4 * GB)).toMatch(told);
  });

  it("what this computer runs from is seen, through partitions and layers", () => {
    const [, , numbers = ""] =
      readFileSync("/proc/self/mountinfo", "utf8")
        .split("\n")
        .find((line) => line.split(" ")[4] === "/")
        ?.split(" ") ?? [];
    const blocks = readdirSync("/dev").filter((name) => statSync(`/dev/${name}`).isBlockDevice());
    const root = blocks.find((name) => {
      const { rdev } = statSync(`/dev/${name}`);
      return `${(rdev >> 8) & 0xfff}:${(rdev & 0xff) | ((rdev >> 12) & 0xfff00)}` === numbers;
    });
    // In a container, / is on no disk that has a name here.
    if (root !== undefined) expect(readDisk(`/dev/${root}`).uses).toContain("/");
  });
});

describe("a partition table", () => {
  const MB = 1_048_576;
  it("says where partitions begin and end", () => {
    const found =
      readPartitions(
        bootRecord([
          [0x0c, MB, 3 * MB],
          [0x83, 4 * MB, 5 * MB],
        ]),
      ) ?? [];
    expect(found.map(({ startBytes, sizeBytes }) => [startBytes, sizeBytes])).toEqual([
      [MB, 3 * MB],
      [4 * MB, 5 * MB],
    ]);
    expect(bootPartition(found)).toMatchObject({ number: 1, startBytes: MB });
    expect(endBytes(found)).toBe(9 * MB);
  });

  it("is not seen where there is none: a text, zeros, a half sector, the boot sector of a FAT", () => {
    const fat = bootRecord([]);
    fat.write("Remove disks or other media.", 400);
    for (const sector of [Buffer.from("a text"), Buffer.alloc(512), bootRecord([[12, MB, MB]]).subarray(0, 511), fat])
      expect(readPartitions(sector)).toBeNull();
  });

  it("without FAT, or of the newer kind, it has no boot partition that this knows", () => {
    expect(bootPartition(readPartitions(bootRecord([[0x83, MB, MB]])) ?? [])).toContain("no boot partition with FAT");
    expect(bootPartition(readPartitions(bootRecord([[0xee, 512, MB]])) ?? [])).toContain("GPT");
  });
});
