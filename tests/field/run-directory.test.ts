import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../device/field/run-directory.ts";

const STRANGER = 12_345;

describe("the folder of the sockets", () => {
  let base: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), "gaturum-own-"));
  });
  afterEach(() => {
    rmSync(base, { recursive: true });
  });

  it("is made with all above it, closed to others", () => {
    const folder = ownFolder(join(base, "run", "post-1"));
    expect(statSync(folder).mode & 0o007).toBe(0);
    expect(ownFolder(folder)).toBe(folder);
  });

  type Spoil = (above: string, folder: string) => void;
  const OF_STRANGERS: readonly [string, Spoil][] = [
    ["that is a stranger's", (_above, folder) => chownSync(folder, STRANGER, STRANGER)],
    ["below a stranger's", (above) => chownSync(above, STRANGER, STRANGER)],
  ];

  it.each<[string, Spoil]>([
    ["that everybody may write to", (_above, folder) => chmodSync(folder, 0o777)],
    ["below one that everybody may write to", (above) => chmodSync(above, 0o777)],
    // Only root can give something to somebody else.
    ...(process.getuid?.() === 0 ? OF_STRANGERS : []),
    [
      "that is a link to somewhere else",
      (above, folder) => {
        rmSync(folder, { recursive: true });
        symlinkSync(above, folder);
      },
    ],
  ])("one %s is refused, with what to do", (_what, spoil) => {
    const above = join(base, "run");
    const folder = join(above, "post-1");
    mkdirSync(folder, { recursive: true });
    spoil(above, folder);
    expect(() => ownFolder(folder)).toThrow(/others may change what is in it.*GATURUM_RUN_DIR/);
  });
});
