import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HostileFolder } from "../../device/update/hostile-folder.ts";
import { verify, type Verified } from "../../device/update/verify.ts";
import { newKeyPem, signerOf, type Signer } from "../release/tuf/keys.ts";
import {
  addRelease,
  draftRoot,
  publish,
  refresh,
  signed,
  type Keys,
  type ReleaseSigners,
  type Roles,
} from "../release/tuf/repository.ts";

/** Wall time of the tests: tuf-js asks the computer's clock, and takes none as an argument. */
export const NOW = Date.now();
export const DAY_MS = 86_400_000;
const newSigner = (): Signer => signerOf(newKeyPem());
const anyOf = (threshold: number, ...signers: readonly Signer[]): Keys => ({
  threshold,
  keys: signers.map(({ key }) => key),
});

/** A repository as the release script makes it, the keys of everyone, and a device that trusts its first root. */
export class Repository {
  readonly base = mkdtempSync(join(tmpdir(), "gaturum-tuf-"));
  readonly folder = join(this.base, "repository");
  readonly trusted = join(this.base, "trusted");
  readonly roots = [newSigner(), newSigner(), newSigner()] as const;
  readonly release: ReleaseSigners & { readonly [role: string]: readonly Signer[] } = {
    targets: [newSigner()],
    snapshot: [newSigner()],
    timestamp: [newSigner()],
  };

  constructor() {
    mkdirSync(this.folder);
    mkdirSync(this.trusted);
    const [one, two] = this.roots;
    const first = signed(draftRoot(this.folder, this.roles(), NOW), [one, two]);
    publish(this.folder, first);
    writeFileSync(join(this.trusted, "root.json"), JSON.stringify(first.toJSON()));
  }

  /** Root wants two of three. */
  roles(release: ReleaseSigners = this.release): Roles {
    const { targets, snapshot, timestamp } = release;
    return {
      root: anyOf(2, ...this.roots),
      targets: anyOf(1, ...targets),
      snapshot: anyOf(1, ...snapshot),
      timestamp: anyOf(1, ...timestamp),
    };
  }

  /** An archive of `content` for arm64, signed and published. */
  add(version: string, { now = NOW, content = `program ${version}`, signers = this.release } = {}): string {
    const archive = join(this.base, `${version}.tar.gz`);
    writeFileSync(archive, content);
    addRelease(this.folder, { version, archives: { arm64: archive } }, signers, now);
    return archive;
  }

  /** The same of an archive that is there. */
  publish(version: string, archive: string, architecture = "arm64"): void {
    addRelease(this.folder, { version, archives: { [architecture]: archive } }, this.release, NOW);
  }

  refresh(now = NOW): void {
    refresh(this.folder, this.release, now);
  }

  /** What a device makes of it; it remembers what it verified. */
  async verify(folder = this.folder, architecture = "arm64"): Promise<Verified> {
    const hostile = new HostileFolder(folder);
    try {
      return await verify(hostile, this.trusted, architecture);
    } finally {
      hostile.close();
    }
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

export const taken = (version: string) => ({ ok: true, offer: { release: { version } } });
export const refused = (cause: string) => ({ ok: false, cause });
