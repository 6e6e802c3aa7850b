import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Memory } from "../../device/measure/decision.ts";
import { decodeSlot, encodeSlot, recover, SLOT_BYTES_MAX, type SlotFile } from "../../device/keep/slot.ts";

const OLD: Memory = { revision: 7, value: { latch: "weld", hours: 812, note: "älter, and longer than the new one" } };
const NEW: Memory = { revision: 8, value: { latch: null, hours: 813 } };
const oldBytes = encodeSlot({ sequence: 40, memory: OLD });
const newBytes = encodeSlot({ sequence: 41, memory: NEW });

const file = (bytes: Uint8Array): SlotFile => ({ kind: "bytes", bytes });
const ABSENT: SlotFile = { kind: "absent" };
const FAILED: SlotFile = { kind: "failed", error: "EIO" };

describe("one slot", () => {
  it("gives back any memory", () => {
    fc.assert(
      fc.property(fc.nat(), fc.jsonValue({ noUnicodeString: false }), (revision, json) => {
        const value = JSON.parse(JSON.stringify(json)) as Memory["value"];
        const content = { sequence: revision + 1, memory: { revision, value } };
        expect(decodeSlot(encodeSlot(content))).toEqual(content);
      }),
    );
  });

  it("refuses every single flipped bit", () => {
    for (let bit = 0; bit < newBytes.length * 8; bit += 1) {
      const bytes = newBytes.slice();
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeSlot(bytes)).toBeNull();
    }
  });

  it("refuses nothing, zeros, and every cut of it", () => {
    expect(decodeSlot(new Uint8Array())).toBeNull();
    expect(decodeSlot(new Uint8Array(4_096))).toBeNull();
    for (let cut = 0; cut < newBytes.length; cut += 1) expect(decodeSlot(newBytes.slice(0, cut))).toBeNull();
  });

  it("takes no notice of what an older, longer memory left behind it", () => {
    expect(decodeSlot(overwritten(oldBytes, newBytes, newBytes.length))).toEqual({ sequence: 41, memory: NEW });
  });

  it("throws on a memory that is longer than a slot", () => {
    const memory = { revision: 1, value: "x".repeat(SLOT_BYTES_MAX) };
    expect(() => encodeSlot({ sequence: 1, memory })).toThrow(/longer than 65536/);
  });
});

describe("a write that is cut", () => {
  it.each(["first", "second"] as const)("at any byte of the %s slot leaves the old or the new memory", (which) => {
    const other = file(which === "first" ? oldBytes : newBytes);
    for (let cut = 0; cut <= newBytes.length; cut += 1) {
      const torn = file(overwritten(oldBytes, newBytes, cut));
      const whole = which === "second" || cut === newBytes.length;
      for (const found of [recover(torn, other), recover(other, torn)]) {
        expect(found).toMatchObject({ status: "found", best: { memory: whole ? NEW : OLD } });
      }
    }
  });

  it("with its sectors on the disk in any order leaves the old or the new memory", () => {
    const long = (fill: string): Memory => ({ revision: 1, value: fill.repeat(9_000) });
    const before = encodeSlot({ sequence: 1, memory: long("a") });
    const after = encodeSlot({ sequence: 2, memory: long("b") });
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 18, maxLength: 18 }), (arrived) => {
        const torn = before.slice();
        arrived.forEach((here, sector) => {
          const from = sector * 512;
          if (here) torn.set(after.subarray(from, from + 512), from);
        });
        const found = recover(file(torn), file(before));
        const whole = arrived.every((here) => here);
        expect(found).toMatchObject({ status: "found", best: { memory: long(whole ? "b" : "a") } });
      }),
    );
  });
});

describe("two slots", () => {
  it("are empty only when neither was ever there", () => {
    expect(recover(ABSENT, ABSENT)).toEqual({ status: "empty" });
  });

  it.each<[string, SlotFile]>([
    ["absent", ABSENT],
    ["rotten", file(Uint8Array.from([1, 2, 3]))],
    ["unreadable by the disk", FAILED],
  ])("lose nothing when one is %s", (_, bad) => {
    for (const found of [recover(bad, file(newBytes)), recover(file(newBytes), bad)]) {
      expect(found).toMatchObject({ status: "found", best: { sequence: 41, memory: NEW } });
    }
  });

  it.each<[string, SlotFile, SlotFile]>([
    ["both rotten", file(new Uint8Array(9)), file(new Uint8Array())],
    ["one absent, one rotten", ABSENT, file(new Uint8Array(9))],
    ["one absent, one that cannot be read", FAILED, ABSENT],
  ])("say so when %s", (_, a, b) => {
    expect(recover(a, b)).toEqual({ status: "unreadable" });
  });

  it("give the newer one, though its revision has begun anew", () => {
    const anew = encodeSlot({ sequence: 42, memory: { revision: 1, value: null } });
    expect(recover(file(anew), file(newBytes))).toMatchObject({ best: { memory: { revision: 1 } }, intact: [42, 41] });
  });
});

/** `before` with the first `cut` bytes of `after` written over it. */
function overwritten(before: Uint8Array, after: Uint8Array, cut: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(before.length, cut));
  bytes.set(before);
  bytes.set(after.subarray(0, cut));
  return bytes;
}
