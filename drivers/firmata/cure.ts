import type { BoardFault } from "./messages.ts";

const FLASH = "flash StandardFirmata: Arduino IDE, File, Examples, Firmata, StandardFirmata, Upload";

const FLASH_PING =
  "flash PingFirmata, the Firmata of nodebots-hcsr04: npx nodebots-interchange install hc-sr04 --firmata -a uno -p PORT";

/** Sketches that are StandardFirmata and time echoes too: johnny-five's own, and the one that nodebots-hcsr04 compiles. */
const ECHO_FIRMWARES = ["PingFirmata", "hcsr04_firmata"];
const isOf = (name: string, sketches: readonly string[]): boolean => sketches.some((sketch) => name.startsWith(sketch));

/** The firmware's name is that of its sketch: `StandardFirmata.ino`, or `StandardFirmataPlus.ino`. */
export function firmwareFault(port: string, name: string): BoardFault | null {
  if (isOf(name, ["StandardFirmata", ...ECHO_FIRMWARES])) return null;
  const cause = "broken";
  return { cause, detail: `the board on ${port} answers as "${shown(name)}", not as StandardFirmata: ${FLASH}.` };
}

/** Why no pin of a board can time an echo. Its other parts go on. */
export const echoRefusal = (name: string): string =>
  isOf(name, ECHO_FIRMWARES)
    ? `${sketchOf(name)} does not say that it can time an echo: it is too old; ${FLASH_PING}.`
    : `${sketchOf(name)} cannot time an echo; ${FLASH_PING}.`;

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

const sketchOf = (name: string): string => shown(name).replace(/\.ino$/, "");
/** A name that anything may have sent, harmless to a terminal. */
const shown = (name: string): string => name.replace(/[^ -~]/g, "?").slice(0, 40);
