import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lockFolder, unlockFolder } from "../../device/update/folder-lock.ts";

/** What happens right before this process looks what is there. */
const meanwhile = vi.hoisted((): { do: (() => void)[] } => ({ do: [] }));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    readdirSync: (path: string) => {
      meanwhile.do.shift()?.();
      return fs.readdirSync(path);
    },
  };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gaturum-lock-"));
});
afterEach(() => {
  meanwhile.do = [];
  rmSync(folder, { recursive: true });
});
const [one, other] = [process.pid, process.ppid];

describe("the lock of the folder of updates", () => {
  it("lets one in at a time", () => {
    expect([one, one, other].map((pid) => lockFolder(folder, pid))).toEqual([true, false, false]);
    unlockFolder(folder, one);
    expect([other, one].map((pid) => lockFolder(folder, pid))).toEqual([true, false]);
    unlockFolder(folder, other);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(["lock-4194305-boot-1", `lock-${one}-another-boot-1`, `lock-${one}-`])(
    "that a process left which is gone is nobody's: %s",
    (gone) => {
      writeFileSync(join(folder, gone), "");
      expect(lockFolder(folder, one)).toBe(true);
      expect(readdirSync(folder).length).toBe(1);
    },
  );

  it.each([1, 2])("lets no two in that come at once, also over a lock that is nobody's: look %i", (look) => {
    writeFileSync(join(folder, "lock-4194305-boot-1"), "");
    const entered: boolean[] = [];
    meanwhile.do = [
      ...Array.from({ length: look - 1 }, () => () => undefined),
      () => entered.push(lockFolder(folder, other)),
    ];
    entered.push(lockFolder(folder, one));
    expect(entered.filter((is) => is).length).toBeLessThan(2);
  });
});
