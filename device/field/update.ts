import { existsSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { lockFolder } from "../update/folder-lock.ts";
import { plainText } from "../update/hostile-folder.ts";
import { lookedIn, lookedText } from "../update/looked.ts";
import { inWords, outcomeIn, runUpdate } from "../update/open.ts";
import { SlotFolder, textOf } from "../update/slot-disk.ts";
import { versionAt } from "../update/slots.ts";
import type { Ended } from "../update/update-parts.ts";
import { VERSION } from "../version.ts";
import { Refusal, refuseUnreadable } from "./refusal.ts";

export type UpdateOptions = {
  /** A folder with a repository, as on a stick; null: only say how it stands. */
  readonly from: string | null;
  readonly again: boolean;
  readonly json: boolean;
  readonly folder: string;
  readonly rootFile: string;
  /** Link's own: what came of its last look at the city's updates lies there. */
  readonly link: string;
  /** Of the control that runs here. */
  readonly socket: () => Promise<string>;
};

const CODES: Readonly<Record<Ended["is"], number>> = { kept: 0, nothing: 0, waits: 1, refused: 1, "rolled-back": 1 };

const LOOKED_BYTES_MAX = 1_024;

/** `gaturum update`: brings a repository's program in, or says how updates stand. Exit codes: 0 fine, 1 not, 3 not root. */
export async function update({ from, again, json, folder, rootFile, link, socket }: UpdateOptions): Promise<number> {
  if (from === null) return tellStanding(folder, link, json);
  const source = sourceAt(from);
  if (process.geteuid?.() !== 0) throw new Refusal("An update is root's to do. Say it with sudo.", 3);
  const say = (line: string): void => {
    if (!json) process.stdout.write(`${line}\n`);
  };
  if (!existsSync(folder))
    throw new Refusal(`${folder}: there is no such folder. Install gaturum's package, or name another: --folder.`);
  const places = { folder, rootFile, socket: await socket(), say };
  const unlock = lockFolder(folder);
  if (unlock === null) throw new Refusal("Another update is at work. Wait for it: gaturum update");
  try {
    const ended = await runUpdate(places, source, again);
    const line = json ? JSON.stringify(ended) : `${ended.is}: ${ended.text}`;
    (CODES[ended.is] === 0 ? process.stdout : process.stderr).write(`${line}\n`);
    return CODES[ended.is];
  } finally {
    unlock();
  }
}

/** What can be refused is refused before anything is begun. */
function sourceAt(from: string): string {
  if (!existsSync(from)) throw new Refusal(`${from}: there is no such folder. Is the stick mounted? See lsblk.`, 2);
  if (!statSync(from).isDirectory()) throw new Refusal(`${from}: is a file. Name the folder of the repository.`, 2);
  refuseUnreadable(from);
  if (existsSync(join(from, "timestamp.json"))) return realpathSync(from);
  throw new Refusal(`${from}: is no repository: it has no timestamp.json. Name the folder that has.`, 2);
}

function tellStanding(folder: string, link: string, json: boolean): number {
  if (existsSync(folder)) refuseUnreadable(folder);
  const slots = new SlotFolder(folder).read();
  const newest = outcomeIn(textOf(join(folder, "outcome.json")));
  const { home, phase, broken } = slots;
  const looked = lookedIn(plainText(join(link, "looked.json"), LOOKED_BYTES_MAX));
  const standing = { runs: versionAt(slots, VERSION), home, phase, broken, newest, looked };
  const lines = [
    `${standing.runs} runs, ${home === "packaged" ? "as installed" : `from slot ${home}`}; ${phase.is}`,
    ...(newest === null ? [] : [`last: ${inWords(newest)}`]),
    ...(looked === null ? [] : [`city.updates, ${new Date(looked.atMs).toISOString()}: ${lookedText(looked)}`]),
  ];
  process.stdout.write(json ? `${JSON.stringify(standing)}\n` : `${lines.join("\n")}\n`);
  return 0;
}
