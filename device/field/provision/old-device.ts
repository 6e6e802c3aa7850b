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

/** The device with that plate, in `records` or in a folder of it. Throws in words unless there is exactly one. */
export function findOldDevice(records: string, plate: string): OldDevice {
  const folders = [records, ...foldersIn(records)].filter((folder) => existsSync(join(folder, CONFIG_FILE)));
  const devices = folders.map(readOldDevice);
  const found = devices.filter(({ config }) => config.asset.plate === plate);
  const [device, another] = found;
  if (device !== undefined && another === undefined) return device;
  if (another !== undefined)
    throw new Refusal(
      `${records}: plate ${plate} stands in ${found.map(({ folder }) => folder).join(" and ")}. Name one of them with --records.`,
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

function readOldDevice(folder: string): OldDevice {
  const path = join(folder, CONFIG_FILE);
  try {
    const text = readFileSync(path, "utf8");
    const parsed = parseConfig(text, path);
    if (!parsed.ok) throw new Refusal(`${path}: this config is not taken any more. gaturum run --config says why.`);
    const certificate = join(folder, CERTIFICATE_FILE);
    const shown = existsSync(certificate) ? certificateIn(readFileSync(certificate, "utf8"), certificate) : null;
    return { folder, text, config: parsed.config, certificate: shown };
  } catch (cause) {
    throw refusalAt(path, cause);
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

/** Files of a state folder, by their path in it. */
export type OldState = { readonly folder: string; readonly names: readonly string[] };

/** 64 MB of reports, as much of evidence, and room. A card that was in the street may hold anything. */
const STATE_BYTES_MAX = 256 * 1_048_576;
/** Not of the device but of its old computer: compiled code, and how its last run ended. */
const LEFT_BEHIND: readonly string[] = ["compiled", "control-run.json"];

/** What the old card has counted and measured: its /var/lib/gaturum, or the device's folder in that. Throws in words. */
export function findOldState(path: string, device: string): OldState {
  const inner = join(path, device);
  const folder = existsSync(join(inner, "keep")) ? inner : path;
  try {
    const names = filesIn(folder, folder);
    const bytes = names.reduce((sum, name) => sum + lstatSync(join(folder, name)).size, 0);
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
    return { folder, names };
  } catch (cause) {
    throw refusalAt(folder, cause);
  }
}

/** Plain files alone: a link on a card from the street could name a file of this computer. */
function filesIn(folder: string, top: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (folder === top && LEFT_BEHIND.includes(entry.name)) return [];
    if (entry.isDirectory()) return filesIn(path, top);
    return entry.isFile() ? [relative(top, path)] : [];
  });
}

function slot(path: string): SlotFile {
  if (!existsSync(path)) return { kind: "absent" };
  return { kind: "bytes", bytes: readFileSync(path) };
}

/** Copies it below `to`, and waits until the disk has it. */
export function copyState({ folder, names }: OldState, to: string): void {
  for (const name of names) {
    const path = join(to, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    copyFileSync(join(folder, name), path);
    const file = openSync(path, "r+");
    fsyncSync(file);
    closeSync(file);
  }
}
