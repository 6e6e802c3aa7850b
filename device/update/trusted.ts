import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { syncFile, syncFolder, textOf, writeWhole } from "./slot-disk.ts";

/**
 * The metadata that is trusted so far. tuf-js writes its files in place, so it is given a copy, which then takes the
 * place of the old: a power cut leaves one of the two whole.
 *
 * A root that a bad card has damaged is not replaced by `rootFile` of itself: that one may name keys which were revoked
 * since, and whoever has those could then say what this device runs. A person decides it, who knows.
 */
export class Trusted {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The copy to work in; null: what is trusted is damaged, or nothing is yet and there is no root at `rootFile`. */
  begin(rootFile: string): string | null {
    const [now, old, next] = this.#names();
    if (!existsSync(now) && existsSync(old)) renameSync(old, now);
    rmSync(old, { recursive: true, force: true });
    rmSync(next, { recursive: true, force: true });
    if (existsSync(now)) {
      if (!isJsonObject(textOf(join(now, "root.json")))) return null;
      cpSync(now, next, { recursive: true });
    } else {
      if (!existsSync(rootFile)) return null;
      mkdirSync(next, { recursive: true });
      copyFileSync(rootFile, join(next, "root.json"));
    }
    return next;
  }

  /** What was verified stays, also when what came after it was refused. Not for a copy that the disk failed in. */
  end(): void {
    const [now, old, next] = this.#names();
    if (isSame(now, next)) {
      rmSync(next, { recursive: true, force: true });
      return;
    }
    for (const name of readdirSync(next)) syncFile(join(next, name));
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

/** Whether two folders hold the same files, byte for byte. They are some kilobytes. */
function isSame(one: string, other: string): boolean {
  if (!existsSync(one)) return false;
  const names = readdirSync(one);
  return (
    names.length === readdirSync(other).length &&
    names.every((name) => {
      const there = join(other, name);
      return existsSync(there) && readFileSync(there).equals(readFileSync(join(one, name)));
    })
  );
}

function isJsonObject(text: string | null): boolean {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}
