import type { BoardFault } from "./messages.ts";

const FLASH = "flash StandardFirmata: Arduino IDE, File, Examples, Firmata, StandardFirmata, Upload";

/** The firmware's name is that of its sketch: `StandardFirmata.ino`, or `StandardFirmataPlus.ino`. */
export function firmwareFault(port: string, name: string): BoardFault | null {
  if (name.startsWith("StandardFirmata")) return null;
  const cause = "broken";
  return { cause, detail: `the board on ${port} answers as "${shown(name)}", not as StandardFirmata: ${FLASH}.` };
}

/** Nothing that is Firmata came. `bytes`: whether anything came at all. */
export function unanswered(port: string, bytes: boolean): BoardFault {
  if (bytes) {
    const detail = `the board on ${port} talks, and what it says is not Firmata: it has another program. Cure: ${FLASH}.`;
    return { cause: "corrupt", detail };
  }
  const detail = `the board on ${port} does not answer: check that its light is on and that it is the right port, then ${FLASH}.`;
  return { cause: "no-answer", detail };
}

export const fellSilent = (port: string): BoardFault => ({
  cause: "no-answer",
  detail: `the board on ${port} answered and is silent now: press its reset button; if that helps, check its supply.`,
});

export const wasReset = (port: string): BoardFault => ({
  cause: "disconnected",
  detail: `the board on ${port} began anew by itself: check its supply. It is used again at once.`,
});

export const processEnded = (port: string, how: string): BoardFault => ({
  cause: "broken",
  detail: `the process of the board on ${port} ended (${how}). It is started again; if this goes on, run npm ci again.`,
});

/** A name that anything may have sent, harmless to a terminal. */
const shown = (name: string): string => name.replace(/[^ -~]/g, "?").slice(0, 40);
