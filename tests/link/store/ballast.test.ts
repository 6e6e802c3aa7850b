import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Ballast } from "../../../device/link/store/ballast.ts";

it("a ballast that can be neither written nor taken away ends nobody", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-ballast-"));
  // What a card does that turns read-only in the midst of it, no test can; a folder refuses both as well.
  mkdirSync(join(folder, "ballast.new"));
  try {
    const ballast = new Ballast(join(folder, "ballast"));
    ballast.lay();
    expect(ballast.isThere).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
