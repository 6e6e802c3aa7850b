import { instant, type Instant } from "../../device/measure/time.ts";
import type { Board } from "./bridge.ts";
import { numberOf, refusal } from "./capability.ts";
import { fellSilent, wasReset } from "./cure.ts";
import { EchoPins } from "./echo-pins.ts";
import { printed, type BoardFault, type BoardStart, type ByPin, type PinState, type PinUse } from "./messages.ts";
import { count } from "./tally.ts";

/**
 * How often the board is asked for a sign of life. Answers come in order, so one says that every change before it was
 * told: contacts of a press may be 40 ms old at most.
 */
const BEAT_MS = 20;
/**
 * So long without an answer it is asked again: one byte that a cable loses makes no board silent. More than an echo
 * (30 ms) and a USB adapter (16 ms) keep an answer waiting.
 */
const ASK_AGAIN_MS = 100;
/** How often the board samples its analog pins: the least that StandardFirmata 2.3 takes (MINIMUM_SAMPLING_INTERVAL). */
const SAMPLING_MS = 10;

type Output = PinUse & { readonly kind: "output" | "pwm" };
type Told = { readonly changed: () => void; readonly failed: (fault: BoardFault) => void };

/** A board that answered as StandardFirmata: sets its pins up, listens to them, and keeps its outputs as they shall be. */
export class BoardSession {
  readonly #board: Board;
  readonly #start: BoardStart;
  readonly #told: Told;
  readonly #pins: Record<string, PinState> = {};
  readonly #outputs: Output[] = [];
  /** Of digital outputs, and 1 of each input that is pulled up. */
  readonly #levels = new Map<number, number>();
  readonly #wanted: Record<string, number> = {};
  readonly #timer: NodeJS.Timeout;
  #heardAt = now();
  /** Since when an answer is waited for; null: none is. */
  #askedAt: Instant | null = null;
  #listening = false;
  readonly #able: readonly PinUse[];
  readonly #echoes: EchoPins;
  #beats = 0;

  constructor(board: Board, start: BoardStart, told: Told) {
    this.#board = board;
    this.#start = start;
    this.#told = told;
    // Nobody asks for its name any more: a greeting is that of a board that began anew, and all its pins are low.
    board.io.on("queryfirmware", () => {
      told.failed(wasReset(start.port));
    });
    board.samplingInterval(SAMPLING_MS);
    this.#able = this.#servable();
    for (const use of this.#able) this.#setUp(use);
    const echoing = this.#able.flatMap(({ kind, pin }) => (kind === "echo" ? [pin] : []));
    this.#echoes = new EchoPins(board.io, echoing, start.silentMs, (pin, echoUs) => {
      this.#pins[pin] = { kind: "echo", echoUs, at: now() };
      told.changed();
    });
    this.#timer = setInterval(() => {
      this.#beat();
    }, BEAT_MS);
  }

  get pins(): ByPin<PinState> {
    return this.#pins;
  }

  /** When the board last gave a sign of life. */
  get heardAt(): Instant {
    return this.#heardAt;
  }

  /** Sets what is to change and asks the board what became of it. */
  set(outputs: ByPin<number>): void {
    for (const output of this.#outputs) {
      const value = outputs[output.pin];
      if (value === undefined || value === this.#wanted[output.pin]) continue;
      this.#write(output, value);
      this.#ask(output);
    }
  }

  /** Every output as it is safe. The bytes are on their way when this returns; nothing is asked any more. */
  end(): void {
    clearInterval(this.#timer);
    this.#echoes.end();
    for (const output of this.#outputs) this.#write(output, output.safe);
  }

  /** The uses that the board can serve; the others are refused, each with its cure. */
  #servable(): readonly PinUse[] {
    const { io } = this.#board;
    const taken = new Set<number>();
    return this.#start.uses.filter((use) => {
      const detail = refusal(use, io, taken);
      if (detail !== null) this.#pins[printed(use)] = { kind: "refused", detail };
      else taken.add(numberOf(use, io) ?? use.pin);
      return detail === null;
    });
  }

  #setUp(use: PinUse): void {
    const { MODES } = this.#board.io;
    switch (use.kind) {
      case "input":
        this.#board.pinMode(use.pin, MODES.INPUT);
        if (use.pullUp) this.#writeLevel(use.pin, 1);
        return;
      case "echo":
        this.#board.pinMode(use.pin, MODES.INPUT);
        return;
      case "output":
      case "pwm":
        this.#board.pinMode(use.pin, use.kind === "pwm" ? MODES.PWM : MODES.OUTPUT);
        this.#outputs.push(use);
        this.#write(use, use.safe);
        return;
      case "analog":
    }
  }

  #listen(use: PinUse): void {
    switch (use.kind) {
      case "input":
        this.#board.digitalRead(use.pin, (value) => {
          this.#level(use.pin, value === 1);
        });
        return;
      case "analog":
        this.#board.analogRead(use.pin, (value) => {
          const countMax = this.#board.io.RESOLUTION.ADC;
          this.#pins[printed(use)] = { kind: "analog", count: value, countMax, at: now() };
        });
        return;
      case "echo":
        return;
      case "output":
      case "pwm":
        this.#ask(use);
    }
  }

  #level(pin: number, high: boolean): void {
    const was = this.#pins[pin];
    const before = was?.kind === "input" ? was : undefined;
    const at = now();
    const is = count(before, high, at);
    if (is === before) return;
    this.#heardAt = at;
    this.#pins[pin] = { ...is, kind: "input" };
    this.#told.changed();
  }

  #write({ kind, pin }: Output, value: number): void {
    this.#wanted[pin] = value;
    if (kind === "pwm") this.#board.pwmWrite(pin, value);
    else this.#writeLevel(pin, value);
  }

  /**
   * The message carries eight pins, and of an input its bit means: pull it up. So all eight are said as they shall be,
   * not as johnny-five has read them.
   */
  #writeLevel(pin: number, value: number): void {
    this.#levels.set(pin, value);
    const port = pin >> 3;
    const high = [...this.#levels].filter(([other, level]) => other >> 3 === port && level === 1);
    this.#board.io.ports[port] = high.reduce((bits, [other]) => bits | (1 << (other & 7)), 0);
    this.#board.digitalWrite(pin, value);
  }

  /** What the board says the pin is set to; where that is not what it shall be, it is told again. */
  #ask(output: Output): void {
    this.#board.queryPinState(output.pin, () => {
      const value = this.#board.io.pins[output.pin]?.state ?? 0;
      const was = this.#pins[output.pin];
      if (value !== this.#wanted[output.pin]) this.#write(output, this.#wanted[output.pin] ?? output.safe);
      if (was?.kind === output.kind && was.value === value) return;
      this.#pins[output.pin] = { kind: output.kind, value };
      this.#told.changed();
    });
  }

  /** One question at a time, and one of the outputs each time. */
  #beat(): void {
    if (this.#askedAt !== null) {
      if (now() - this.#heardAt > this.#start.silentMs) this.#told.failed(fellSilent(this.#start.port));
      else if (now() - this.#askedAt > ASK_AGAIN_MS) this.#askForLife();
      return;
    }
    this.#beats += 1;
    const output = this.#outputs[this.#beats % Math.max(1, this.#outputs.length)];
    if (output !== undefined) this.#ask(output);
    this.#askForLife();
  }

  #askForLife(): void {
    this.#askedAt = now();
    this.#board.io.reportVersion(() => {
      this.#askedAt = null;
      this.#heardAt = now();
      this.#listenOnce();
      this.#told.changed();
    });
  }

  /** Once the board has set all pins up: of a pin that is no input yet, its reports of eight pins tell nothing true. */
  #listenOnce(): void {
    if (this.#listening) return;
    this.#listening = true;
    for (const use of this.#able) this.#listen(use);
    this.#echoes.start();
  }
}

/** CLOCK_MONOTONIC, as control's: it compares across processes. */
const now = (): Instant => instant(Number(process.hrtime.bigint() / 1_000n) / 1_000);
