import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { Interruption } from "../interruption.ts";
import { requireProgram } from "../program.ts";
import { orRefusal, Refusal, refusalAt } from "../refusal.ts";
import { canAsk, Terminal } from "../terminal.ts";
import { program, type Programmed } from "./avrdude.ts";
import { readIntelHex, type Firmware } from "./intel-hex.ts";
import { portProblem, spokenTo } from "./spoken-to.ts";

export type FlashBoardWords = {
  readonly firmware: string;
  readonly port: string;
  readonly yes: boolean;
  readonly json: boolean;
};

/** Of a whole ATmega328P in lines of 16 bytes, with room to spare. */
const HEX_BYTES_MAX = 131_072;

/** `gaturum flash-board`: a program into a sensor board, verified, then spoken to. Exit codes: 0 it answers, 1 not, 2 wrong use, 3 not permitted. */
export function flashBoard(words: FlashBoardWords): Promise<number> {
  const interruption = new Interruption();
  return orRefusal(async () => {
    try {
      const hex = readHex(words.firmware);
      await requireProgram("avrdude");
      await lookAtPort(words.port);
      await makeSure(words, hex, interruption);
      const { port, firmware, json } = words;
      const programmed = await program({ hex: firmware, port, bytes: hex.bytes, json }, interruption);
      if (!programmed.ok) {
        interruption.check(programmed.is === "half" ? `${HALF} ${AGAIN}` : `Nothing was written to the board.`);
        throw new Refusal(sentenceOf(programmed, words));
      }
      return tell(words, hex, await spokenTo(words.port));
    } finally {
      interruption.end();
    }
  });
}

type Hex = Firmware & { readonly sha256: string };

function readHex(path: string): Hex {
  try {
    if (statSync(path).size > HEX_BYTES_MAX)
      throw new Refusal(`${path}: is too large for a board's program. Name the .hex for an Arduino Uno.`);
    const file = readFileSync(path);
    const found = readIntelHex(file.toString("latin1"));
    if (!found.ok) throw new Refusal(`${path}: ${found.problem}`);
    return { ...found.firmware, sha256: createHash("sha256").update(file).digest("hex") };
  } catch (cause) {
    throw refusalAt(path, cause);
  }
}

async function lookAtPort(port: string): Promise<void> {
  if (existsSync(port) && !statSync(port).isCharacterDevice())
    throw new Refusal(`${port}: is no serial port. The ones that are there: ls /dev/serial/by-id`);
  const problem = await portProblem(port);
  if (problem === null) return;
  throw new Refusal(problem, /^no permission/.test(problem) ? 3 : 1);
}

async function makeSure({ firmware, port, yes }: FlashBoardWords, hex: Hex, interruption: Interruption): Promise<void> {
  if (yes) return;
  if (!canAsk()) throw new Refusal("flash-board asks on a terminal before it writes. Here there is none: say --yes", 2);
  const terminal = new Terminal(interruption);
  try {
    terminal.say("What is wired to the board is without control meanwhile. Cut the supply of a ram first.");
    const text = `Write ${firmware} (${hex.bytes} bytes) over the program of the board on ${port}?`;
    if (!(await terminal.isSure(text))) throw new Refusal("Nothing was written.");
  } finally {
    terminal.close();
  }
}

const HALF = "The board may hold half a program.";
const AGAIN = "Its bootloader is whole: write it again before it is used.";

function sentenceOf({ is, said }: Extract<Programmed, { ok: false }>, { port }: FlashBoardWords): string {
  switch (is) {
    case "no-answer":
      return (
        `${port}: no bootloader answers. Press the board's reset button as soon as this is started again; if that does ` +
        "not help, it is no Arduino Uno or Nano, or its bootloader is gone."
      );
    case "other-chip":
      return `${port}: the chip there is no ATmega328P (signature ${said}). Take an Arduino Uno or Nano. Nothing was written.`;
    case "half":
      return `${port}: it did not get through (${said}). ${HALF} ${AGAIN} Check the cable, or take another board.`;
    case "failed":
      return `${port}: avrdude could not do it (${said}). Check the cable, then: avrdude -v -p atmega328p -c arduino -P ${port}`;
  }
}

function tell(
  { json, port }: FlashBoardWords,
  { bytes, sha256 }: Hex,
  spoke: Awaited<ReturnType<typeof spokenTo>>,
): number {
  const firmware = spoke.ok ? spoke.firmware : null;
  if (json) {
    const trouble = spoke.ok ? {} : { trouble: spoke.detail };
    process.stdout.write(`${JSON.stringify({ flashed: port, bytes, sha256, verified: true, firmware, ...trouble })}\n`);
    return spoke.ok ? 0 : 1;
  }
  const written = `${port}: ${bytes} bytes written and read back.`;
  if (spoke.ok) process.stdout.write(`${written} It answers as ${spoke.firmware}.\n`);
  else process.stderr.write(`${written} But ${spoke.detail}\n`);
  return spoke.ok ? 0 : 1;
}
