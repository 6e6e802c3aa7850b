import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, lstatSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { isForDevice, packagesAtWork, type Architecture, type Packages } from "./locked-packages.ts";
import { pinnedNode } from "./pinned-node.ts";

const ROOT = join(import.meta.dirname, "../..");
const HERE = import.meta.dirname;
/** Where the program stands on a controller. */
const HOME = "usr/lib/gaturum";
const DOC = "usr/share/doc/gaturum";
/** What the program reads beside its own modules: examples of configs, the colours of its page, and streets. */
const READ = [
  ["config", /\.yaml$/],
  ["device/screen", /\.css$/],
  ["hal-mocks/scenarios", /\.yaml$/],
] as const;
const DOCS = ["docs/install.md", "docs/technician.md", "docs/config.md", "CHANGELOG.md"] as const;

/** Fills `into` with all files of a controller, as they will stand below its root. It must be empty or not there. */
export function stage(into: string, architecture: Architecture): void {
  mkdirSync(into, { recursive: true });
  cpSync(join(HERE, "root"), into, { recursive: true });
  const app = join(into, HOME, "app");
  compile(app);
  for (const [folder, kept] of READ) copyTree(join(ROOT, folder), join(app, folder), (path) => kept.test(path));
  copyPackages(app, architecture);
  copyFileSync(pinnedNode(architecture, packages()), join(into, HOME, "node"));
  writeDocs(join(into, DOC));
  settleModes(into);
}

/** Debian's own order of words: `1.0.0-rc.1` comes before `1.0.0`. */
export const debianVersion = (version: string): string => version.replace("-", "~");

function packages(): Packages {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Packages };
  return lock.packages;
}

function compile(into: string): void {
  const words = [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", join(HERE, "tsconfig.json"), "--outDir", into];
  const done = spawnSync(process.execPath, words, { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`the program does not compile:\n${done.stdout}${done.stderr}`);
}

function copyPackages(app: string, architecture: Architecture): void {
  const paths = packagesAtWork(packages());
  for (const path of paths) {
    // Those inside it are listed by themselves.
    const isOwn = (file: string) => !file.slice(path.length).includes("/node_modules/");
    copyTree(join(ROOT, path), join(app, path), (file) => {
      const name = relative(ROOT, file);
      return isOwn(name) && isForDevice(name, architecture);
    });
  }
}

/** Files alone that are wanted; no folder is left empty. */
function copyTree(from: string, to: string, isWanted: (path: string) => boolean): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyTree(source, target, isWanted);
    else if (entry.isFile() && isWanted(source)) {
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(source, target);
    }
  }
}

function writeDocs(into: string): void {
  mkdirSync(into, { recursive: true });
  for (const path of DOCS) copyFileSync(join(ROOT, path), join(into, basename(path)));
  copyFileSync(join(HERE, "debian/copyright"), join(into, "copyright"));
}

/** Whatever the umask was, and whoever checked it out: root's, and nobody else writes. */
function settleModes(path: string): void {
  const about = lstatSync(path);
  const runs = ["usr/bin/gaturum", `${HOME}/launch`, `${HOME}/node`].some((each) => path.endsWith(each));
  chmodSync(path, about.isDirectory() || runs ? 0o755 : 0o644);
  if (about.isDirectory()) for (const name of readdirSync(path)) settleModes(join(path, name));
}
