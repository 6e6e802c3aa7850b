import { fork, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { failed, DONE, type Fault, type Result } from "../../device/measure/fault.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import { millis, type Instant, type Millis } from "../../device/measure/time.ts";
import { endChild } from "../linux/end-child.ts";
import { openFault, unplugged } from "../serial/cure.ts";
import { fellSilent, processEnded } from "./cure.ts";
import {
  printed,
  type BoardFault,
  type BoardStart,
  type FromBoard,
  type PinState,
  type PinUse,
  type ToBoard,
} from "./messages.ts";
import { BOARD_LIMITS, type BoardLimits } from "./limits.ts";
import { Newest } from "./newest.ts";
import { joined, type InputTally } from "./tally.ts";

export type BoardGiven = {
  /** The board's name in the config. */
  readonly board: string;
  readonly port: string;
  readonly now: () => Instant;
  readonly log: (line: string) => void;
  readonly limits?: BoardLimits;
  /** Starts the process of the board; a test has one of memory. */
  readonly begin?: (start: BoardStart) => BoardProcess;
};
export type BoardProcess = Pick<ChildProcess, "pid" | "connected" | "on" | "once" | "send" | "disconnect" | "kill">;
/** What the parts of a board use of it. */
export type BoardPins = Pick<FirmataBoard, "use" | "read" | "set" | "close">;
type State = FromBoard & { readonly m: "state" };
type Lost = BoardFault & { readonly m: "lost"; readonly at: Instant };
type OutputUse = PinUse & { readonly kind: "output" | "pwm" };
type StateOf<Use extends PinUse> = Extract<PinState, { readonly kind: Use["kind"] }>;

/** A module of the same kind as this one: of the checkout, or of the compiled package. */
const begin = (start: BoardStart): BoardProcess =>
  fork(new URL(`./board-process${import.meta.url.slice(-3)}`, import.meta.url), [JSON.stringify(start)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });

/**
 * A board with StandardFirmata, in a process of its own that is started again for ever. Nothing here waits: what the
 * board says is latched, and what it shall do is on its way when a call returns.
 */
export class FirmataBoard {
  readonly #given: BoardGiven;
  readonly #limits: BoardLimits;
  readonly #uses = new Map<string, PinUse>();
  /** What input pins had done before this process of the board. */
  readonly #before = new Map<string, InputTally>();
  #wanted: Record<string, number> = {};
  #child: BoardProcess | null = null;
  #outputs: Newest | null = null;
  #known: State | Lost;
  #wasOnline = false;
  #closing = false;
  /** One at a time: for a sign of life, or for the next try. */
  #timer: NodeJS.Timeout | undefined;
  #retryMs: Millis;

  constructor(given: BoardGiven) {
    this.#given = given;
    this.#limits = given.limits ?? BOARD_LIMITS;
    this.#retryMs = this.#limits.retryMs;
    const detail = `the board on ${given.port} has not answered yet.`;
    this.#known = { m: "lost", cause: "starting", detail, at: given.now() };
  }

  get online(): boolean {
    return this.#known.m === "state";
  }

  /** The process of the board; undefined while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Before `start` alone: a process of the board sets all its pins up at once. */
  use(use: PinUse): void {
    this.#uses.set(printed(use), use);
  }

  start(): void {
    const { port } = this.#given;
    if (existsSync(port)) {
      this.#run();
      return;
    }
    this.#lose(this.#wasOnline ? unplugged(port) : openFault(port, "No such file"));
    this.#again();
  }

  /** What is known of the pin that a part uses: it was so at the board's last sign of life. */
  read<Use extends PinUse>(part: string, use: Use): Reading<StateOf<Use>> {
    const known = this.#known;
    if (known.m === "lost") return { ok: false, fault: this.#faultOf(part, known), at: known.at };
    const state = known.pins[printed(use)];
    if (state === undefined) return faulty(part, "starting", known.at);
    if (state.kind === "refused") return faulty(part, "no-port", known.at, `${this.#given.board}: ${state.detail}`);
    const at = state.kind === "analog" || state.kind === "echo" ? state.at : known.at;
    return valid(this.#whole(printed(use), state) as StateOf<Use>, at);
  }

  #faultOf(part: string, { cause, detail }: BoardFault): Fault {
    return { part, cause, detail, through: this.#given.board };
  }

  /** What an output shall be; a board that is not there says why. */
  set(part: string, use: OutputUse, value: number): Result<void> {
    const reading = this.read(part, use);
    if (!reading.ok) return failed(reading.fault);
    if (this.#wanted[use.pin] === value) return DONE;
    this.#wanted[use.pin] = value;
    this.#outputs?.changed();
    return DONE;
  }

  /** Leaves every output safe and ends the board's process. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child !== null) await endChild(child, this.#limits.closeMs);
  }

  #run(): void {
    const { answerMs, silentMs, startMs } = this.#limits;
    const given: BoardStart = { port: this.#given.port, uses: [...this.#uses.values()], answerMs, silentMs };
    const child = (this.#given.begin ?? begin)(given);
    this.#child = child;
    this.#wanted = {};
    this.#outputs = new Newest((gone) => {
      const message: ToBoard = { outputs: this.#wanted };
      child.send(message, gone);
    });
    child.on("message", (message: FromBoard) => {
      if (this.#child === child) this.#heard(message);
    });
    child.on("error", ({ message }) => {
      this.#ended(child, message);
    });
    child.on("exit", (code, signal) => {
      this.#ended(child, signal ?? `code ${code ?? "?"}`);
    });
    this.#giveUpAfter(startMs);
  }

  #heard(message: FromBoard): void {
    if (message.m === "fault") {
      this.#lose(message);
      return;
    }
    const wasOnline = this.online;
    this.#known = message;
    if (wasOnline) {
      this.#timer?.refresh();
      return;
    }
    this.#given.log(`${this.#given.board}: ${message.firmware} on ${this.#given.port}`);
    this.#wasOnline = true;
    this.#retryMs = this.#limits.retryMs;
    this.#giveUpAfter(this.#limits.silentMs);
  }

  /** Of a process that hangs nothing else is left to hope for. */
  #giveUpAfter(wait: Millis): void {
    const child = this.#child;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#lose(fellSilent(this.#given.port));
      child?.kill("SIGKILL");
    }, wait);
  }

  #ended(child: BoardProcess, how: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    if (this.#closing) return;
    if (this.online) this.#lose(processEnded(this.#given.port, how));
    this.#again();
  }

  #again(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.start();
    }, this.#retryMs);
    this.#retryMs = millis(Math.min(this.#retryMs * 2, this.#limits.retryLongestMs));
  }

  #lose({ cause, detail }: BoardFault): void {
    const was = this.#known;
    if (was.m === "state") {
      for (const [pin, state] of Object.entries(was.pins)) {
        if (state.kind === "input") this.#before.set(pin, this.#whole(pin, state));
      }
    } else if (was.detail === detail) return;
    this.#known = { m: "lost", cause, detail, at: this.#given.now() };
    this.#given.log(`${this.#given.board}: ${detail}`);
  }

  #whole<State extends PinState>(pin: string, state: State): State {
    return state.kind === "input" ? { ...state, ...joined(this.#before.get(pin), state) } : state;
  }
}
