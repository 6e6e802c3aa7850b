import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as later } from "node:timers/promises";
import { instant } from "../measure/time.ts";
import {
  OUTCOMES_BEFORE_MAX,
  type NumberedOutcome,
  type Outcome,
  type OutcomeFile,
  type RefusalCause,
} from "../measure/update-outcome.ts";
import { RELEASED_MS, VERSION } from "../version.ts";
import { lookAtControl } from "./control-status.ts";
import { orStopped, restartUnits } from "./control-unit.ts";
import { HostileFolder } from "./hostile-folder.ts";
import { refusalText } from "./outcome.ts";
import { SlotFolder, textOf, writeWhole } from "./slot-disk.ts";
import { versionAt } from "./slots.ts";
import { stage } from "./stage.ts";
import { beforeStart } from "./trial.ts";
import { Trusted } from "./trusted.ts";
import type { Ended, UpdateParts } from "./update-parts.ts";
import { goThrough } from "./update.ts";

export type UpdatePlaces = {
  /** `/var/lib/gaturum-update`: root's. */
  readonly folder: string;
  /** Of the city, or of whoever releases: `root.json` as TUF has it. Looked at until something was verified. */
  readonly rootFile: string;
  /** Control's local socket. */
  readonly socket: string;
  readonly say: (line: string) => void;
};
/** Goes on with what is on trial, else takes what `from` offers; null: only what is there already. */
export async function runUpdate(places: UpdatePlaces, from: string | null, again = false): Promise<Ended> {
  // Whatever that of the person at the post is: control's user starts what root unpacks, and link reads what is told.
  process.umask(0o022);
  const parts = partsIn(places);
  return goThrough(parts, from === null ? null : () => stageFrom(places, parts, from, again));
}

/** The step before each start of control: which program it will be. */
export function chooseProgram(folder: string, say: UpdatePlaces["say"]): void {
  beforeStart({ disk: new SlotFolder(folder), packaged: VERSION, tell: (outcome) => tellIn(folder, outcome, say) });
}

/** Old signatures would pass on a clock that is behind, so without a clock nothing is believed. */
async function stageFrom(
  { folder, rootFile, say }: UpdatePlaces,
  parts: UpdateParts,
  from: string,
  again: boolean,
): Promise<RefusalCause | null> {
  const trusted = new Trusted(folder);
  if (Date.now() < Math.max(RELEASED_MS, trusted.seenMs)) return "clock";
  const ended = (refused: RefusalCause, version: string): RefusalCause => {
    if (refused !== "nothing-new") tellIn(folder, { is: "refused", cause: refused, version }, say);
    return refused;
  };
  const work = trusted.begin(rootFile);
  if (work === null) return ended("no-root", versionAt(parts.disk.read(), VERSION));
  const source = new HostileFolder(from);
  say(`looking at ${from}`);
  try {
    const { refused, version } = await stage({ ...parts, trusted: work }, source, again);
    trusted.end();
    if (refused !== null) return ended(refused, version);
    trusted.see(Date.now());
    return null;
  } finally {
    source.close();
  }
}

function partsIn({ folder, socket, say }: UpdatePlaces): UpdateParts {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return {
    disk: new SlotFolder(folder),
    trusted: join(folder, "metadata"),
    incoming: join(folder, "incoming.tar.gz"),
    packaged: VERSION,
    architecture: process.arch,
    look: async () => orStopped(await lookAtControl(socket)),
    restart: () => restartUnits(say),
    now: () => instant(Number(process.hrtime.bigint() / 1_000_000n)),
    wait: (time) => later(time),
    tell: (outcome) => {
      say(inWords(outcome));
      tellIn(folder, outcome, say);
    },
  };
}

/**
 * For link and for people: each with a number that grows. The same refusal again is none. A card that does not take it is
 * said, and stops nothing: what is told has happened.
 */
function tellIn(folder: string, outcome: Outcome, say: UpdatePlaces["say"]): void {
  const file = join(folder, "outcome.json");
  try {
    const last = outcomeIn(textOf(file));
    const isSame = last?.is === "refused" && outcome.is === "refused" && last.cause === outcome.cause;
    if (isSame && last.version === outcome.version) return;
    const numbered: NumberedOutcome = { ...outcome, n: (last?.n ?? 0) + 1, atMs: Date.now() };
    const told: OutcomeFile = { ...numbered, before: last === null ? [] : withItself(last) };
    writeWhole(file, `${JSON.stringify(told)}\n`);
  } catch (cause) {
    say(`${file}: ${(cause as Error).message}. The city is not told: ${inWords(outcome)}. Look at the card.`);
  }
}

const withItself = ({ before = [], ...last }: OutcomeFile): readonly NumberedOutcome[] =>
  [...before, last].slice(-OUTCOMES_BEFORE_MAX);

/** Root alone writes it; one that is rotten counts as none. */
export function outcomeIn(text: string | null): OutcomeFile | null {
  try {
    const found = JSON.parse(text ?? "null") as OutcomeFile | null;
    return Number.isSafeInteger(found?.n) ? found : null;
  } catch {
    return null;
  }
}

export function inWords(outcome: Outcome): string {
  switch (outcome.is) {
    case "staged":
      return `${outcome.version} is verified and unpacked; ${outcome.from} still runs`;
    case "tried":
      return `${outcome.version} is being tried for 5 min in the place of ${outcome.from}`;
    case "kept":
      return `${outcome.version} has proved itself and stays`;
    case "rolled-back":
      return `${outcome.version} was taken back, ${outcome.to} runs: ${outcome.text}`;
    case "refused":
      return `refused (${outcome.cause}): ${refusalText(outcome.cause)}`;
  }
}
