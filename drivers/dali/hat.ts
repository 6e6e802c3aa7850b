import type { Frame, Reply } from "./frames.ts";

/**
 * The words of the ATX LED DALI HAT (AL-DALI-HAT), ASCII at 19200 baud, as its maker gave them to python-dali
 * (`dali/driver/atxled.py`, 15bcee3): `h` and four digits sends a frame, `t` sends it twice; for each frame sent comes `N`,
 * no answer, or `J` and the byte; `X` is a collision, `Z` a conflict, and other letters are what others say on the bus.
 */
export const BAUD_RATE = 19_200;

export function hatLine({ bytes, twice }: Frame): string {
  const digits = bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join("");
  return `${twice ? "t" : "h"}${digits}\n`;
}

/** What has come of the answer to one frame. Plain data. */
export type HatHearing = { readonly line: string; readonly left: number };
/** Longer than any line of the HAT. */
const LINE_MAX = 30;

/** A frame that is sent twice is answered twice, and the second answer counts. */
export const hearHat = ({ twice }: Frame): HatHearing => ({ line: "", left: twice ? 2 : 1 });

/** Takes bytes. `reply` null: more is to come. */
export function heardHat(
  was: HatHearing,
  bytes: Uint8Array,
): { readonly hearing: HatHearing; readonly reply: Reply | null } {
  let { line, left } = was;
  for (const byte of bytes) {
    if (byte !== NEWLINE) {
      line = line.length < LINE_MAX ? line + String.fromCharCode(byte) : line;
      continue;
    }
    const reply = replyOf(line.trim());
    line = "";
    if (reply === null) continue;
    left -= 1;
    if (left === 0 || reply.kind === "failed") return { hearing: { line, left: 0 }, reply };
  }
  return { hearing: { line, left }, reply: null };
}

const NEWLINE = 0x0a;

function replyOf(line: string): Reply | null {
  if (line === "N") return { kind: "nothing" };
  if (/^J[0-9A-Fa-f]{2}$/.test(line)) return { kind: "byte", byte: Number.parseInt(line.slice(1), 16) };
  if (line.startsWith("X")) return { kind: "garbled" };
  return line.startsWith("Z") ? { kind: "failed" } : null;
}
