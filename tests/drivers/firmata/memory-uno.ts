import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BoardProcess } from "../../../drivers/firmata/board.ts";
import type { Board, Io } from "../../../drivers/firmata/bridge.ts";
import type { BoardFault, BoardStart, FromBoard, ToBoard } from "../../../drivers/firmata/messages.ts";
import { BoardSession } from "../../../drivers/firmata/session.ts";
import { unplugged } from "../../../drivers/serial/cure.ts";
import type { FirmataRig } from "../../conformance/board-parts.ts";

const [INPUT, OUTPUT, PWM, PING_READ] = [0, 1, 3, 0x75];
const PWM_PINS = [3, 5, 6, 9, 10, 11];
const PINS = Array.from({ length: 20 }, (_, pin) => pin);
const COUNT_MAX = 1_023;
const REFERENCE_V = 5;
const SAMPLING_MS = 5;

/** What is in it. An older PingFirmata times echoes and does not say so among its pins' modes. */
export type Sketch = "StandardFirmata.ino" | "PingFirmata.ino" | "an old PingFirmata.ino";

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

class MemoryBoard implements Board {
  readonly io: Io;
  readonly #modes = PINS.map(() => OUTPUT);
  readonly #values = PINS.map(() => 0);
  readonly #high: ReadonlyMap<number, boolean>;
  readonly #sampler: NodeJS.Timeout;
  #hangs = false;
  #loses = false;
  #greeted = (): void => undefined;
  #told = new Map<number, (value: number) => void>();
  #channels = new Map<number, (value: number) => void>();

  constructor(
    high: ReadonlyMap<number, boolean>,
    volts: ReadonlyMap<number, number>,
    echoes: ReadonlyMap<number, number>,
    sketch: Sketch,
  ) {
    this.#high = high;
    const pings = sketch === "PingFirmata.ino" ? [PING_READ] : [];
    const modesOf = (pin: number) =>
      pin < 2 ? [] : [INPUT, OUTPUT, ...(PWM_PINS.includes(pin) ? [PWM] : []), ...pings];
    this.io = {
      MODES: { INPUT, OUTPUT, PWM, PING_READ },
      RESOLUTION: { ADC: COUNT_MAX, PWM: 255 },
      firmware: { name: sketch.replace("an old ", "") },
      version: { major: 2, minor: 4 },
      pins: PINS.map((pin) => ({ supportedModes: modesOf(pin), state: 0 })),
      analogPins: [14, 15, 16, 17, 18, 19],
      ports: [0, 0, 0],
      on: ((event: string, told: () => void) => {
        if (event === "queryfirmware") this.#greeted = told;
      }) as Io["on"],
      reportVersion: (told) => {
        if (this.#loses) this.#loses = false;
        else if (!this.#hangs) setImmediate(told);
      },
      pingRead: ({ pin }, told) => {
        const echoUs = echoes.get(pin);
        if (!this.#hangs && echoUs !== undefined) setImmediate(told, echoUs);
      },
      removeListener: () => undefined,
    };
    this.#sampler = setInterval(() => {
      for (const [channel, told] of this.#channels) {
        told(Math.min(COUNT_MAX, Math.floor(((volts.get(channel) ?? 0) / REFERENCE_V) * (COUNT_MAX + 1))));
      }
    }, SAMPLING_MS);
  }

  hang(): void {
    this.#hangs = true;
  }

  loseAnswer(): void {
    this.#loses = true;
  }

  reset(): void {
    this.#modes.fill(OUTPUT);
    this.#values.fill(0);
    this.forget();
    setImmediate(() => {
      this.#greeted();
    });
  }

  /** A new program speaks with it: who listened before is gone. */
  forget(): void {
    this.#told = new Map();
    this.#channels = new Map();
  }

  level(pin: number, high: boolean): void {
    const told = this.#told.get(pin);
    if (told !== undefined && this.#modes[pin] === INPUT) setImmediate(told, high ? 1 : 0);
  }

  duty(pin: number): number | null {
    const [mode, value = 0] = [this.#modes[pin], this.#values[pin]];
    return mode === INPUT ? null : mode === PWM ? value / 255 : value;
  }

  isPulledUp = (pin: number): boolean => this.#modes[pin] === INPUT && this.#values[pin] === 1;

  pinMode(pin: number, mode: number): void {
    this.#modes[pin] = mode;
    this.#values[pin] = 0;
  }

  digitalRead(pin: number, told: (value: number) => void): void {
    this.#told.set(pin, told);
    this.level(pin, this.#high.get(pin) ?? false);
  }

  analogRead(channel: number, told: (value: number) => void): void {
    this.#channels.set(channel, told);
  }

  /** One message for eight pins, inputs too, as the real one. */
  digitalWrite(pin: number, value: number): void {
    const port = pin >> 3;
    const bits = (this.io.ports[port] ?? 0) & ~(1 << (pin & 7));
    this.io.ports[port] = bits | (value << (pin & 7));
    for (const other of PINS.filter((each) => each >> 3 === port && this.#modes[each] !== PWM)) {
      this.#values[other] = ((this.io.ports[port] ?? 0) >> (other & 7)) & 1;
    }
  }

  pwmWrite(pin: number, value: number): void {
    this.#values[pin] = value;
  }

  queryPinState(pin: number, told: () => void): void {
    const state = this.#values[pin] ?? 0;
    setImmediate(() => {
      Object.assign(this.io.pins[pin] ?? {}, { state });
      told();
    });
  }

  once = (): void => undefined;
  samplingInterval = (): void => undefined;

  end(): void {
    clearInterval(this.#sampler);
  }
}
