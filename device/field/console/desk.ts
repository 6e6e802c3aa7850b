import type { EpochMs, Instant } from "../../measure/time.ts";
import type { InBoth } from "../../words/language.ts";
import { ask, socketTrouble } from "../ask.ts";
import type { Wish } from "../request.ts";
import { pressed, stillArmed, wishOf, type Act, type Armed } from "./acts.ts";
import { decisionsOf, NOTHING_SEEN, standingOf, statusOf, type Seen } from "./look.ts";
import { logged, withLine, type Line } from "./log.ts";
import { beginRamp, END_OF_RAMP, nextRamp, stepWish, type Ramp } from "./ramp.ts";
import { ACT_WORDS } from "./words.ts";

/** What became of the last act, in control's words. */
export type Said = { readonly act: Act; readonly done: boolean; readonly result: string };
/** All that a page shows, at one moment. */
export type Shown = {
  readonly device: string;
  readonly seen: Seen;
  readonly log: readonly Line[];
  readonly armed: Armed;
  readonly ramp: Ramp | null;
  readonly said: Said | null;
  readonly now: Instant;
};
export type Clocks = { readonly now: () => Instant; readonly wall: () => EpochMs };

/** Decisions are asked for when something changed, and else this often, in looks: 200 of them are 62 KB. */
const DECISIONS_EVERY = 10;

/** What the console knows of one device, and the one place from which it asks control for anything. */
export class Desk {
  readonly #device: string;
  readonly #socket: string;
  readonly #clocks: Clocks;
  #seen: Seen = NOTHING_SEEN;
  #log: readonly Line[] = [];
  #armed: Armed = null;
  #ramp: Ramp | null = null;
  #said: Said | null = null;
  #looking: Promise<void> | null = null;
  #looks = 0;

  constructor(device: string, socket: string, clocks: Clocks) {
    this.#device = device;
    this.#socket = socket;
    this.#clocks = clocks;
  }

  get isRamping(): boolean {
    return this.#ramp !== null;
  }

  shown(): Shown {
    const now = this.#clocks.now();
    this.#armed = stillArmed(this.#armed, now);
    const { armed, ramp, said, seen, log } = {
      armed: this.#armed,
      ramp: this.#ramp,
      said: this.#said,
      seen: this.#seen,
      log: this.#log,
    };
    return { device: this.#device, seen, log, armed, ramp, said, now };
  }

  /** Asks control how it is, and goes on with a ramp. Whoever asks meanwhile shares the answer. */
  look(): Promise<void> {
    this.#looking ??= this.#lookNow().finally(() => (this.#looking = null));
    return this.#looking;
  }

  /** A button: the first press arms it, the second one does it. */
  async press(act: Act): Promise<void> {
    const { armed, does } = pressed(this.#armed, act, this.#clocks.now());
    this.#armed = armed;
    if (armed !== null) this.#said = null;
    if (does === null) return;
    if (does.name !== "ramp") await this.#ask(does, wishOf(does));
    else if (this.#ramp === null) await this.#stepRamp(beginRamp(this.#clocks.now()));
  }

  /** A ramp that is left ends: control would end it by itself, two minutes later. */
  async leave(): Promise<void> {
    if (this.#ramp === null) return;
    this.#ramp = null;
    await this.#ask({ name: "ramp" }, END_OF_RAMP);
  }

  async #lookNow(): Promise<void> {
    const before = this.#seen;
    this.#seen = await this.#see(before);
    this.#log = logged(this.#log, before, this.#seen, this.#clocks.wall());
    if (this.#ramp === null) return;
    const { ramp, wish } = nextRamp(this.#ramp, this.#clocks.now());
    if (wish === null) return;
    if (ramp !== null) await this.#stepRamp(ramp);
    else await this.leave();
  }

  async #see(before: Seen): Promise<Seen> {
    try {
      const status = await statusOf(this.#socket);
      this.#looks += 1;
      const same = before.status !== null && JSON.stringify(before.status.outputs) === JSON.stringify(status.outputs);
      const was = before.status === null ? null : standingOf(before.status);
      const sameState = was?.press?.state === standingOf(status)?.press?.state;
      const stays = before.away === null && same && sameState && this.#looks % DECISIONS_EVERY !== 0;
      return { status, decisions: stays ? before.decisions : await decisionsOf(this.#socket), away: null };
    } catch (cause) {
      return { status: null, decisions: before.decisions, away: socketTrouble(this.#socket, cause) };
    }
  }

  async #stepRamp(ramp: Ramp): Promise<void> {
    this.#ramp = ramp;
    if (!(await this.#ask({ name: "ramp" }, stepWish(ramp)))) this.#ramp = null;
  }

  async #ask(act: Act, wish: Wish): Promise<boolean> {
    this.#said = { act, ...(await this.#answer(wish)) };
    const { done, result } = this.#said;
    const text = (language: keyof InBoth): string => `${ACT_WORDS[act.name].label[language]}: ${result}`;
    const line = { wall: this.#clocks.wall(), isFault: !done, text: { en: text("en"), sv: text("sv") } };
    this.#log = withLine(this.#log, line);
    return done;
  }

  async #answer(wish: Wish): Promise<{ readonly done: boolean; readonly result: string }> {
    try {
      for await (const line of ask(this.#socket, { ask: "request", ...wish })) {
        const { code, result } = JSON.parse(line) as { readonly code: number; readonly result: string };
        return { done: code < 300, result };
      }
      return { done: false, result: "control ended before it answered" };
    } catch (cause) {
      return { done: false, result: socketTrouble(this.#socket, cause) };
    }
  }
}
