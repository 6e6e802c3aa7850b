import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../setup/vitest-run.ts";

const PACKAGING = join(ROOT, "device/packaging");

/** A program that lacks one runs, until the thread is wanted: nothing imports it. */
it("each file that is started as a worker thread comes with the package", () => {
  const { files } = JSON.parse(readFileSync(join(PACKAGING, "tsconfig.json"), "utf8")) as { readonly files: string[] };
  const names = ["device", "drivers"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith("-worker.ts"))
      .map((path) => join(ROOT, folder, path)),
  );
  expect(names.map((path) => basename(path))).toContain("look-worker.ts");
  expect(names.filter((path) => !files.some((file) => join(PACKAGING, file) === path))).toEqual([]);
});
