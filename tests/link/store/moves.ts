import type { DiskFault } from "../../../device/link/store/cabinet.ts";
import type { Life } from "./lives.ts";

const FAILING: DiskFault = { cause: "failing", detail: "SQLite 10: disk I/O error" };
const FULL: DiskFault = { cause: "full", detail: "no space left" };
const ROTTEN: DiskFault = { cause: "corrupt", detail: "SQLite 11: database disk image is malformed" };
const NEEDED_MAX = 60;

/** One thing that may happen. `make` returns what of it is worth telling; null: it could not happen now. */
export type Move = { readonly name: string; readonly often: number; readonly make: (life: Life) => string | null };

const MOVES: readonly Move[] = [
  { name: "commit", often: 450, make: commit },
  { name: "connect", often: 80, make: connect },
  { name: "hang up", often: 55, make: hangUp },
  { name: "take", often: 230, make: take },
  { name: "receipt", often: 70, make: receipt },
  { name: "need", often: 50, make: need },
  { name: "send again", often: 25, make: sendAgain },
  { name: "set aside", often: 80, make: setAside },
  { name: "prune", often: 30, make: prune },
  { name: "disk", often: 60, make: troubleDisk },
  { name: "rot", often: 20, make: rot },
  { name: "reading", often: 5, make: troubleReading },
  { name: "restart", often: 45, make: restart },
];
const OFTEN = MOVES.reduce((sum, { often }) => sum + often, 0);

/** By a share from 0 to 1. */
export function moveBy(share: number): Move {
  let left = share * OFTEN;
  for (const move of MOVES) {
    left -= move.often;
    if (left < 0) return move;
  }
  throw new RangeError(`no move for ${share}`);
}

function commit(life: Life): string {
  const of = ([0, 1, 1, 2, 2, 2] as const)[life.below(6)] ?? 2;
  return `${of} ${life.commit(of, 1 + life.below(of === 2 ? 64 : 12))}`;
}

function connect(life: Life): string | null {
  if (life.connected) return null;
  life.connect();
  return "";
}

function hangUp(life: Life): string | null {
  if (!life.connected) return null;
  life.hangUp();
  return "";
}

/** Of what is in flight the city hears some, in order; the broker's word on it comes back, or it does not. */
function take(life: Life): string | null {
  if (!life.connected) return null;
  life.ask({ ask: "take", recordsMax: 1 + life.below(200), bytesMax: 60_000 });
  const ids: number[] = [];
  for (const entry of life.flight.splice(0, life.below(life.flight.length + 1)))
    if (life.luck() < 0.9) {
      life.city.hears(entry);
      ids.push(entry.id);
    } else life.flight.push(entry);
  const word = life.luck();
  if (word < 0.8) life.ask({ ask: "acknowledge", ids, isUnsaid: false });
  else if (word < 0.9) life.ask({ ask: "giveBack", ids });
  return `${ids.length}`;
}

function receipt(life: Life): string | null {
  if (!life.connected || !life.kind.receipts) return null;
  life.ask({ ask: "receipt", watermark: life.city.watermark() });
  return "";
}

function need(life: Life): string | null {
  if (!life.connected || !life.kind.needs) return null;
  const ranges = life.city.lacking(
    NEEDED_MAX,
    () => life.luck() < 0.3,
    () => 1 + life.below(4),
  );
  life.ask({ ask: "need", id: `need ${life.now} ${life.luck()}`, ranges });
  return `${ranges.length}`;
}

function sendAgain(life: Life): string | null {
  if (!life.connected) return null;
  const which = life.luck() < 0.5 ? "all" : "older";
  life.ask({ ask: "sendAgain", which });
  return which;
}

function setAside(life: Life): string | null {
  if (!life.connected || !life.kind.setsAside) return null;
  const [entry] = life.flight.splice(life.below(life.flight.length), 1);
  if (entry === undefined) return null;
  life.ask({ ask: "setAside", id: entry.id, hungUp: life.luck() < 0.5 });
  return entry.stream;
}

function prune(life: Life): string {
  life.ask({ ask: "prune" });
  return "";
}

/** It begins to fail or is filled, or whichever of these it was is over. */
function troubleDisk(life: Life): string {
  const { disk } = life;
  if (disk.broken !== null || disk.isFull) {
    disk.broken = null;
    disk.isFull = false;
    return "mended";
  }
  disk.isFull = life.luck() < 0.5;
  if (!disk.isFull) disk.broken = FAILING;
  return disk.isFull ? "full" : "failing";
}

function rot(life: Life): string | null {
  // Of a disk that opens late and is rotten nobody ever saw what was lost.
  if (!life.kind.rots || life.isLate) return null;
  life.disk.broken = ROTTEN;
  if (life.luck() < 0.5) life.disk.refusesAnew = life.luck() < 0.5 ? FAILING : FULL;
  return life.disk.refusesAnew?.cause ?? "";
}

/** Of each three rows none, one or two are not read from then on, or all are again. */
function troubleReading(life: Life): string {
  const isOver = life.disk.unreadable !== null;
  const among = life.below(3);
  life.disk.unreadable = isOver ? null : { fault: FAILING, isMeant: (id) => id % 3 < among };
  return isOver ? "mended" : `of ${among} in 3 failing`;
}

function restart(life: Life): string | null {
  // After a restart a row is unsent again, also what was set aside of it: that is told again.
  if (life.kind.setsAside) return null;
  // A crash while the disk takes nothing loses what memory alone has, and nothing is left that could tell.
  life.settle();
  const isCrash = life.luck() < 0.5;
  if (life.luck() < 0.5) life.disk.broken = FAILING;
  life.restart(isCrash);
  // As soon as there is something to write, or for longer.
  if (life.luck() < 0.5) life.disk.broken = null;
  return `${isCrash ? "by a crash" : "in order"}${life.isLate ? ", disk late" : ""}`;
}
