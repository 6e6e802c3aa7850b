import type { Fault } from "../../device/measure/fault.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import { millis, seconds, type Instant, type Millis } from "../../device/measure/time.ts";
import type { Answer, BusFault, I2cBus } from "./bus.ts";
import type { ChipModel, Found, Turn } from "./model.ts";

/** From a chip that fails to the next try. Our choice: one that was plugged in again is soon there. */
export const RETRY_MS: Millis = seconds(2);

export type ChipGiven = {
  /** The part's name in the config. */
  readonly part: string;
  readonly now: () => Instant;
  readonly log: (line: string) => void;
  readonly retryMs?: Millis;
};

/** A part on a bus: asks its chip again and again as the model says, and keeps the newest of what came of it. */
export class Chip<State, T> {
  readonly #bus: I2cBus;
  readonly #address: number;
  readonly #model: ChipModel<State, T>;
  readonly #given: ChipGiven;
  #known: Reading<T>;
  #timer: NodeJS.Timeout | undefined;
  #inTurn = false;
  #closed = false;

  constructor(bus: I2cBus, address: number, model: ChipModel<State, T>, given: ChipGiven) {
    this.#bus = bus;
    this.#address = address;
    this.#model = model;
    this.#given = given;
    this.#known = faulty(given.part, "starting", given.now());
    this.#take(model.begin());
  }

  read(): Reading<T> {
    return this.#known;
  }

  close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#leave();
    return this.#bus.close();
  }

  /** What is found ends a conversation: the chip is others' until the next question. */
  #take({ state, afterMs, ask, found }: Turn<State, T>): void {
    if (found !== undefined) this.#keep(found);
    this.#wait(afterMs, () => {
      this.#enter(() => {
        const askedAt = this.#given.now();
        this.#bus.transfer(this.#address, ask, (answer) => {
          this.#heard(state, answer, askedAt);
        });
      });
    });
  }

  #heard(state: State, answer: Answer, askedAt: Instant): void {
    if (this.#closed) return;
    if (answer.ok) {
      this.#take(this.#model.hear(state, answer.bytes, this.#given.now(), askedAt));
      return;
    }
    this.#lose(answer);
    this.#leave();
    this.#wait(this.#given.retryMs ?? RETRY_MS, () => {
      this.#take(this.#model.begin());
    });
  }

  #keep(found: Found<T>): void {
    if (found.ok) {
      if (!this.#known.ok && this.#known.fault.cause !== "starting")
        this.#given.log(`${this.#given.part}: answers again`);
      this.#known = valid(found.value, this.#given.now());
    } else this.#lose(found);
    this.#leave();
  }

  /** A fault that lasts keeps the moment at which it began. */
  #lose({ cause, detail, through }: BusFault): void {
    if (!this.#known.ok && this.#known.fault.cause === cause && this.#known.fault.detail === detail) return;
    const { part, now, log } = this.#given;
    const fault: Fault = { part, cause, detail, ...(through === undefined ? {} : { through }) };
    this.#known = { ok: false, fault, at: now() };
    log(`${part}: ${detail}`);
  }

  #enter(ask: () => void): void {
    if (this.#inTurn) {
      ask();
      return;
    }
    this.#bus.enter(this.#address, () => {
      this.#inTurn = true;
      if (this.#closed) this.#leave();
      else ask();
    });
  }

  #leave(): void {
    if (!this.#inTurn) return;
    this.#inTurn = false;
    this.#bus.leave(this.#address);
  }

  #wait(wait: Millis, run: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(run, Math.max(0, wait));
  }
}

export const AT_ONCE: Millis = millis(0);
