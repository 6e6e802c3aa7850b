import { spawn } from "node:child_process";
import type { Interruption } from "../interruption.ts";
import { isMissing, missing } from "../program.ts";
import { Progress } from "../progress.ts";

/** What a bootloader is spoken to with, in the order of trying: an Uno's, and that of a Nano made before 2018. Arduino's boards.txt. */
const SPEEDS_BAUD = [115_200, 57_600] as const;
/** Of avrdude, each about 6 s: a reset that came too late for the first is there for the second. Our choice. */
const ATTEMPTS = 2;
/** 32 KB written and read back at the slower speed take 20 s. Our choice: who waits longer waits for nothing. */
const WITHIN_MS = 90_000;
/** It says something at least every 6 s; a cable that was pulled out it waits for, and for how long is its own affair. Our choice. */
const SILENT_MS = 12_000;
/** avrdude draws each of its steps with so many signs. */
const SIGNS = 50;
/** Kept of what it says; its own end of it is what counts. */
const SAID_MAX = 65_536;

/** What became of it. `no-answer`: no bootloader spoke; `half`: it may have half a program now. */
export type Programmed =
  | { readonly ok: true }
  | { readonly ok: false; readonly is: "no-answer" | "other-chip" | "half" | "failed"; readonly said: string };

/** Has avrdude write a HEX file to an ATmega328P by its bootloader and read it back; it looks at the chip's signature first. */
export async function program(
  {
    hex,
    port,
    bytes,
    json,
  }: { readonly hex: string; readonly port: string; readonly bytes: number; readonly json: boolean },
  interruption: Interruption,
): Promise<Programmed> {
  let last: Programmed = { ok: false, is: "no-answer", said: "" };
  for (const baud of SPEEDS_BAUD) {
    last = judged(await run(hex, port, baud, new Steps(bytes, json), interruption));
    if (last.ok || last.is !== "no-answer" || interruption.signal.aborted) return last;
  }
  return last;
}

type Ran = { readonly code: number; readonly said: string };

/** From what avrdude said and its exit code. It has no codes for its reasons, and its words are English always. */
export function judged({ code, said }: Ran): Programmed {
  if (code === 0 && /bytes of flash verified/.test(said)) return { ok: true };
  const short = firstError(said);
  if (/Writing \|/.test(said)) return { ok: false, is: "half", said: short };
  if (/[Ee]xpected signature/.test(said)) return { ok: false, is: "other-chip", said: signatureIn(said) ?? short };
  if (/not in sync|not responding/.test(said)) return { ok: false, is: "no-answer", said: short };
  return { ok: false, is: "failed", said: short };
}

const signatureIn = (said: string): string | null => /device signature = (0x[\da-f]{6})/i.exec(said)?.[1] ?? null;

function firstError(said: string): string {
  const line = said.split("\n").find((text) => /error/i.test(text) && !/TIOCMGET/.test(text)) ?? "";
  return line
    .replace(/^avrdude(?: error)?:?\s*/, "")
    .replace(/[^ -~]/g, "?")
    .slice(0, 120);
}

async function run(hex: string, port: string, baud: number, steps: Steps, interruption: Interruption): Promise<Ran> {
  const words = ["-p", "atmega328p", "-c", "arduino", "-P", port, "-b", `${baud}`, "-x", `attempts=${ATTEMPTS}`];
  // Without -D it would want to erase the chip, which no bootloader does.
  const child = spawn("avrdude", [...words, "-D", "-U", `flash:w:${hex}:i`], { stdio: ["ignore", "ignore", "pipe"] });
  const stop = (): void => void child.kill();
  const late = setTimeout(stop, WITHIN_MS);
  const silent = setTimeout(stop, SILENT_MS);
  interruption.signal.addEventListener("abort", stop);
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    silent.refresh();
    said = (said + piece).slice(-SAID_MAX);
    steps.see(said);
  });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", (cause) => reject(isMissing(cause) ? missing("avrdude") : cause));
      child.once("close", (ended) => resolve(ended ?? 1));
    });
    return { code, said };
  } finally {
    clearTimeout(late);
    clearTimeout(silent);
    interruption.signal.removeEventListener("abort", stop);
    steps.end();
  }
}

/** Shows avrdude's two long steps as those of every verb: it writes, then it reads back. */
class Steps {
  readonly #bytes: number;
  readonly #json: boolean;
  #what = "";
  #progress: Progress | null = null;

  constructor(bytes: number, json: boolean) {
    this.#bytes = bytes;
    this.#json = json;
  }

  see(said: string): void {
    const [, drawn = "", signs = ""] = /.*(Writing|Reading) \| *(#*)/s.exec(said) ?? [];
    const what = { Writing: "written", Reading: "read back" }[drawn];
    // It also draws the reading of the signature, before it writes.
    if (what === undefined || !said.includes("Writing |")) return;
    if (what !== this.#what) {
      this.end();
      this.#what = what;
      this.#progress = new Progress({ what, unit: "bytes", total: this.#bytes }, this.#json);
    }
    this.#progress?.at(Math.round((signs.length * this.#bytes) / SIGNS));
  }

  end(): void {
    this.#progress?.end();
    this.#progress = null;
  }
}
