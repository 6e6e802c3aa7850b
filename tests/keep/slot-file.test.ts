import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readSlot, writeSlot } from "../../device/keep/slot-file.ts";
import { encodeSlot, recover, SLOT_BYTES_MAX } from "../../device/keep/slot.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "gaturum-slot-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const slot = (name: "a" | "b") => join(directory, name);
const recovered = async () => recover(await readSlot(slot("a")), await readSlot(slot("b")));
const bytes = (sequence: number, value: string) => encodeSlot({ sequence, memory: { revision: sequence, value } });

it("overwrites in place and never cuts short, so that a full disk cannot stop it", async () => {
  await writeSlot(slot("a"), bytes(1, "x".repeat(5_000)));
  const long = await readSlot(slot("a"));
  await writeSlot(slot("a"), bytes(2, "short"));
  const short = await readSlot(slot("a"));
  expect(short.kind === "bytes" && long.kind === "bytes" && short.bytes.length === long.bytes.length).toBe(true);
  expect(await recovered()).toMatchObject({ status: "found", best: { memory: { value: "short" } } });
});

it("the very first write, cut at any byte, leaves an empty keep, and never an unreadable one", async () => {
  const first = bytes(1, "first");
  for (let cut = 0; cut <= first.length; cut += 1) {
    writeFileSync(`${slot("a")}.new`, first.subarray(0, cut));
    expect(await recovered()).toEqual({ status: "empty" });
  }
  await writeSlot(slot("a"), first);
  expect(readdirSync(directory)).toEqual(["a"]);
  for (let cut = 0; cut <= first.length; cut += 1) {
    writeFileSync(`${slot("b")}.new`, first.subarray(0, cut));
    expect(await recovered()).toMatchObject({ status: "found", best: { memory: { value: "first" } }, intact: [1, 0] });
  }
});

it("reads no more than a slot can hold", async () => {
  writeFileSync(slot("a"), new Uint8Array(SLOT_BYTES_MAX * 2));
  expect(await readSlot(slot("a"))).toMatchObject({ kind: "bytes", bytes: { length: SLOT_BYTES_MAX } });
});

it("tells a slot that cannot be read from one that is not there", async () => {
  expect(await readSlot(directory)).toMatchObject({ kind: "failed" });
  expect(await readSlot(slot("a"))).toEqual({ kind: "absent" });
});
