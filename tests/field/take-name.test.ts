import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bundle } from "../../device/field/bundle/bundle.ts";
import { takeName } from "../../device/field/take-name.ts";
import { saidBy } from "./said.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gaturum-name-"));
  writeFileSync(join(folder, "unfinished"), "all of it");
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const refusing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

describe.each([
  ["with links", undefined],
  ["without links, as FAT", refusing("EPERM")],
  ["without links, as a share", refusing("ENOTSUP")],
])("a finished file on a file system %s", (_, linkAs) => {
  it("gets its name", async () => {
    await takeName(at("unfinished"), at("named"), linkAs);
    expect([readdirSync(folder), readFileSync(at("named"), "utf8")]).toEqual([["named"], "all of it"]);
  });

  it("takes no name that another file has got meanwhile", async () => {
    writeFileSync(at("named"), "another's");
    await expect(takeName(at("unfinished"), at("named"), linkAs)).rejects.toThrow();
    expect(readFileSync(at("named"), "utf8")).toBe("another's");
  });
});

it("another trouble with the name is told as it is", async () => {
  await expect(takeName(at("unfinished"), at("named"), refusing("ENOSPC"))).rejects.toThrow("ENOSPC");
  expect(existsSync(at("named"))).toBe(false);
});

describe("on a stick with FAT", () => {
  it("a bundle gets its name", async ({ skip }) => {
    const [image, stick] = [at("stick.img"), at("stick")];
    mkdirSync(stick);
    spawnSync("mkfs.vfat", ["-C", image, "8192"]);
    const mounted = spawnSync("mount", ["-o", "loop", image, stick]);
    if (mounted.status !== 0) {
      process.stderr.write("SKIPPED  a bundle on a stick with FAT: it needs root, and a kernel that knows FAT\n");
      skip();
    }
    try {
      const nothing = { socket: at("no.sock"), stateFolder: folder, config: null, configFile: null, problems: [] };
      const words = { out: join(stick, "x.tar.gz"), withRecord: false, json: true, check: null };
      const { out } = await saidBy(() => bundle({ device: "post-1", ...nothing, ...words }));
      expect([JSON.parse(out), readdirSync(stick)]).toEqual([
        expect.objectContaining({ file: words.out }),
        ["x.tar.gz"],
      ]);
    } finally {
      spawnSync("umount", [stick]);
    }
  });
});
