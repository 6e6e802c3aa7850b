import { DiskError, NO_CONTENTS, type Cabinet, type DiskFault, type Write } from "./cabinet.ts";
import { Database } from "./database.ts";
import type { Disk } from "./disk.ts";
import { sealLines } from "./sealing.ts";

/** A disk in simulated time: the same SQL, and what was committed outlives the store that is dropped. */
export class MemoryDisk implements Disk {
  /** What it does instead of taking a write; null: it works. */
  broken: DiskFault | null = null;
  /** Transactions that it took. */
  writes = 0;
  /** Whether the ballast lies there. */
  ballast = false;
  /** Databases that were set aside. */
  setAside = 0;
  #database: Database | null = null;

  open(): ReturnType<Disk["open"]> {
    if (this.broken?.cause === "failing") throw new DiskError(this.broken);
    const contents = this.#database?.contents() ?? NO_CONTENTS;
    this.#database ??= new Database(":memory:", true);
    return { cabinet: this.#cabinet(this.#database), contents, lost: null };
  }

  anew(): Cabinet {
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
    this.ballast = true;
  }

  #cabinet(database: Database): Cabinet {
    return {
      seal: (lines) => this.seal(lines),
      write: (write: Write) => {
        if (this.broken !== null) throw new DiskError(this.broken);
        database.write(write);
        this.writes += 1;
      },
      read: (id) => database.read(id),
      close: () => undefined,
    };
  }
}
