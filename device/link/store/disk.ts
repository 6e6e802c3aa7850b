import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Ballast } from "./ballast.ts";
import { DiskError, NO_CONTENTS, type Cabinet, type Contents, type DiskFault } from "./cabinet.ts";
import { Database } from "./database.ts";
import { sealLines } from "./sealing.ts";

/** What a clerk needs of a disk beside the cabinet in it. */
export interface Disk {
  /** `lost`: there was one before, and it could not be read. */
  open(): { readonly cabinet: Cabinet; readonly contents: Contents; readonly lost: DiskFault | null };
  /** As its cabinets do it: also for what waits for one. */
  seal(lines: readonly string[]): Uint8Array;
  /** Sets aside what is rotten, and begins anew. */
  anew(): Cabinet;
  /** Makes room on a full one, for what is small and matters. */
  freeBallast(): void;
  layBallast(): void;
}

const JOURNAL = "-wal";

/** The folder `directory`: the database, the ballast, and one that was set aside for the technician. */
export class FolderDisk implements Disk {
  readonly #path: string;
  readonly #directory: string;
  readonly #ballast: Ballast;

  constructor(directory: string) {
    this.#directory = directory;
    this.#path = join(directory, "store.db");
    this.#ballast = new Ballast(join(directory, "ballast"));
  }

  open(): ReturnType<Disk["open"]> {
    this.#makeFolder();
    const wasThere = this.#ballast.isThere;
    const isNew = !wasThere || !existsSync(this.#path);
    const gone = wasThere && isNew ? { cause: "corrupt" as const, detail: `${this.#path} is gone` } : null;
    let database: Database | null = null;
    try {
      database = new Database(this.#path, isNew);
      return { cabinet: database, contents: database.contents(), lost: gone };
    } catch (cause) {
      database?.close();
      if (!(cause instanceof DiskError) || cause.fault.cause !== "corrupt") throw cause;
      return { cabinet: this.anew(), contents: NO_CONTENTS, lost: cause.fault };
    }
  }

  seal(lines: readonly string[]): Uint8Array {
    return sealLines(lines);
  }

  anew(): Cabinet {
    const bad = join(this.#directory, "store.bad.db");
    asked(() => {
      // Where a try before this one has set it aside already, what lies there is it.
      if (existsSync(this.#path)) rmSync(bad + JOURNAL, { force: true });
      for (const part of ["", JOURNAL]) if (existsSync(this.#path + part)) renameSync(this.#path + part, bad + part);
    });
    try {
      return new Database(this.#path, true);
    } catch (cause) {
      // The next try must not set this beginning aside in the place of what was rotten.
      asked(() => {
        for (const part of ["", JOURNAL]) rmSync(this.#path + part, { force: true });
      });
      throw cause;
    }
  }

  freeBallast(): void {
    asked(() => this.#ballast.free());
  }
  layBallast(): void {
    this.#ballast.lay();
  }

  /** Only the last folder: a state directory that is not mounted must not look like an empty one. */
  #makeFolder(): void {
    asked(() => {
      if (!existsSync(this.#directory)) mkdirSync(this.#directory, { mode: 0o750 });
    });
  }
}

function asked(run: () => void): void {
  try {
    run();
  } catch (cause) {
    throw new DiskError({ cause: "failing", detail: (cause as NodeJS.ErrnoException).message });
  }
}
