import { constants } from "node:os";

/**
 * Requests and structs of the kernel's GPIO character device, version 2 of its interface (Linux 5.10 and newer).
 * Every number and offset: include/uapi/linux/gpio.h. Little-endian, as all processors that we run on.
 */
export const REQUEST = {
  chipInfo: 0x8044_b401,
  lineInfo: 0xc100_b405,
  getLine: 0xc250_b407,
  getValues: 0xc010_b40e,
  setValues: 0xc010_b40f,
} as const;

const FLAG = {
  used: 1n << 0n,
  activeLow: 1n << 1n,
  input: 1n << 2n,
  output: 1n << 3n,
  edgeRising: 1n << 4n,
  edgeFalling: 1n << 5n,
  pullUp: 1n << 8n,
  pullDown: 1n << 9n,
  noPull: 1n << 10n,
} as const;
export type Flag = keyof typeof FLAG;

export const flagsOf = (flags: readonly Flag[]): bigint => flags.reduce((all, flag) => all | FLAG[flag], 0n);

const NAME_BYTES = 32;
const ATTRIBUTE_DEBOUNCE = 3;
/** Edges that the kernel keeps for a line that nobody reads: 0.5 s of a line that changes 1,000 times a second. */
const EVENTS_KEPT = 512;

/** struct gpiochip_info */
export const newChipInfo = (): Buffer => Buffer.alloc(2 * NAME_BYTES + 4);
export const chipInfoOf = (info: Buffer): { readonly label: string; readonly lines: number } => ({
  label: text(info, NAME_BYTES),
  lines: info.readUInt32LE(2 * NAME_BYTES),
});

/** struct gpio_v2_line_info */
export function newLineInfo(offset: number): Buffer {
  const info = Buffer.alloc(256);
  info.writeUInt32LE(offset, 2 * NAME_BYTES);
  return info;
}
/** `holder`: who has the line, as it calls itself; null: it is free. */
export function lineInfoOf(info: Buffer): { readonly name: string; readonly holder: string | null } {
  const used = (info.readBigUInt64LE(72) & FLAG.used) !== 0n;
  return { name: text(info, 0), holder: used ? text(info, NAME_BYTES) : null };
}

/** struct gpio_v2_line_request, for one line. An output starts off. */
export function newLineRequest(offset: number, flags: bigint, debounceMs: number, consumer: string): Buffer {
  const request = Buffer.alloc(592);
  request.writeUInt32LE(offset, 0);
  request.write(consumer, 256, NAME_BYTES - 1, "latin1");
  request.writeBigUInt64LE(flags, 288);
  if (debounceMs > 0) {
    request.writeUInt32LE(1, 296);
    request.writeUInt32LE(ATTRIBUTE_DEBOUNCE, 320);
    request.writeUInt32LE(debounceMs * 1_000, 328);
    request.writeBigUInt64LE(1n, 336);
  }
  request.writeUInt32LE(1, 560);
  request.writeUInt32LE(EVENTS_KEPT, 564);
  return request;
}
export const lineFdOf = (request: Buffer): number => request.readInt32LE(588);

/** struct gpio_v2_line_values, for one line. */
export function lineValues(on: boolean): Buffer {
  const values = Buffer.alloc(16);
  values.writeBigUInt64LE(on ? 1n : 0n, 0);
  values.writeBigUInt64LE(1n, 8);
  return values;
}
export const isOn = (values: Buffer): boolean => (values.readBigUInt64LE(0) & 1n) === 1n;

/** struct gpio_v2_line_event */
export const EVENT_BYTES = 48;
export type LineEvent = { readonly timestampNs: bigint; readonly sequence: number };
export const eventAt = (events: Buffer, at: number): LineEvent => ({
  timestampNs: events.readBigUInt64LE(at),
  sequence: events.readUInt32LE(at + 20),
});

const NAMES = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));
/** `EBUSY` for 16. */
export const errorName = (number: number): string => NAMES.get(number) ?? `error ${number}`;

function text(buffer: Buffer, at: number): string {
  const end = buffer.indexOf(0, at);
  return buffer.toString("latin1", at, Math.min(end === -1 ? buffer.length : end, at + NAME_BYTES));
}
