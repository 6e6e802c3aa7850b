import { describe, expect, it } from "vitest";
import * as uapi from "../../../drivers/gpio/uapi.ts";

/** _IOWR(0xB4, number, struct of so many bytes), as include/uapi/asm-generic/ioctl.h counts it. */
const request = (direction: number, number: number, bytes: number): number =>
  ((direction << 30) | (bytes << 16) | (0xb4 << 8) | number) >>> 0;
const READ = 2;
const BOTH = 3;

describe("the kernel's structs", () => {
  it("are as long as the numbers of their requests say", () => {
    expect(request(READ, 0x01, uapi.newChipInfo().length)).toBe(uapi.REQUEST.chipInfo);
    expect(request(BOTH, 0x05, uapi.newLineInfo(0).length)).toBe(uapi.REQUEST.lineInfo);
    expect(request(BOTH, 0x07, uapi.newLineRequest(0, 0n, 0, "").length)).toBe(uapi.REQUEST.getLine);
    expect(request(BOTH, 0x0e, uapi.lineValues(true).length)).toBe(uapi.REQUEST.getValues);
    expect(request(BOTH, 0x0f, uapi.lineValues(true).length)).toBe(uapi.REQUEST.setValues);
  });

  it("carry a value there and back", () => {
    expect(uapi.isOn(uapi.lineValues(true))).toBe(true);
    expect(uapi.isOn(uapi.lineValues(false))).toBe(false);
  });

  it("cut a consumer's name where the kernel has room for 31 letters and a zero", () => {
    const words = uapi.newLineRequest(7, 0n, 0, "x".repeat(40));
    expect(words.toString("latin1", 256, 289)).toBe(`${"x".repeat(31)}\0\0`);
  });

  it("ask for a debounce in microseconds, and for none at 0 ms", () => {
    const debounced = uapi.newLineRequest(0, 0n, 5, "");
    expect([debounced.readUInt32LE(296), debounced.readUInt32LE(328)]).toEqual([1, 5_000]);
    expect(uapi.newLineRequest(0, 0n, 0, "").readUInt32LE(296)).toBe(0);
  });

  it("read names to their zero, and a holder only where the line is used", () => {
    const info = uapi.newLineInfo(3);
    info.write("GPIO17", 0);
    info.write("fan", 32);
    expect(uapi.lineInfoOf(info)).toEqual({ name: "GPIO17", holder: null });
    info.writeBigUInt64LE(1n, 72);
    expect(uapi.lineInfoOf(info)).toEqual({ name: "GPIO17", holder: "fan" });
  });

  it("names an error as the manual does", () => {
    expect([uapi.errorName(16), uapi.errorName(524)]).toEqual(["EBUSY", "error 524"]);
  });
});
