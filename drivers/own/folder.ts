import { existsSync, lstatSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** A driver that did not come with gaturum: a folder in the folder of one's own drivers. Paths are whole. */
export type OwnDriver = { readonly name: string; readonly settings: string; readonly driver: string };
/** Why a driver of one's own is not taken, in words: `wrong`, and what to do. */
export type Refused = { readonly wrong: string; readonly instead: string };
export type Found = { readonly ok: true; readonly own: OwnDriver } | { readonly ok: false; readonly refused: Refused };

const USUAL = "/etc/gaturum/drivers";
/** On a bench, `GATURUM_DRIVERS_DIR` names another folder, which its user may own. */
const BENCH = "GATURUM_DRIVERS_DIR";
const NAME = /^[a-z][a-z0-9-]{0,31}$/;
/** Node runs both as they are: TypeScript whose types can be taken out. */
const LANGUAGES = [".ts", ".js"];
const WRITABLE_BY_OTHERS = 0o022;
/** In such a folder, as /tmp, nobody can rename what another owns. */
const STICKY = 0o1000;

export const ownFolder = (env = process.env): string => resolve(env[BENCH] ?? USUAL);

/** Names of all that may be drivers of one's own; none where there is no such folder, or none that can be read. */
export function ownNames(folder = ownFolder()): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => NAME.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** One of them, looked at anew each time: what is loaded is what was looked at. null: there is no folder of that name. */
export function findOwn(name: string, folder = ownFolder()): Found | null {
  if (!NAME.test(name) || !existsSync(join(folder, name))) return null;
  try {
    return lookAt(name, folder);
  } catch (cause) {
    const wrong = `${join(folder, name)} cannot be read (${(cause as NodeJS.ErrnoException).code ?? "unknown cause"})`;
    return { ok: false, refused: { wrong, instead: `Type: sudo chmod -R go+rX ${folder}` } };
  }
}

function lookAt(name: string, folder: string): Found {
  const settings = fileOf(folder, name, "settings");
  const driver = fileOf(folder, name, "driver");
  const missing = settings === null ? "settings" : driver === null ? "driver" : null;
  if (settings === null || driver === null) {
    const wrong = `${join(folder, name)} has no ${missing ?? ""}.ts and no ${missing ?? ""}.js`;
    return { ok: false, refused: { wrong, instead: "Write it as docs/developer.md shows." } };
  }
  const inside = readdirSync(join(folder, name), { encoding: "utf8", recursive: true });
  const shared = join(folder, "package.json");
  const paths = inside.map((file) => join(folder, name, file));
  for (const path of existsSync(shared) ? [...paths, shared] : paths) {
    const refused = distrust(path);
    if (refused !== null) return { ok: false, refused };
  }
  return { ok: true, own: { name, settings, driver } };
}

const fileOf = (folder: string, name: string, file: string): string | null =>
  LANGUAGES.map((language) => join(folder, name, `${file}${language}`)).find((path) => existsSync(path)) ?? null;

/**
 * Code that moves hardware may be changed by root alone: so it, and each folder above it, is root's and nobody else may
 * write there. null: so it is.
 */
function distrust(path: string, env = process.env): Refused | null {
  const owners = env[BENCH] === undefined ? [0] : [0, process.getuid?.() ?? 0];
  for (let at = path; ; at = dirname(at)) {
    const { uid, mode } = lstatSync(at);
    if (lstatSync(at).isSymbolicLink()) {
      return {
        wrong: `${at} is a link, and whoever owns its other end could change it`,
        instead: "Put the file there.",
      };
    }
    const isOpen = (mode & WRITABLE_BY_OTHERS) !== 0 && !(at !== path && (mode & STICKY) !== 0);
    if (isOpen || !owners.includes(uid)) {
      const wrong = `${at} can be changed by others than root, and drivers move hardware`;
      return { wrong, instead: `Type: sudo chown root:root ${at} && sudo chmod go-w ${at}` };
    }
    if (at === dirname(at)) return null;
  }
}
