import { createHash } from "node:crypto";
import {
  closeSync,
  cpSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { syncFolder } from "../update/slot-disk.ts";
import { readCard, whatToPlace, type Card, type Move, type Seen } from "./card.ts";

export type Places = {
  /** The folder on the boot partition. */
  readonly card: string;
  /** Before each path of the controller; empty on one. */
  readonly root: string;
  readonly ids: Readonly<Record<"root" | "link" | "control", Owner>>;
};
export type Owner = { readonly uid: number; readonly gid: number };
export type Outcome = { readonly ok: true; readonly device: string } | { readonly ok: false; readonly wrong: string[] };

export const FIRST_BOOT = "first-boot.json";
const STATE = "state";
/** The halves of a device's memory, each with a user of its own. */
const HALVES = ["control", "link"] as const;
const STATE_HOME = "/var/lib/gaturum";
/** The list whose state was taken over last: a card is taken away only after it, and a device's own memory never twice. */
const TAKEN = `${STATE_HOME}/first-boot`;
/** Configs, certificates and keys are a few KB; our choice. */
const FILE_BYTES_MAX = 1_048_576;

/**
 * Brings what a card holds to its places, and then takes it away from the card, in steps: between any two of them the
 * power may go. Begun again it ends as if nothing had been. Throws what a disk says.
 */
export function* bringHome(places: Places): Generator<string, Outcome> {
  const text = readFileSync(join(places.card, FIRST_BOOT), "utf8");
  const card = readCard(text);
  if (typeof card === "string") return { ok: false, wrong: [`${FIRST_BOOT} ${card}`] };
  const todo = whatToPlace(card.files.map((move) => ({ ...move, ...seen(places, move) })));
  if (!todo.ok) return { ok: false, wrong: [...todo.wrong] };
  for (const move of todo.place) {
    yield `place ${move.from}`;
    const content = readFileSync(join(places.card, move.from));
    placeFile(join(places.root, move.to), content, move.mode, places.ids[move.owner]);
  }
  if (card.hasState) yield* takeState(places, sha256(text));
  yield "name the host";
  placeFile(join(places.root, "/etc/hostname"), Buffer.from(`${card.hostname}\n`), 0o644, places.ids.root);
  const left = card.files.filter((move) => seen(places, move).inPlace !== "right");
  if (left.length > 0) return { ok: false, wrong: left.map(({ to }) => `${to}: the disk does not keep it`) };
  yield* takeAway(places, card);
  return { ok: true, device: card.device };
}

function seen({ card, root }: Places, { from, to, sha256: wanted }: Move): { onCard: Seen; inPlace: Seen } {
  const at = (path: string): Seen => {
    const about = statSync(path, { throwIfNoEntry: false });
    if (about === undefined) return "absent";
    if (!about.isFile() || about.size > FILE_BYTES_MAX) return "other";
    return sha256(readFileSync(path)) === wanted ? "right" : "other";
  };
  return { onCard: at(join(card, from)), inPlace: at(join(root, to)) };
}

function* takeState(places: Places, list: string): Generator<string, void> {
  const taken = join(places.root, TAKEN);
  if (existsSync(taken) && readFileSync(taken, "utf8") === list) return;
  for (const half of HALVES) {
    const from = join(places.card, STATE, half);
    if (!existsSync(from)) continue;
    const to = join(places.root, STATE_HOME, half);
    yield `copy the memory of ${half}`;
    rmSync(`${to}.new`, { recursive: true, force: true });
    cpSync(from, `${to}.new`, { recursive: true });
    own(`${to}.new`, places.ids[half]);
    yield `take over the memory of ${half}`;
    rmSync(to, { recursive: true, force: true });
    renameSync(`${to}.new`, to);
    syncFolder(dirname(to));
  }
  yield "note that the memory is taken over";
  placeFile(taken, Buffer.from(list), 0o644, places.ids.root);
}

/** Owner and modes of a half: nobody else looks into it. On the disk when this returns. */
function own(path: string, owner: Owner): void {
  const isFolder = statSync(path).isDirectory();
  if (isFolder) for (const name of readdirSync(path)) own(join(path, name), owner);
  const file = openSync(path, "r");
  fchmodSync(file, isFolder ? 0o700 : 0o600);
  fchownSync(file, owner.uid, owner.gid);
  fsyncSync(file);
  closeSync(file);
}

/** Whole under its name, with owner and mode, and on the disk when this returns. */
function placeFile(path: string, content: Buffer, mode: number, owner: Owner): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  rmSync(`${path}.new`, { force: true });
  const file = openSync(`${path}.new`, "wx", 0o600);
  try {
    writeSync(file, content);
    fchownSync(file, owner.uid, owner.gid);
    fchmodSync(file, mode);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
  syncFolder(dirname(path));
}

/** The list goes last: as long as it is there, the next start goes on. */
function* takeAway({ card }: Places, { files }: Card): Generator<string, void> {
  for (const { from } of files.toReversed()) {
    yield `wipe ${from}`;
    wipe(join(card, from));
    yield `remove ${from}`;
    rmSync(join(card, from), { force: true });
  }
  yield "remove the memory";
  rmSync(join(card, STATE), { recursive: true, force: true });
  for (const folder of new Set(files.map(({ from }) => dirname(join(card, from))))) {
    if (folder !== card && existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  }
  syncFolder(card);
  yield "remove the list";
  rmSync(join(card, FIRST_BOOT));
  syncFolder(card);
}

/** FAT only forgets where a file lay: its bytes are written over first. What a card keeps in spare cells stays there. */
function wipe(path: string): void {
  if (!existsSync(path)) return;
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(statSync(path).size), 0, undefined, 0);
  fsyncSync(file);
  closeSync(file);
}

const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");
