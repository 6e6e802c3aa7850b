import { closeSync, openSync } from "node:fs";
import koffi from "koffi";
import { ioctl } from "../gpio/libc.ts";
import { requirePins } from "../gpio/pins.ts";
import { errorName } from "../gpio/uapi.ts";
import type { Ask } from "./bus.ts";

/** Requests of the kernel's i2c-dev, the same on x86-64 and arm64: include/uapi/linux/i2c-dev.h. */
const I2C_SLAVE = 0x0703;
const I2C_TIMEOUT = 0x0702;
const I2C_RDWR = 0x0707;
/** include/uapi/linux/i2c.h */
const I2C_M_RD = 0x0001;
const MESSAGE_BYTES = 16;
/**
 * How long the kernel waits for a bus that somebody holds, in its unit of 10 ms. Its own is a second; the longest ask of
 * ours takes 1 ms at 100 kHz. Our choice.
 */
const TIMEOUT_TENS_MS = 10;

/** The bytes read, or the kernel's name of what went wrong. `opening`: the bus itself could not be opened. */
export type Transferred =
  | { readonly ok: true; readonly bytes: readonly number[] }
  | { readonly ok: false; readonly error: string; readonly opening: boolean };

/** One bus of the kernel, opened when it is first asked, and again after it went away. Each call waits for the bus. */
export class I2cDev {
  readonly #path: string;
  readonly #free = new Set<number>();
  #fd: number | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  transfer(address: number, ask: Ask): Transferred {
    try {
      this.#fd ??= openBus(this.#path);
    } catch (error) {
      return { ok: false, error: (error as NodeJS.ErrnoException).code ?? String(error), opening: true };
    }
    const refused = this.#claim(this.#fd, address);
    if (refused !== 0) return this.#failed(refused);
    const error = ioctl(this.#fd, I2C_RDWR, transferRequest(address, ask).request);
    return error === 0 ? { ok: true, bytes: [...read.subarray(0, ask.readBytes)] } : this.#failed(error);
  }

  /** A driver of the kernel may have the chip; I2C_RDWR would not say so. */
  #claim(fd: number, address: number): number {
    if (this.#free.has(address)) return 0;
    const error = ioctlNumber(fd, I2C_SLAVE, address);
    if (error === 0) this.#free.add(address);
    return error;
  }

  #failed(number: number): Transferred {
    const error = errorName(number);
    if (error === "ENODEV" && this.#fd !== null) {
      closeSync(this.#fd);
      this.#fd = null;
      this.#free.clear();
    }
    return { ok: false, error, opening: false };
  }
}

function openBus(path: string): number {
  requirePins();
  const fd = openSync(path, "r+");
  ioctlNumber(fd, I2C_TIMEOUT, TIMEOUT_TENS_MS);
  return fd;
}

/** More than any ask of ours; a fixed place, so that the kernel's pointers stay good while it reads and writes. */
const BYTES_MAX = 32;
const written = Buffer.alloc(BYTES_MAX);
const read = Buffer.alloc(BYTES_MAX);
const messages = Buffer.alloc(2 * MESSAGE_BYTES);
const request = Buffer.alloc(16);

/** struct i2c_rdwr_ioctl_data with its struct i2c_msg: a write and a read, of which either may be left out. */
export function transferRequest(address: number, { write, readBytes }: Ask) {
  if (write.length > BYTES_MAX || readBytes > BYTES_MAX) throw new RangeError(`i2c: more than ${BYTES_MAX} bytes`);
  written.set(write);
  read.fill(0);
  const parts = [
    { flags: 0, bytes: written, length: write.length },
    { flags: I2C_M_RD, bytes: read, length: readBytes },
  ].filter(({ length }) => length > 0);
  for (const [index, { flags, bytes, length }] of parts.entries()) {
    const at = index * MESSAGE_BYTES;
    messages.writeUInt16LE(address, at);
    messages.writeUInt16LE(flags, at + 2);
    messages.writeUInt16LE(length, at + 4);
    messages.writeBigUInt64LE(koffi.address(bytes), at + 8);
  }
  request.writeBigUInt64LE(koffi.address(messages), 0);
  request.writeUInt32LE(parts.length, 8);
  return { request, messages, written, read };
}

const ioctlWithNumber = koffi.load(null).func("int ioctl(int fd, unsigned long request, unsigned long argument)") as (
  fd: number,
  request: number,
  argument: number,
) => number;

const ioctlNumber = (fd: number, request: number, argument: number): number =>
  ioctlWithNumber(fd, request, argument) < 0 ? koffi.errno() : 0;
