import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HostileFolder } from "../../device/update/hostile-folder.ts";
import { verify } from "../../device/update/verify.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gaturum-release-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The words of docs/release.md, typed in one folder. */
function tuf(line: string) {
  const script = join(import.meta.dirname, "tuf/run.ts");
  return spawnSync(process.execPath, [script, ...line.split(" ")], { cwd: folder, encoding: "utf8" });
}

describe("the words that make a repository of updates", () => {
  it("make one that a device believes, and only with two of three roots", async () => {
    expect(tuf("keys one two three targets snapshot timestamp").status).toBe(0);
    expect(statSync(join(folder, "one.pem")).mode & 0o777).toBe(0o600);
    const online = "--targets targets.pub.pem --snapshot snapshot.pub.pem --timestamp timestamp.pub.pem";
    tuf(`root repository --root one.pub.pem --root two.pub.pem --root three.pub.pem ${online}`);
    tuf("sign 1.root.json --key one.pem");
    expect(tuf("publish repository 1.root.json")).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/signed by 1\/2 keys/) as unknown,
    });
    tuf("sign 1.root.json --key three.pem");
    expect(tuf("publish repository 1.root.json").status).toBe(0);
    writeFileSync(join(folder, "program.tar.gz"), "a program");
    const keys = "--snapshot-key snapshot.pem --timestamp-key timestamp.pem";
    expect(tuf(`add repository --version 0.2.0 --arm64 program.tar.gz --targets-key targets.pem ${keys}`).status).toBe(
      0,
    );
    expect(tuf(`refresh repository ${keys}`).status).toBe(0);
    mkdirSync(join(folder, "trusted"));
    copyFileSync(join(folder, "1.root.json"), join(folder, "trusted/root.json"));
    const verified = await verify(new HostileFolder(join(folder, "repository")), join(folder, "trusted"), "arm64");
    expect(verified).toMatchObject({ ok: true, offer: { release: { version: "0.2.0" } } });
  }, 60_000);

  it.each([
    ["", /Say one of/],
    ["add repository", /--version V/],
    ["add repository --version 0.3.0", /--arm64 ARCHIVE/],
    ["sign 1.root.json", /--key PEM/],
    ["sign 1.root.json --key nobody.pem", /nobody\.pem: there is no such file/],
    ["keys one", /Nothing is written over/],
  ])("say in one line what is wrong with: %s", (line, said) => {
    const before = readdirSync(folder);
    expect(tuf(line)).toMatchObject({ status: 1, stderr: said });
    expect(readdirSync(folder)).toEqual(before);
  });
});
