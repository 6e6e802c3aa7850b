import type { DeviceConfig, LitterBinConfig } from "../../config/device-config.ts";
import { inThreads, type Side } from "../side-by-side.ts";
import type { BinSums, BinWords } from "./bin-run.ts";
import { noCounts, type Counts } from "./judge.ts";

export type BinsWords = BinWords & { readonly bins: number };

/** What the world knows against what the bins decided. Shares in %; null: there was nothing to judge. */
export type SimulatedBins = {
  readonly bins: number;
  readonly days: number;
  readonly seed: number;
  /** Times that no stroke made room any more, and how many of them the bin told within two hours. */
  readonly fulls: number;
  readonly fullRightPct: number | null;
  readonly fullsMissed: number;
  /** Times that it stood full for an hour because nothing pressed, and was pressed down after all. */
  readonly fullsPassed: number;
  readonly falseFull: number;
  readonly falseFullPer100BinDays: number;
  /** Mean error of what was foreseen 24 h before, medium and high reliability; and of what was of low reliability. */
  readonly forecasts: number;
  readonly forecastMaeH: number | null;
  readonly forecastLowMaeH: number | null;
  readonly unforeseen: number;
  readonly collections: number;
  readonly collectionsFoundPct: number | null;
  readonly falseCollections: number;
  readonly responses: number;
  readonly violations: number;
  readonly trips: number;
  /** Against a round a day to each bin. */
  readonly tripsAvoided: number;
  readonly throws: number;
  readonly leftBeside: number;
  readonly strokes: number;
};

const HOUR_MS = 3_600_000;

/** `gaturum simulate --bins`. Exit codes: 0, 1 when the guard had to take an output away, 2 for a config of no pressing bin. */
export async function simulateBins(
  config: DeviceConfig,
  words: BinsWords & { readonly json: boolean },
): Promise<number> {
  if (config.kind !== "litter-bin" || config.bin.press === null) {
    process.stderr.write(`error: ${config.file} is no bin with a press: leave --bins out, or name another config.\n`);
    return 2;
  }
  const begun = performance.now();
  let done = 0;
  const runs = await binsInThreads(config, words, {
    done: () => {
      done += 1;
      if (process.stderr.isTTY) process.stderr.write(`${done} of ${words.bins} bins\r`);
    },
  });
  const found = figuresOf(runs, words);
  process.stdout.write(words.json ? `${JSON.stringify(found)}\n` : inWords(found));
  const tookS = (performance.now() - begun) / 1_000;
  const cycles = runs.reduce((sum, run) => sum + run.cycles, 0);
  process.stderr.write(`${words.bins} bins, ${words.days} d in ${tookS.toFixed(1)} s, ${cycles} cycles\n`);
  return found.violations === 0 ? 0 : 1;
}

/** One bin of several, as a thread is asked for it. */
export type BinPiece = { readonly device: string; readonly words: BinWords };
export const binPieces = ({ bins, ...words }: BinsWords): readonly BinPiece[] =>
  Array.from({ length: bins }, (_, index) => ({ device: `bin-${index + 1}`, words }));

/** Bins of one config, side by side: they have nothing to do with each other. */
export const binsInThreads = (
  config: LitterBinConfig,
  words: BinsWords,
  side: Pick<Side<BinPiece>, "done" | "threads"> = {},
): Promise<readonly BinSums[]> =>
  inThreads(binPieces(words), {
    worker: new URL(`./bin-worker${import.meta.url.slice(-3)}`, import.meta.url),
    config,
    ...side,
  });

export function figuresOf(runs: readonly BinSums[], { bins, days, seed }: BinsWords): SimulatedBins {
  const counts = noCounts();
  for (const run of runs) for (const key in counts) counts[key as keyof Counts] += run.counts[key as keyof Counts];
  const sum = (of: (run: BinSums) => number): number => runs.reduce((total, run) => total + of(run), 0);
  const trips = sum((run) => run.trips);
  const { fulls, fullsMissed, falseFull, forecasts, unforeseen, collections, falseCollections, responses } = counts;
  return {
    ...{ bins, days, seed, fulls },
    fullRightPct: share(counts.fullsRight, counts.fullsRight + fullsMissed),
    ...{
      fullsMissed,
      fullsPassed: counts.fullsPassed,
      falseFull,
      falseFullPer100BinDays: hundredth((100 * falseFull) / (bins * days)),
      forecasts,
    },
    forecastMaeH: hours(counts.forecastErrorMs, forecasts),
    forecastLowMaeH: hours(counts.lowForecastErrorMs, counts.lowForecasts),
    ...{ unforeseen, collections, collectionsFoundPct: share(counts.found, collections), falseCollections, responses },
    ...{ violations: sum((run) => run.violations), trips, tripsAvoided: bins * days - trips },
    throws: sum(({ figures }) => figures.throws),
    leftBeside: sum(({ figures }) => figures.leftBeside),
    strokes: sum(({ figures }) => figures.strokes),
  };
}

const hundredth = (value: number): number => Math.round(100 * value) / 100;
const share = (part: number, whole: number): number | null => (whole === 0 ? null : hundredth((100 * part) / whole));
const hours = (ms: number, count: number): number | null => (count === 0 ? null : hundredth(ms / count / HOUR_MS));

function inWords(found: SimulatedBins): string {
  const { bins, days, seed, throws, leftBeside, strokes, collections, trips } = found;
  const orDash = (value: number | null): string => (value === null ? "–" : String(value));
  return [
    `${bins} bins: ${days} d, seed ${seed}; ${throws} throw-ins, ${leftBeside} left beside, ${strokes} strokes`,
    `full decided right     ${orDash(found.fullRightPct)} % of ${found.fulls}, missed ${found.fullsMissed}`,
    `false full             ${found.falseFull}, ${found.falseFullPer100BinDays} in 100 bin-days`,
    `foreseen 24 h before   to ${orDash(found.forecastMaeH)} h (${found.forecasts}); at low reliability to ${orDash(found.forecastLowMaeH)} h`,
    `collections            ${collections}, found ${orDash(found.collectionsFoundPct)} %, false ${found.falseCollections}`,
    `trips                  ${trips}, avoided ${found.tripsAvoided} against one a day`,
    `taken away by the guard ${found.violations}`,
    "",
  ].join("\n");
}
