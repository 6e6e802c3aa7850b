import type { X509Certificate } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import type { DeviceConfig } from "../../../config/device-config.ts";
import { parseConfig } from "../../../config/load.ts";
import { recover, type SlotFile } from "../../keep/slot.ts";
import { Refusal, refusalAt } from "../refusal.ts";
import { certificateIn } from "./authority.ts";
import { CERTIFICATE_FILE, CONFIG_FILE } from "./device-files.ts";

/** What the city keeps of a device whose controller is to be swapped: the folder that it was provisioned with. */
export type OldDevice = {
  readonly folder: string;
  readonly text: string;
  readonly config: DeviceConfig;
  /** null: the folder has only the request for it. */
  readonly certificate: X509Certificate | null;
};

/**
 * The device with that plate, in `records` or in a folder of it. Throws in words unless there is exactly one that can be
 * read; what cannot be read is told where none is found.
 */
export function findOldDevice(records: string, plate: string): OldDevice {
  const folders = [records, ...foldersIn(records)].filter((folder) => existsSync(join(folder, CONFIG_FILE)));
  const read = folders.map(readOldDevice);
  const devices = read.filter((each): each is OldDevice => !(each instanceof Refusal));
  const refused = read.filter((each) => each instanceof Refusal);
  const found = devices.filter(({ config }) => config.asset.plate === plate);
  const [device, another] = found;
  if (device !== undefined && another === undefined) return device;
  if (another !== undefined)
    throw new Refusal(
      `${records}: plate ${plate} stands in ${found.map(({ folder }) => folder).join(" and ")}. Name one of them with --records.`,
    );
  const [unread, ...others] = refused;
  if (unread !== undefined)
    throw new Refusal(
      `${records}: no device there that can be read has plate ${plate}. ${unread.message}${others.length > 0 ? ` So it is with ${others.length} more.` : ""}`,
      unread.exitCode,
    );
  const known = devices.map(({ config }) => config.asset.plate).filter((each) => each !== null);
  const are =
    known.length === 0
      ? `no ${CONFIG_FILE} is in it`
      : `it has ${known.slice(0, 5).join(", ")}${known.length > 5 ? ", …" : ""}`;
  throw new Refusal(
    `${records}: no device there has plate ${plate}; ${are}. Check the plate, or name another folder with --records.`,
  );
}

function readOldDevice(folder: string): OldDevice | Refusal {
  const path = join(folder, CONFIG_FILE);
  try {
    const text = readFileSync(path, "utf8");
    const parsed = parseConfig(text, path);
    if (!parsed.ok) throw new Refusal(`${path}: this config is not taken any more. gaturum run --config says why.`);
    const certificate = join(folder, CERTIFICATE_FILE);
    const shown = existsSync(certificate) ? certificateIn(readFileSync(certificate, "utf8"), certificate) : null;
    return { folder, text, config: parsed.config, certificate: shown };
  } catch (cause) {
    const told = refusalAt(path, cause);
    if (told instanceof Refusal) return told;
    throw told;
  }
}

function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(({ name }) => join(path, name));
  } catch (cause) {
    throw refusalAt(path, cause);
  }
}

/** Files of a device's memory: where each is, and its path on the new card, below `control` or `link`. */
export type OldState = { readonly files: readonly { readonly from: string; readonly to: string }[] };

/** 64 MB of reports, as much of evidence, and room. A card that was in the street may hold anything. */
const STATE_BYTES_MAX = 256 * 1_048_576;
/**
 * Not of the device but of its old computer: compiled code, how its last run ended, and updates that link fetched, 65 MB
 * each: a boot partition is small, and the new one fetches its own.
 */
const LEFT_BEHIND = /^(?:compiled|control-run\.json|download(?:\.old|\.new)?|looked\.json(?:\.new)?)(?:\/|$)/;
/** As systemd's units keep it; `gaturum run` has a folder a device, and in it that of link beside control's own. */
const [CONTROL, LINK] = ["control", "link"] as const;

/** What the old card has counted and measured: its /var/lib/gaturum, or the device's folder in that. Throws in words. */
export function findOldState(path: string, device: string): OldState {
  const folder =
    [join(path, CONTROL), join(path, device)].find((each) => isFolder(each) && isFolder(join(each, "keep"))) ?? path;
  const link = join(folder === join(path, CONTROL) ? path : folder, LINK);
  try {
    const ofControl = filesIn(folder).filter((name) => !name.startsWith(`${LINK}/`));
    const ofLink = isFolder(link) ? filesIn(link) : [];
    const taken = (from: string, to: string, names: readonly string[]): OldState["files"] =>
      names.filter((name) => !LEFT_BEHIND.test(name)).map((name) => ({ from: join(from, name), to: join(to, name) }));
    const files = [...taken(folder, CONTROL, ofControl), ...taken(link, LINK, ofLink)];
    const bytes = files.reduce((sum, { from }) => sum + lstatSync(from).size, 0);
    if (bytes > STATE_BYTES_MAX)
      throw new Refusal(
        `${folder}: ${Math.round(bytes / 1_048_576)} MB, and no device keeps more than 256 MB. Name its folder in /var/lib/gaturum.`,
      );
    const memory = recover(slot(join(folder, "keep/slot-a")), slot(join(folder, "keep/slot-b")));
    if (memory.status === "empty")
      throw new Refusal(
        `${folder}: no device has kept anything there. Name its folder in /var/lib/gaturum of the old card.`,
      );
    if (memory.status === "unreadable")
      throw new Refusal(`${folder}: calibration and counters are damaged. Leave out --state: the new one begins anew.`);
    return { files };
  } catch (cause) {
    throw refusalAt(folder, cause);
  }
}

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Plain files alone: a link on a card from the street could name a file of this computer. */
function filesIn(folder: string, top = folder): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path, top);
    return entry.isFile() ? [relative(top, path)] : [];
  });
}

function slot(path: string): SlotFile {
  if (!existsSync(path)) return { kind: "absent" };
  return { kind: "bytes", bytes: readFileSync(path) };
}

/** Copies it below `to`, and waits until the disk has it. */
export function copyState({ files }: OldState, to: string): void {
  for (const { from, to: name } of files) {
    const path = join(to, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    copyFileSync(from, path);
    const file = openSync(path, "r+");
    fsyncSync(file);
    closeSync(file);
  }
}
