import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeDeb } from "../../device/packaging/debian.ts";
import { stage } from "../../device/packaging/stage.ts";
import { VERSION } from "../../device/version.ts";
import { Repository } from "../update/repository.ts";

export const NEXT_VERSION = "9.0.0";
const MADE_MS = Date.parse("2026-11-29");
const PACK_MS = 300_000;

/** Puts into `share` what a controller is given: the package, a repository with its next version, and whom to trust. */
export function makePrograms(share: string): void {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-programs-"));
  const city = new Repository();
  try {
    const files = join(folder, "stage");
    stage(files, "arm64");
    const deb = {
      stage: files,
      architecture: "arm64",
      version: VERSION,
      madeMs: MADE_MS,
      compression: "none",
    } as const;
    makeDeb(deb, join(share, "gaturum.deb"));
    const home = join(files, "usr/lib/gaturum");
    const manifest = join(home, "app/package.json");
    writeFileSync(
      manifest,
      readFileSync(manifest, "utf8").replace(/"version": "[^"]+"/, `"version": "${NEXT_VERSION}"`),
    );
    const archive = join(folder, "next.tar.gz");
    pack(home, archive);
    city.publish(NEXT_VERSION, archive);
    cpSync(city.folder, join(share, "repository"), { recursive: true });
    copyFileSync(join(city.trusted, "root.json"), join(share, "update-root.json"));
  } finally {
    city.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As docs/release.md says; packed less tightly, which is quicker here. */
function pack(home: string, archive: string): void {
  const words = ["--create", "--use-compress-program", "gzip -1", "--owner", "0", "--group", "0", "--file", archive];
  const done = spawnSync("tar", [...words, "--directory", home, "."], { encoding: "utf8", timeout: PACK_MS });
  if (done.status !== 0) throw new Error(`tar: ${done.stderr || String(done.error)}`);
}
