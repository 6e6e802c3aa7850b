import { setTimeout as pause } from "node:timers/promises";
import { Interruption } from "../interruption.ts";
import { Refusal } from "../refusal.ts";
import { benchLines, hasBenchLog } from "./bench-log.ts";
import { journalLines } from "./journal.ts";
import { shownLine, type LogLine } from "./lines.ts";

/** Most lines that one asks for: 2 MB of them, of usual length. Our choice. */
export const LINES_MAX = 10_000;
/** A bench's file is looked at so often. */
const LOOK_MS = 250;

export type LogsOptions = {
  /** The run directory of the device: where `gaturum run` keeps a log. */
  readonly folder: string;
  readonly lines: number;
  /** null: as far back as `lines` goes. */
  readonly sinceMs: number | null;
  readonly follow: boolean;
  readonly json: boolean;
};

/** `gaturum logs`: what control and link said. Exit codes: 0 told, 1 nothing to tell, 3 not permitted. */
export async function logs({ folder, lines, sinceMs, follow, json }: LogsOptions): Promise<number> {
  const interruption = new Interruption();
  const end = (): void => interruption.interrupt();
  // Whoever read the lines has gone, as `| head` does.
  process.stdout.on("error", end);
  let told = 0;
  try {
    const sinceTs = sinceMs === null ? null : Date.now() - sinceMs;
    for await (const line of loggedLines(folder, { lines, sinceTs, follow, signal: interruption.signal })) {
      process.stdout.write(`${json ? JSON.stringify(line) : shownLine(line)}\n`);
      told += 1;
    }
  } finally {
    interruption.end();
    process.stdout.off("error", end);
  }
  if (told > 0 || follow) return 0;
  throw new Refusal(NOTHING);
}

const NOTHING =
  "nothing was logged in that time. Ask for more with --since 24h; whether it runs: systemctl status gaturum-control gaturum-link";

export type LogWish = {
  readonly lines: number;
  readonly sinceTs: number | null;
  readonly follow: boolean;
  readonly signal: AbortSignal;
};

/** From the log of `gaturum run` where there is one, else from the journal; oldest first. */
export function loggedLines(folder: string, wish: LogWish): AsyncGenerator<LogLine, void> {
  return hasBenchLog(folder) ? benchTail(folder, wish) : journalLines(wish);
}

async function* benchTail(folder: string, { lines, sinceTs, follow, signal }: LogWish): AsyncGenerator<LogLine, void> {
  const kept = benchLines(folder).filter(({ ts }) => sinceTs === null || ts >= sinceTs);
  yield* kept.slice(-lines);
  // A moment may have several lines; those told of the newest are left out by their number.
  let lastTs = kept.at(-1)?.ts ?? 0;
  let toldOfLast = kept.filter(({ ts }) => ts === lastTs).length;
  while (follow && !signal.aborted) {
    await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    const fresh = benchLines(folder).filter(({ ts }) => ts >= lastTs);
    const more = fresh.slice(toldOfLast);
    yield* more;
    if (more.length === 0) continue;
    lastTs = fresh.at(-1)?.ts ?? lastTs;
    toldOfLast = fresh.filter(({ ts }) => ts === lastTs).length;
  }
}
