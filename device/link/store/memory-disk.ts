import { DiskError, NO_CONTENTS, type Cabinet, type DiskFault, type Write } from "./cabinet.ts";
import { Database } from "./database.ts";
import type { Disk } from "./disk.ts";
import { sealLines } from "./sealing.ts";

const FULL: DiskFault = { cause: "full", detail: "no space left" };

/** A disk in simulated time: the same SQL, and what was committed outlives the store that is dropped. */
export class MemoryDisk implements Disk {
  /** What it does instead of taking a write; null: it works. */
  broken: DiskFault | null = null;
  /** Why what is rotten cannot be set aside; null: it can. */
  refusesAnew: DiskFault | null = null;
  /** What it does instead of reading these rows; null: it works. */
  unreadable: { readonly fault: DiskFault; readonly isMeant: (id: number) => boolean } | null = null;
  /** Someone else has filled it: only where the ballast lay is room, for what is small. */
  isFull = false;
  /** Whether the ballast lies there. */
  ballast = false;
  /** Databases that were set aside. */
  setAside = 0;
  #database: Database | null = null;

  open(): ReturnType<Disk["open"]> {
    if (this.broken?.cause === "failing") throw new DiskError(this.broken);
    if (this.broken?.cause === "corrupt") {
      const lost = this.broken;
      return { cabinet: this.anew(), contents: NO_CONTENTS, lost };
    }
    const contents = this.#database?.contents() ?? NO_CONTENTS;
    this.#database ??= new Database(":memory:", true);
    return { cabinet: this.#cabinet(this.#database), contents, lost: null };
  }

  anew(): Cabinet {
    if (this.refusesAnew !== null) throw new DiskError(this.refusesAnew);
    this.setAside += 1;
    this.broken = null;
    this.#database = new Database(":memory:", true);
    return this.#cabinet(this.#database);
  }

  seal(lines: readonly string[]): Uint8Array {
    return sealLines(lines);
  }
  freeBallast(): void {
    this.ballast = false;
  }
  layBallast(): void {
    this.ballast ||= !this.isFull;
  }

  #cabinet(database: Database): Cabinet {
    let isOpen = true;
    return {
      seal: (lines) => this.seal(lines),
      write: (write: Write) => {
        if (!isOpen) throw new Error("this database was closed");
        if (this.broken !== null) throw new DiskError(this.broken);
        if (this.isFull && (this.ballast || write.rows.some(({ row }) => row.class !== 0))) throw new DiskError(FULL);
        database.write(write);
      },
      read: (id) => {
        if (this.unreadable?.isMeant(id) === true) throw new DiskError(this.unreadable.fault);
        return database.read(id);
      },
      close: () => {
        isOpen = false;
      },
    };
  }
}
