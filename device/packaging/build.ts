import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeDeb } from "./debian.ts";
import { ARCHITECTURES, type Architecture } from "./locked-packages.ts";
import { debianVersion, stage } from "./stage.ts";

/** `npm run package`: dist/gaturum_VERSION_ARCHITECTURE.deb, for both architectures or for the one that is said. */
const ROOT = join(import.meta.dirname, "../..");
const { positionals } = parseArgs({ allowPositionals: true });
const known = Object.keys(ARCHITECTURES) as Architecture[];
const wanted = positionals.length === 0 ? known : known.filter((each) => positionals.includes(each));
if (wanted.length < positionals.length) {
  process.stderr.write(`error: npm run package -- ${known.join(" or ")}; nothing for both.\n`);
  process.exit(2);
}
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string; released: string };
const version = debianVersion(manifest.version);
const epoch = process.env["SOURCE_DATE_EPOCH"];
const madeMs = epoch === undefined ? Date.parse(manifest.released) : Number(epoch) * 1_000;

for (const architecture of wanted) {
  const folder = join(ROOT, "dist/deb", architecture);
  const file = join(ROOT, `dist/gaturum_${version}_${architecture}.deb`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  process.stdout.write(`${architecture}: its files\n`);
  stage(folder, architecture);
  process.stdout.write(`${architecture}: the package; a minute\n`);
  makeDeb({ stage: folder, architecture, version, madeMs, compression: "xz" }, `${file}.new`);
  renameSync(`${file}.new`, file);
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB\n`);
}
