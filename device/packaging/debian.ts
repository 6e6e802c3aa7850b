import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import type { Architecture } from "./locked-packages.ts";

export type Deb = {
  /** A folder as `stage` fills it; `DEBIAN` is added to it. */
  readonly stage: string;
  readonly architecture: Architecture;
  /** As Debian writes it. */
  readonly version: string;
  /** Of everything in it, ms since 1970: the same input gives the same bytes. */
  readonly madeMs: number;
  /** As dpkg-deb names it; `none` for a test that only installs. */
  readonly compression: "xz" | "none";
};

const SCRIPTS = ["postinst", "prerm", "postrm"] as const;
/**
 * Of the C library and the C++ runtime: what Node 24 was built against (Debian 10). systemd 252 is Debian 12's, the
 * oldest that it was tried on.
 */
const DEPENDS = "libc6 (>= 2.28), libstdc++6 (>= 8), libgcc-s1, systemd (>= 252), udev, init-system-helpers (>= 1.54)";
/** A name that can never be an address (RFC 2606): whoever publishes packages puts in their own. */
const MAINTAINER = "The gaturum project <maintainers@gaturum.invalid>";
const KIB = 1_024;

/** Makes the package `to`. Throws with what dpkg-deb said. */
export function makeDeb({ stage, architecture, version, madeMs, compression }: Deb, to: string): void {
  writeFileSync(join(stage, "usr/share/doc/gaturum/changelog.gz"), changelog(version, madeMs));
  const control = join(stage, "DEBIAN");
  mkdirSync(control, { recursive: true });
  const files = filesIn(stage).filter((path) => !path.startsWith("DEBIAN/"));
  const bytes = files.reduce((sum, path) => sum + Math.ceil(lstatSync(join(stage, path)).size / KIB), 0);
  writeFileSync(join(control, "control"), controlFile(version, architecture, bytes));
  writeFileSync(join(control, "md5sums"), files.map((path) => `${md5(join(stage, path))}  ${path}\n`).join(""));
  for (const name of SCRIPTS) copyFileSync(join(import.meta.dirname, "debian", name), join(control, name));
  for (const name of readdirSync(control)) chmodSync(join(control, name), isScript(name) ? 0o755 : 0o644);
  settleMoments(stage, new Date(madeMs));
  const words = ["--root-owner-group", `-Z${compression}`, "--build", stage, to];
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(Math.floor(madeMs / 1_000)) };
  const done = spawnSync("dpkg-deb", words, { encoding: "utf8", env });
  if (done.error !== undefined) throw new Error("dpkg-deb is missing: a package is made on Debian, or with its dpkg.");
  if (done.status !== 0) throw new Error(`dpkg-deb: ${done.stderr}`);
}

function controlFile(version: string, architecture: Architecture, installedKib: number): string {
  return `Package: gaturum
Version: ${version}
Architecture: ${architecture}
Maintainer: ${MAINTAINER}
Installed-Size: ${installedKib}
Depends: ${DEPENDS}
Section: embedded
Priority: optional
Description: runtime of controllers in lamp posts and litter bins
 Senses, decides and acts many times a second, whether or not the city can
 be reached, and tells the city over MQTT what it did and why. Brings its own
 Node.js and every native part: nothing is built or fetched at installation.
 .
 It starts once /etc/gaturum/device.yaml is there.
`;
}

/** As Debian wants it, with neither a name nor a moment in its header. What changed stands in CHANGELOG.md beside it. */
function changelog(version: string, madeMs: number): Buffer {
  const moment = new Date(madeMs).toUTCString().replace("GMT", "+0000");
  const text = `gaturum (${version}) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- ${MAINTAINER}  ${moment}\n`;
  return gzipSync(text, { level: 9 });
}

/** By their path from it, in the order of their bytes. */
function filesIn(folder: string, at = folder): readonly string[] {
  return readdirSync(at, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(at, entry.name);
      return entry.isDirectory() ? filesIn(folder, path) : [relative(folder, path)];
    })
    .sort();
}

function settleMoments(path: string, moment: Date): void {
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) settleMoments(join(path, name), moment);
  utimesSync(path, moment, moment);
}

const isScript = (name: string): boolean => (SCRIPTS as readonly string[]).includes(name);
const md5 = (path: string): string => createHash("md5").update(readFileSync(path)).digest("hex");
