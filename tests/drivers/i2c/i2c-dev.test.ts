import koffi from "koffi";
import { expect, it } from "vitest";
import { I2cDev, transferRequest } from "../../../drivers/i2c/i2c-dev.ts";

/** include/uapi/linux/i2c.h and i2c-dev.h: the compiler's own idea of the structs, not ours. */
const message = koffi.struct({ address: "uint16_t", flags: "uint16_t", length: "uint16_t", bytes: "uint8_t *" });
const transfer = koffi.struct({ messages: "void *", count: "uint32_t" });
type Message = { address: number; flags: number; length: number; bytes: unknown };

const decoded = (request: Buffer, count: number) => {
  const { messages } = koffi.decode(request, transfer) as { messages: bigint };
  const list = koffi.decode(messages, koffi.array(message, count)) as Message[];
  return list.map(({ address, flags, length, bytes }) => ({
    ...{ address, flags },
    bytes: [...(koffi.decode(bytes, koffi.array("uint8_t", length)) as Uint8Array)],
  }));
};

it("asks the kernel for a write and a read in one go, as its headers lay it out", () => {
  const { request, read } = transferRequest(0x40, { write: [0x02], readBytes: 2 });
  read.set([0x5d, 0x98]);
  expect(koffi.decode(request, transfer)).toMatchObject({ count: 2 });
  expect(decoded(request, 2)).toEqual([
    { address: 0x40, flags: 0, bytes: [0x02] },
    { address: 0x40, flags: 1, bytes: [0x5d, 0x98] },
  ]);
});

it("leaves out what there is nothing of: a write alone, a read alone", () => {
  expect(decoded(transferRequest(0x23, { write: [0x20], readBytes: 0 }).request, 1)).toEqual([
    { address: 0x23, flags: 0, bytes: [0x20] },
  ]);
  const { request } = transferRequest(0x23, { write: [], readBytes: 2 });
  expect(koffi.decode(request, transfer)).toMatchObject({ count: 1 });
  expect(decoded(request, 1)).toEqual([{ address: 0x23, flags: 1, bytes: [0, 0] }]);
});

it("takes no more bytes than there is room for: that is a mistake of ours", () => {
  expect(() => transferRequest(0x23, { write: Array<number>(33).fill(0), readBytes: 0 })).toThrow("32 bytes");
});

it("opens no bus in a test", () => {
  const done = new I2cDev("/dev/i2c-1").transfer(0x40, { write: [0], readBytes: 2 });
  expect(done).toMatchObject({ ok: false, opening: true, error: expect.stringContaining("GATURUM_NO_PINS") as string });
});
