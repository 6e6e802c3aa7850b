import type { DeviceConfig, LampPostConfig } from "../config/device-config.ts";
import { DAY_MS, type StreetSums, type StreetWords } from "./posts-in-a-row.ts";
import { inThreads } from "./side-by-side.ts";
import { addedUp, summed, yearFigures, type YearFigures } from "./year-figures.ts";

/**
 * A long time is simulated in pieces of so many days, side by side on all processors; each begins with posts that have
 * just got power, at noon, and the same people come by. Always the same pieces, so that the figures are the same anywhere.
 */
export const PIECE_DAYS = 28;

export type SimulatedPosts = YearFigures &
  Pick<StreetSums, "interlockViolations" | "words"> &
  Pick<StreetWords, "posts" | "days" | "seed">;

/**
 * `gaturum simulate --posts`. Exit codes: 0, 1 when a post was dark at night or the guard had to take an output away, 2 when
 * the config is of no lamp post.
 */
export async function simulateStreet(
  config: DeviceConfig,
  words: StreetWords & { readonly json: boolean },
): Promise<number> {
  if (config.kind !== "lamp-post") {
    process.stderr.write(`error: ${config.file} is no lamp post: leave --posts out, or name another config.\n`);
    return 2;
  }
  const begun = performance.now();
  let days = 0;
  const done = (piece: StreetWords): void => {
    days += piece.days;
    if (process.stderr.isTTY) process.stderr.write(`${days} d of ${words.days} d\r`);
  };
  const all = await postsInThreads(config, piecesOf(words, PIECE_DAYS), done);
  const found = simulatedPosts(words, all, config.lamp.basePct);
  process.stdout.write(words.json ? `${JSON.stringify(found)}\n` : inWords(found));
  const tookS = (performance.now() - begun) / 1_000;
  const cycles = all.reduce((sum, piece) => sum + piece.cycles, 0);
  process.stderr.write(`${words.posts} posts, ${words.days} d in ${tookS.toFixed(1)} s, ${cycles} cycles\n`);
  return found.darkMin + found.interlockViolations === 0 ? 0 : 1;
}

export const postsInThreads = (
  config: LampPostConfig,
  pieces: readonly StreetWords[],
  done: (piece: StreetWords) => void,
): Promise<readonly StreetSums[]> =>
  inThreads(pieces, { worker: new URL(`./street-worker${import.meta.url.slice(-3)}`, import.meta.url), config, done });

/** The same days, cut into pieces. */
export function piecesOf(words: StreetWords, pieceDays: number): readonly StreetWords[] {
  const first = Date.parse(`${words.from}T00:00:00Z`);
  return Array.from({ length: Math.ceil(words.days / pieceDays) }, (_, index) => {
    const before = index * pieceDays;
    const from = new Date(first + before * DAY_MS).toISOString().slice(0, 10);
    return { ...words, from, days: Math.min(pieceDays, words.days - before) };
  });
}

export function simulatedPosts(
  { posts, days, seed }: StreetWords,
  all: readonly StreetSums[],
  basePct: number,
): SimulatedPosts {
  return {
    ...{ posts, days, seed },
    ...yearFigures(addedUp(all.map(({ year }) => year)), basePct),
    interlockViolations: all.reduce((sum, piece) => sum + piece.interlockViolations, 0),
    words: summed(all.map(({ words }) => words)),
  };
}

function inWords(found: SimulatedPosts): string {
  const { posts, days, seed, passages, darkMin, walkedInDarkS, interlockViolations, words } = found;
  return [
    `${posts} posts: ${days} d, seed ${seed}, ${passages} passages; no city`,
    `saved  ${share(found.savedGrossPct)}, net of the controllers ${share(found.savedNetPct)}`,
    `       as the posts reckon ${share(found.toldGrossPct)} and ${share(found.toldNetPct)}`,
    `above base ${share(found.boostedPct)} of the time lit: a linear lamp of two levels saves ${share(found.formulaGrossPct)}`,
    `dark at night ${darkMin} min; walked below base ${walkedInDarkS} s`,
    `words between posts  ${words.told} told in ${words.sent} messages, ${words.late} late, ${words.wrong} wrong`,
    `taken away by the guard ${interlockViolations}`,
    "",
  ].join("\n");
}

const share = (pct: number | null): string => (pct === null ? "–" : `${pct} %`);
