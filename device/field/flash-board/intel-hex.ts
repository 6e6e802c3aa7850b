/** A program for a board, as an Intel HEX file has it. */
export type Firmware = { readonly bytes: number };
export type HexFound =
  { readonly ok: true; readonly firmware: Firmware } | { readonly ok: false; readonly problem: string };

/**
 * Where an ATmega328P's bootloader begins, on an Uno and on every Nano since 2018: a program ends before it. Arduino's
 * boards.txt, `uno.upload.maximum_size`.
 */
const PROGRAM_BYTES_MAX = 0x7e00;
/** Length, address of two bytes, type and checksum. */
const FRAME_BYTES = 5;
const [DATA, END, SEGMENT, LINEAR] = [0, 1, 2, 4] as const;

/** Reads an Intel HEX file whole, and says of one that must not be written what is wrong, and what to do. */
export function readIntelHex(text: string): HexFound {
  const lines = text.split(/\r?\n/);
  let bytes = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const record = recordIn(line.trim());
    if (record === null) return wrong(`line ${index + 1} is damaged. Export or download it again.`);
    if (record.type === END) return bytes > 0 ? { ok: true, firmware: { bytes } } : wrong("there is no program in it.");
    const isFar = (record.type === SEGMENT || record.type === LINEAR) && record.data.some((byte) => byte !== 0);
    if (isFar || (record.type === DATA && record.at + record.data.length > PROGRAM_BYTES_MAX)) return wrong(TOO_LONG);
    if (record.type === DATA) bytes += record.data.length;
  }
  return wrong(
    bytes === 0 ? "is no Intel HEX file. Name the .hex that Sketch, Export Compiled Binary makes." : CUT_OFF,
  );
}

const TOO_LONG =
  `goes past ${PROGRAM_BYTES_MAX} bytes: it is for another board, or has a bootloader in it. ` +
  "Name the .hex for an Arduino Uno, without bootloader.";
const CUT_OFF = "is cut off: its last line is missing. Export or download it again.";
const wrong = (problem: string): HexFound => ({ ok: false, problem });

type HexRecord = { readonly type: number; readonly at: number; readonly data: Uint8Array };

/** null: it is none, or its checksum is wrong. */
function recordIn(line: string): HexRecord | null {
  if (!/^:(?:[\da-f]{2}){5,260}$/i.test(line)) return null;
  const bytes = Buffer.from(line.slice(1), "hex");
  const [length = 0, high = 0, low = 0, type = 0] = bytes;
  if (bytes.length !== length + FRAME_BYTES) return null;
  if ((bytes.reduce((sum, byte) => sum + byte, 0) & 0xff) !== 0) return null;
  return { type, at: high * 256 + low, data: bytes.subarray(FRAME_BYTES - 1, -1) };
}
