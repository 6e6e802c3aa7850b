import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BoardProcess } from "../../../drivers/firmata/board.ts";
import type { BoardFault, BoardStart, FromBoard, ToBoard } from "../../../drivers/firmata/messages.ts";
import { BoardSession } from "../../../drivers/firmata/session.ts";
import { unplugged } from "../../../drivers/serial/cure.ts";
import type { FirmataRig } from "../../conformance/board-parts.ts";
import { MemoryBoard, type Sketch } from "./memory-board.ts";

/** An Uno of memory with StandardFirmata's manners: what begins is an output and low, and answers come in order. */
export class MemoryUno implements FirmataRig {
  readonly #folder = mkdtempSync(join(tmpdir(), "gaturum-memory-uno-"));
  readonly port = join(this.#folder, "uno");
  readonly begin = (start: BoardStart): BoardProcess => this.#begin(start);
  #process: MemoryProcess | null = null;
  #powered: MemoryBoard | null = null;
  #high = new Map<number, boolean>();
  #volts = new Map<number, number>();
  readonly #echoes = new Map<number, number>();
  readonly #sketch: Sketch;

  constructor(sketch: Sketch = "StandardFirmata.ino") {
    this.#sketch = sketch;
    this.plug();
  }

  /** From now on `pingRead` of that pin is replied to with so many us; null: with nothing at all. */
  echo(pin: number, echoUs: number | null): void {
    if (echoUs === null) this.#echoes.delete(pin);
    else this.#echoes.set(pin, echoUs);
  }

  pull(pin: number, high: boolean): void {
    this.#high.set(pin, high);
    this.#powered?.level(pin, high);
  }

  pulse(pin: number): void {
    this.pull(pin, true);
    this.pull(pin, false);
  }

  volts(channel: number, volts: number): void {
    this.#volts.set(channel, volts);
  }

  duty(pin: number): number | null {
    return this.#powered?.duty(pin) ?? null;
  }

  isPulledUp(pin: number): boolean {
    return this.#powered?.isPulledUp(pin) ?? false;
  }

  /** The board sets a pin otherwise than it was told. */
  disturb(pin: number, value: number): void {
    this.#powered?.pwmWrite(pin, value);
  }

  plug(): void {
    writeFileSync(this.port, "");
    this.#powered = new MemoryBoard(this.#high, this.#volts, this.#echoes, this.#sketch);
  }

  unplug(): void {
    rmSync(this.port, { force: true });
    this.#powered?.end();
    this.#powered = null;
    this.#process?.fail(unplugged(this.port));
  }

  /** The process of the board is there, and does nothing any more. */
  hangProcess(): void {
    this.#process?.hang();
  }

  /** The board is there, and answers nothing any more until it is plugged in anew. */
  hang(): void {
    this.#powered?.hang();
  }

  /** The next sign of life that is asked for is lost on its way. */
  loseAnswer(): void {
    this.#powered?.loseAnswer();
  }

  /** The board begins anew by itself, and greets. */
  reset(): void {
    this.#powered?.reset();
  }

  /** The process of the board is gone at once, and the board goes on as it was told. */
  killProcess(): void {
    this.#process?.kill("SIGKILL");
  }

  end(): void {
    this.#powered?.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #begin(start: BoardStart): BoardProcess {
    const process = new MemoryProcess(start, this.#powered);
    this.#process = process;
    return process as unknown as BoardProcess;
  }
}

/** What `board-process.ts` is to its parent, without a process. */
class MemoryProcess extends EventEmitter {
  readonly pid = 1;
  connected = true;
  readonly #firmware: string;
  #session: BoardSession | null = null;

  constructor(start: BoardStart, board: MemoryBoard | null) {
    super();
    this.#firmware = board?.io.firmware.name ?? "";
    if (board === null) return;
    board.forget();
    setTimeout(() => {
      if (!this.connected) return;
      const failed = (fault: BoardFault) => {
        this.fail(fault);
      };
      this.#session = new BoardSession(board, start, { changed: () => void this.#tell(), failed });
    }, 2);
  }

  send(message: ToBoard, gone: () => void): void {
    this.#session?.set(message.outputs);
    setImmediate(gone);
  }

  fail(fault: BoardFault): void {
    if (!this.connected) return;
    this.emit("message", { m: "fault", ...fault } satisfies FromBoard);
    this.kill(null);
  }

  hang(): void {
    this.#session?.end();
  }

  disconnect(): void {
    this.#session?.end();
    this.kill(null);
  }

  kill(signal: string | null): void {
    if (!this.connected) return;
    this.connected = false;
    setImmediate(() => this.emit("exit", signal === null ? 1 : null, signal));
  }

  #tell(): boolean {
    const { heardAt: at, pins } = this.#session ?? { heardAt: null, pins: {} };
    if (!this.connected || at === null) return false;
    return this.emit("message", {
      m: "state",
      at,
      firmware: this.#firmware,
      pins: { ...pins },
    } satisfies FromBoard);
  }
}
