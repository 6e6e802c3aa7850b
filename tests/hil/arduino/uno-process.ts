import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, constants, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import type { FromUno, ToUno } from "./hands.ts";
import { flashOf, HZ, Uno } from "./uno.ts";

/**
 * The process of a simulated Uno on a USB cable: runs it in real time, its UART on a pseudo-terminal. It is powered by
 * the cable, as a real one is: unplugged, it is off, and nobody drives its pins.
 */
const [hexFile = "", link = "", watched = "", bootloaderFile = ""] = process.argv.slice(2);
const flash = flashOf(readFileSync(hexFile, "utf8"));
const bootloader = bootloaderFile === "" ? null : flashOf(readFileSync(bootloaderFile, "utf8"));
const pins = watched.split(",").map(Number);
const SLICE = HZ / 1_000;
/** So far behind real time it gives up catching up, 10 ms: a machine with other things to do makes no slow board. */
const BEHIND_MAX = HZ / 100;
/** StandardFirmata blinks its version first. A board with its bootloader is not hurried: that waits for whoever speaks. */
const BOOT = bootloader === null ? HZ * 2.1 : 0;

/** Firmata asks a board all the time, and one that begins for 5 s at most; avrdude asks a bootloader. */
const OPENED_ANEW_MS = 8_000;

const board = new Uno(flash, (byte) => said.push(byte), bootloader);
/** The board while it has power. */
let uno: Uno | null = null;
let cable: { readonly socat: ChildProcess; readonly holder: number } | null = null;
let said: number[] = [];
let told = "";
let [startedAt, startedCycles] = [0, 0];
let heardAt = -Infinity;

process.on("disconnect", () => {
  void unplug().then(() => process.exit(0));
});
process.on("message", (message: ToUno) => {
  void obey(message).then(() => process.send?.({ done: message.id, at: now() } satisfies FromUno));
});
pace();

async function obey({ ask }: ToUno): Promise<void> {
  if ("plug" in ask) await plug();
  if ("unplug" in ask) await unplug();
  if ("reset" in ask) await boot();
  if ("pull" in ask) {
    board.pull(ask.pull, ask.high);
    // Long enough for the program to see it, whatever is asked next.
    uno?.run(SLICE);
  }
  if ("pulse" in ask) {
    uno?.pull(ask.pulse, true);
    uno?.run(SLICE * ask.ms);
    uno?.pull(ask.pulse, false);
    uno?.run(SLICE);
  }
  if ("channel" in ask) {
    board.volts(ask.channel, ask.volts);
  }
  tell();
}

async function plug(): Promise<void> {
  await boot();
  said = [];
  heardAt = -Infinity;
  const socat = spawn("socat", [`PTY,link=${link},raw,echo=0`, "STDIO"], { stdio: ["pipe", "pipe", "inherit"] });
  while (!existsSync(link)) await turn();
  // Holds the port open, or socat would end as soon as the driver lets go of it.
  const holder = openSync(link, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  socat.stdout.on("data", (bytes: Buffer) => void hear(bytes));
  socat.stdin.on("error", () => undefined);
  cable = { socat, holder };
}

/**
 * Whoever opens a real Uno's port resets it, by DTR. A pseudo-terminal has none, so it is the first byte after a silence
 * that does, where a bootloader waits to be spoken to.
 */
async function hear(bytes: Buffer): Promise<void> {
  const silentMs = now() - heardAt;
  heardAt = now();
  if (bootloader !== null && silentMs > OPENED_ANEW_MS) await boot();
  uno?.receive(bytes);
}

/** As fast as it can; what it says meanwhile is its greeting. */
async function boot(): Promise<void> {
  uno = null;
  said = [];
  board.reset();
  const booted = board.cycles + BOOT;
  while (board.cycles < booted) {
    board.run(SLICE * 5);
    await turn();
  }
  uno = board;
  [startedAt, startedCycles] = [now(), board.cycles];
}

async function unplug(): Promise<void> {
  uno = null;
  if (cable === null) return;
  const { socat, holder } = cable;
  cable = null;
  const ended = new Promise((resolve) => socat.once("exit", resolve));
  socat.kill("SIGKILL");
  await ended;
  closeSync(holder);
  rmSync(link, { force: true });
}

/** Runs the board as far as it should be by now, sends what it said, and looks at its pins. */
function pace(): void {
  if (uno !== null) {
    const due = ((now() - startedAt) / 1_000) * HZ - (uno.cycles - startedCycles);
    if (due > BEHIND_MAX) [startedAt, startedCycles] = [now(), uno.cycles];
    if (due > 0) uno.run(Math.min(due, SLICE));
    tell();
  }
  if (said.length > 0) cable?.socat.stdin?.write(Uint8Array.from(said.splice(0)));
  setTimeout(pace, 0);
}

function tell(): void {
  const duties = Object.fromEntries(pins.map((pin) => [pin, uno?.duty(pin) ?? null]));
  const pulledUp = pins.filter((pin) => uno?.isPulledUp(pin) === true);
  const text = JSON.stringify({ duties, pulledUp });
  if (text === told) return;
  told = text;
  process.send?.({ duties, pulledUp, at: now() } satisfies FromUno);
}

function now(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}
