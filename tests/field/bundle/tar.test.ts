import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { filesOf, tarOf } from "../../../device/field/bundle/tar.ts";

const FILES = [
  { name: "README.txt", content: Buffer.from("read me\n") },
  { name: "empty", content: Buffer.alloc(0) },
  { name: "block", content: Buffer.alloc(512, "x") },
];

it("what is packed comes out again, and the same files give the same bytes", () => {
  const tar = tarOf(FILES, 1_795_000_000);
  expect(filesOf(tar)).toEqual(FILES);
  expect(tarOf(FILES, 1_795_000_000).equals(tar)).toBe(true);
});

it("the computer's own tar reads it, and what that packs is read", () => {
  const listed = spawnSync("tar", ["tvf", "-"], {
    input: tarOf(FILES, 0),
    encoding: "utf8",
    env: { TZ: "UTC", PATH: process.env["PATH"] },
  });
  expect([listed.status, listed.stdout.split("\n")[2]]).toEqual([
    0,
    "-rw-r----- root/root       512 1970-01-01 00:00 block",
  ]);
  const theirs = spawnSync("tar", ["cf", "-", "--format=ustar", "-C", import.meta.dirname, "tar.test.ts"]);
  const files = filesOf(theirs.stdout);
  expect(typeof files === "string" ? files : files.map(({ name }) => name)).toEqual(["tar.test.ts"]);
});

it.each([
  ["a flipped byte in a header", (tar: Buffer) => (tar.writeUInt8(0x7a, 3), tar), /damaged/],
  ["cut off", (tar: Buffer) => tar.subarray(0, 700), /ends in the middle/],
  ["nothing", () => Buffer.alloc(0), /ends in the middle/],
  [
    "too many files",
    () =>
      tarOf(
        Array.from({ length: 65 }, (_, n) => ({ name: `f${n}`, content: Buffer.alloc(0) })),
        0,
      ),
    /more than 64/,
  ],
])("refused in words: %s", (_, damaged, told) => {
  expect(filesOf(damaged(tarOf(FILES, 0)))).toMatch(told);
});
