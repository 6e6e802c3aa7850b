import { copyFileSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { syncFolder, textOf, writeWhole } from "./slot-disk.ts";

/**
 * The metadata that is trusted so far. tuf-js writes its files in place, so it is given a copy, which then takes the
 * place of the old: a power cut leaves one of the two whole.
 */
export class Trusted {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The copy to work in; null: there is no root to begin with at `rootFile`. */
  begin(rootFile: string): string | null {
    const [now, old, next] = this.#names();
    if (!existsSync(now) && existsSync(old)) renameSync(old, now);
    rmSync(old, { recursive: true, force: true });
    rmSync(next, { recursive: true, force: true });
    if (existsSync(now)) cpSync(now, next, { recursive: true });
    else {
      if (!existsSync(rootFile)) return null;
      mkdirSync(next, { recursive: true });
      copyFileSync(rootFile, join(next, "root.json"));
    }
    return next;
  }

  /** What was verified stays, also when what came after it was refused. */
  end(): void {
    const [now, old, next] = this.#names();
    syncFolder(next);
    if (existsSync(now)) renameSync(now, old);
    renameSync(next, now);
    syncFolder(this.#folder);
    rmSync(old, { recursive: true, force: true });
  }

  /** Ms since 1970 that were certainly over when something was last looked at; 0: nothing was. */
  get seenMs(): number {
    const seen = Number(textOf(join(this.#folder, "seen")));
    return Number.isFinite(seen) ? seen : 0;
  }

  see(nowMs: number): void {
    writeWhole(join(this.#folder, "seen"), `${nowMs}\n`);
  }

  #names(): readonly [now: string, old: string, next: string] {
    const [now, old, next] = ["metadata", "metadata.old", "metadata.next"].map((name) => join(this.#folder, name));
    return [now ?? "", old ?? "", next ?? ""];
  }
}
