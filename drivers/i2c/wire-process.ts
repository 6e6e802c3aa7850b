import { fork, type ChildProcess } from "node:child_process";
import { millis, seconds, type Millis } from "../../device/measure/time.ts";
import { endChild } from "../linux/end-child.ts";
import type { Answer, Ask, BusFault, Wire } from "./bus.ts";
import { hangs, processEnded } from "./cure.ts";
import type { FromBus, ToBus } from "./messages.ts";

/** How long the parent of a bus's process waits for what. All are our choice. */
export type WireLimits = {
  /** An ask that is not answered so long after it was sent: the kernel hangs, and the process is ended. */
  readonly answerMs: Millis;
  /** For the first answer of a process, which has to start. */
  readonly startMs: Millis;
  readonly closeMs: Millis;
};
export const WIRE_LIMITS: WireLimits = { answerMs: seconds(2), startMs: seconds(20), closeMs: millis(500) };
/** Asks that wait for an answer. Each part has one, and a bus has 112 addresses. */
const ASKS_MAX = 128;

export type BusProcess = Pick<ChildProcess, "connected" | "on" | "once" | "send" | "disconnect" | "kill">;

/** A module of the same kind as this one: of the checkout, or of the compiled package. */
const begin = (bus: string): BusProcess =>
  fork(new URL(`./bus-process${import.meta.url.slice(-3)}`, import.meta.url), [bus], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });

/**
 * A bus in a process of its own, started when something is asked. One that ended is started again by the next ask. One that
 * is killed while the kernel holds it is still there: nobody takes its place before it is gone.
 */
export class WireProcess implements Wire {
  readonly #bus: string;
  readonly #begin: (bus: string) => BusProcess;
  readonly #limits: WireLimits;
  readonly #asked = new Map<number, (answer: Answer) => void>();
  #child: BusProcess | null = null;
  /** Killed, and not gone yet. */
  #dying: BusProcess | null = null;
  #timer: NodeJS.Timeout | undefined;
  #heard = false;
  #id = 0;
  #closed = false;

  constructor(bus: string, limits = WIRE_LIMITS, beginProcess = begin) {
    this.#bus = bus;
    this.#limits = limits;
    this.#begin = beginProcess;
  }

  transfer(address: number, ask: Ask, answered: (answer: Answer) => void): void {
    if (this.#closed) return;
    if (this.#dying !== null) {
      setImmediate(() => {
        if (!this.#closed) answered({ ok: false, ...hangs(this.#bus) });
      });
      return;
    }
    if (this.#asked.size >= ASKS_MAX) throw new Error(`${this.#bus}: more than ${ASKS_MAX} asks at once`);
    this.#id += 1;
    const message: ToBus = { id: this.#id, address, ...ask };
    this.#asked.set(message.id, answered);
    this.#child ??= this.#start();
    if (this.#asked.size === 1) this.#giveUpLater();
    // That it could not be sent is known from `exit` or `error`.
    this.#child.send(message, () => undefined);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#asked.clear();
    const child = this.#child;
    if (child !== null) await endChild(child, this.#limits.closeMs);
  }

  #start(): BusProcess {
    const child = this.#begin(this.#bus);
    this.#heard = false;
    child.on("message", ({ id, answer }: FromBus) => {
      if (this.#child === child) this.#answer(id, answer);
    });
    child.on("error", ({ message }) => {
      this.#lose(child, processEnded(this.#bus, message));
    });
    child.on("exit", (code, signal) => {
      if (this.#dying === child) this.#dying = null;
      this.#lose(child, processEnded(this.#bus, signal ?? `code ${code ?? "?"}`));
    });
    return child;
  }

  #answer(id: number, answer: Answer): void {
    this.#heard = true;
    clearTimeout(this.#timer);
    const answered = this.#asked.get(id);
    this.#asked.delete(id);
    if (this.#asked.size > 0) this.#giveUpLater();
    answered?.(answer);
  }

  #giveUpLater(): void {
    const child = this.#child;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        if (child === null) return;
        this.#dying = child;
        this.#lose(child, hangs(this.#bus));
        child.kill("SIGKILL");
      },
      this.#heard ? this.#limits.answerMs : this.#limits.startMs,
    );
  }

  /** Whoever asked hears why there is no answer, and asks again after its pause. */
  #lose(child: BusProcess, fault: BusFault): void {
    if (this.#child !== child) return;
    this.#child = null;
    clearTimeout(this.#timer);
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const answered of asked) answered({ ok: false, ...fault });
  }
}
