import type { Instant } from "../../device/measure/time.ts";
import type { BinSite } from "../bin-site.ts";
import { FULL_PCT, isTrulyFull, NOT_FULL_PCT } from "./truth.ts";

/** What a bin told, as far as it is judged. */
export type Heard = {
  readonly stream: string;
  readonly values: { readonly [key: string]: unknown };
};
type Foreseen = { readonly at: number; readonly fullAt: number | null; readonly reliability: string };

const HOUR_MS = 3_600_000;
/** Full decided within this counts as right: six strokes an hour, a pause after each, and a fault may lie between. */
const RIGHT_WITHIN_MS = 2 * HOUR_MS;
/** Litter that has stood at the full line for so long is in people's way, whatever a press could do. */
const STANDS_MS = HOUR_MS;
const HORIZON_MS = 24 * HOUR_MS;
/** A collection is found when it was told before so long. */
const FOUND_WITHIN_MS = 24 * HOUR_MS;

export type Counts = {
  fulls: number;
  fullsRight: number;
  fullsMissed: number;
  /** Times that litter stood at the line, because nothing pressed it, and was pressed down again before it was judged. */
  fullsPassed: number;
  falseFull: number;
  forecasts: number;
  forecastErrorMs: number;
  /** Fulls that came 24 h after an emptying or later, and were not foreseen with any moment. */
  unforeseen: number;
  lowForecasts: number;
  lowForecastErrorMs: number;
  collections: number;
  found: number;
  falseCollections: number;
  responses: number;
};
export const noCounts = (): Counts => ({
  ...{
    fulls: 0,
    fullsRight: 0,
    fullsMissed: 0,
    fullsPassed: 0,
    falseFull: 0,
    forecasts: 0,
    forecastErrorMs: 0,
    unforeseen: 0,
  },
  ...{ lowForecasts: 0, lowForecastErrorMs: 0, collections: 0, found: 0, falseCollections: 0, responses: 0 },
});

/** Holds what one bin tells against what the world knows of it. */
export class Judge {
  readonly counts = noCounts();
  reasons: readonly string[] = [];
  readonly #site: BinSite;
  readonly #wallOffsetMs: number;
  #foreseen: Foreseen[] = [];
  #emptiedAt: number | null = null;
  #awaited: number | null = null;
  #fullAt: number | null = null;
  #lineSince: number | null = null;
  #judged = false;

  constructor(site: BinSite, wallOffsetMs: number) {
    this.#site = site;
    this.#wallOffsetMs = wallOffsetMs;
  }

  hear({ stream, values }: Heard, now: Instant): void {
    if (stream === "bin-forecast") {
      const { fullAt, reliability } = values;
      this.#foreseen.push({
        at: now,
        fullAt: typeof fullAt === "number" ? fullAt : null,
        reliability: String(reliability),
      });
    }
    if (stream === "bin-ready") this.#hearReady((values["reasons"] ?? []) as readonly string[]);
    if (stream === "collection" && values["result"] === "collected") this.#hearCollected(now);
    if (stream === "collection" && values["responseS"] !== undefined) this.counts.responses += 1;
  }

  /** Looks at the truth: often enough that a few minutes do not matter. */
  look(now: Instant): void {
    const atLine = this.#site.fillPct >= FULL_PCT;
    this.#lineSince = atLine ? (this.#lineSince ?? now) : null;
    const stands = this.#lineSince !== null && now - this.#lineSince >= STANDS_MS;
    if (stands || isTrulyFull(this.#site)) this.#fullAt ??= now;
    if (this.#fullAt === null || this.#judged) return;
    if (this.reasons.includes("FULLNESS")) this.#judge(true);
    else if (!atLine && !isTrulyFull(this.#site)) this.#passed();
    else if (now - this.#fullAt > RIGHT_WITHIN_MS) this.#judge(false);
  }

  emptied(now: Instant): void {
    if (!this.#judged) this.#judge(false);
    this.#fullAt = null;
    this.#judged = false;
    this.#foreseen = [];
    this.#emptiedAt = now;
    this.#awaited = now;
    this.counts.collections += 1;
  }

  /** A stroke made room after all. */
  #passed(): void {
    this.#fullAt = null;
    this.counts.fullsPassed += 1;
  }

  #judge(right: boolean): void {
    if (this.#fullAt === null) return;
    this.#judged = true;
    this.counts.fulls += 1;
    this.#holdAgainstForecast(this.#fullAt);
    if (right) this.counts.fullsRight += 1;
    else this.counts.fullsMissed += 1;
  }

  #hearReady(reasons: readonly string[]): void {
    const says = reasons.includes("FULLNESS") && !this.reasons.includes("FULLNESS");
    if (says && this.#site.fillPct < NOT_FULL_PCT) this.counts.falseFull += 1;
    this.reasons = reasons;
  }

  #hearCollected(now: Instant): void {
    if (this.#awaited !== null && now - this.#awaited <= FOUND_WITHIN_MS) this.counts.found += 1;
    else this.counts.falseCollections += 1;
    this.#awaited = null;
  }

  #holdAgainstForecast(fullAt: number): void {
    const horizon = fullAt - HORIZON_MS;
    if (this.#emptiedAt === null || this.#emptiedAt > horizon) return;
    const said = this.#foreseen.filter(({ at }) => at <= horizon).at(-1);
    if (said === undefined || said.fullAt === null) {
      this.counts.unforeseen += 1;
      return;
    }
    const errorMs = Math.abs(said.fullAt - (fullAt + this.#wallOffsetMs));
    const low = said.reliability === "low";
    this.counts[low ? "lowForecasts" : "forecasts"] += 1;
    this.counts[low ? "lowForecastErrorMs" : "forecastErrorMs"] += errorMs;
  }
}
