import { elapsed, type Instant } from "../device/measure/time.ts";
import type { StreetHost } from "./host/host.ts";
import { refusalLine } from "./refusals.ts";
import { pictureOf } from "./terminal/picture.ts";
import { recordPicture } from "./terminal/record-picture.ts";
import { showFor, type Show } from "./terminal/show.ts";
import { streetFigures } from "./street-figures.ts";
import type { StreetPicture } from "./terminal/street-picture.ts";
import type { Verb } from "./terminal/keys.ts";

/** What calls the street's cycle, and how punctual it was. */
export type StreetPace = {
  readonly figures: { readonly cycles: number; readonly lateCycles: number; readonly worstLateMs: number };
  start(cycle: (now: Instant) => void): void;
  stop(): void;
};
/** Links that have not said goodbye by then are left: Ctrl-C is obeyed within 2 s. */
const FAREWELL_MS = 1_800;
/** Reports a second are counted over so long. */
const RATE_WINDOW_MS = 2_000;

/** One run of the street: time goes on, is shown, is poked, and ends cleanly. */
export class StreetRun {
  readonly #host: StreetHost;
  readonly #hint: string;
  readonly #durationMs: number | null;
  readonly #newPace: () => StreetPace;
  #pace: StreetPace | null = null;
  readonly #show: Show;
  #firstPictureMs = 0;
  #end: () => void = () => undefined;
  #asked = false;
  #refusal: string | null = null;
  #rate = { at: 0, records: 0, perS: 0 };

  constructor(
    host: StreetHost,
    words: { readonly duration?: number; readonly json: boolean },
    hint: string,
    newPace: () => StreetPace,
  ) {
    this.#host = host;
    this.#hint = hint;
    this.#durationMs = words.duration ?? null;
    this.#newPace = newPace;
    this.#show = showFor(words.json, {
      onVerb: (verb) => {
        this.#verb(verb);
      },
      picture: () => this.#picture(),
      figures: () => this.figures(),
    });
  }

  showFirst(): void {
    this.#show.now();
    this.#firstPictureMs = Math.round(process.uptime() * 1_000);
  }

  leaveTerminal(): void {
    this.#show.end(null);
  }

  /** Runs until the time is over or someone ends it; then lamps lit, rams still, links gone. */
  async untilEnd(): Promise<number> {
    this.#host.begin();
    let last: Instant | null = null;
    const pace = this.#newPace();
    this.#pace = pace;
    pace.start((now) => {
      this.#host.pass(last === null ? 0 : elapsed(last, now));
      last = now;
    });
    this.#show.start();
    await new Promise<void>((resolve) => {
      this.#end = resolve;
      if (this.#asked) resolve();
      if (this.#durationMs !== null) setTimeout(resolve, this.#durationMs).unref();
    });
    const { online } = this.figures();
    await this.#farewell();
    pace.stop();
    this.#show.end({ ...this.figures(), online });
    return 0;
  }

  figures() {
    const { cycles, lateCycles, worstLateMs } = this.#pace?.figures ?? NOT_PACED;
    return {
      ...streetFigures(this.#host),
      ...{ cycles, lateCycles, worstLateMs: Math.round(worstLateMs * 10) / 10 },
      firstPictureMs: this.#firstPictureMs,
    };
  }

  #verb(verb: Verb): void {
    if (verb !== "quit") {
      const answer = this.#host.ask({ do: "poke", verb });
      this.#refusal = answer.ok ? null : refusalLine(answer);
      return;
    }
    this.#asked = true;
    this.#end();
  }

  /** Time that stands still would not carry the goodbyes. */
  async #farewell(): Promise<void> {
    const { clock, street } = this.#host.running;
    if (clock.speed === 0) clock.speed = 1;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, FAREWELL_MS).unref();
      street.stop(resolve);
    });
  }

  #picture(): StreetPicture {
    const { online, records, cycles, lateCycles, worstLateMs } = this.figures();
    const { running, record } = this.#host;
    const [hint, refusal] = [this.#hint, this.#refusal];
    if (record !== null) return recordPicture(record, this.#host.stage().past, { hint, refusal });
    return pictureOf(running, {
      ...{ online, hint, refusal },
      reportsPerS: this.#reportsPerS(records),
      loop: { rateHz: running.street.cycleHz, late: lateCycles, cycles, worstMs: worstLateMs },
    });
  }

  #reportsPerS(records: number | null): number | null {
    if (records === null) return null;
    const now = performance.now();
    const passedMs = now - this.#rate.at;
    if (passedMs >= RATE_WINDOW_MS) {
      // A street that begins anew counts from nothing.
      const perS = (Math.max(0, records - this.#rate.records) * 1_000) / passedMs;
      this.#rate = { at: now, records, perS };
    }
    return this.#rate.perS;
  }
}

const NOT_PACED = { cycles: 0, lateCycles: 0, worstLateMs: 0 };

export type RunFigures = ReturnType<StreetRun["figures"]>;
