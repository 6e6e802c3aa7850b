import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FillIn } from "../../../config/fill-in.ts";
import type { OwnFile } from "./whole-folder.ts";

/** What the first boot does with the files; no other program needs it. */
export const FIRST_BOOT = "first-boot.json";
export const [CONFIG_FILE, CERTIFICATE_FILE, KEY_FILE, REQUEST_FILE] = [
  "device.yaml",
  "tls/device.pem",
  "tls/device.key",
  "tls/device.csr",
] as const;
export const [BROKER_CA_FILE, TRUST_FILE, ZONE_KEY_FILE, UPDATE_ROOT_FILE] = [
  "tls/ca.pem",
  "trust.json",
  "zone.key",
  "update-root.json",
] as const;

/** What goes to every device of a run; null: none of it. PEM, JSON, and hexadecimal digits. */
export type Common = {
  /** The folder on the device in which the files will lie. */
  readonly home: string;
  readonly brokerCa: string | null;
  readonly trust: string | null;
  readonly zoneKey: string | null;
  /** Whose updates it takes, as The Update Framework has it. */
  readonly updateRoot: string | null;
  /** Where it fetches them, `https://host/folder`; null: as its config has it. */
  readonly updates: string | null;
};
/** What one device shows to the broker. Without `certificate` the city's own authority is to sign `request`. */
export type Identity = {
  readonly key: string;
  readonly certificate: string | null;
  readonly request: string | null;
};

/** The config's values that name files, and where updates come from. */
export function commonFillIns({ home, brokerCa, trust, zoneKey, updates }: Common): readonly FillIn[] {
  const at = (file: string, is: boolean): string | null => (is ? `${home}/${file}` : null);
  return [
    [["city", "tls", "ca"], at(BROKER_CA_FILE, brokerCa !== null)],
    [["city", "tls", "certificate"], at(CERTIFICATE_FILE, true)],
    [["city", "tls", "key"], at(KEY_FILE, true)],
    [["city", "trust"], at(TRUST_FILE, trust !== null)],
    ...(zoneKey === null ? [] : ([[["neighbours", "keyFile"], at(ZONE_KEY_FILE, true)]] as const)),
    ...(updates === null ? [] : ([[["city", "updates"], updates]] as const)),
  ];
}

/** All that a device may have of its own, and its mode on the controller. */
const MODES: Readonly<Record<string, number>> = {
  [CONFIG_FILE]: 0o644,
  [KEY_FILE]: 0o600,
  [CERTIFICATE_FILE]: 0o644,
  [REQUEST_FILE]: 0o644,
  [BROKER_CA_FILE]: 0o644,
  [TRUST_FILE]: 0o644,
  [ZONE_KEY_FILE]: 0o600,
  [UPDATE_ROOT_FILE]: 0o644,
};

/** All files of one device but what its first boot does with them. */
export function deviceFiles(
  config: string,
  { key, certificate, request }: Identity,
  common: Common,
): readonly OwnFile[] {
  const contents: Readonly<Record<string, string | null>> = {
    [CONFIG_FILE]: config,
    [KEY_FILE]: key,
    [CERTIFICATE_FILE]: certificate,
    [REQUEST_FILE]: request,
    [BROKER_CA_FILE]: common.brokerCa,
    [TRUST_FILE]: common.trust,
    [ZONE_KEY_FILE]: common.zoneKey,
    [UPDATE_ROOT_FILE]: common.updateRoot,
  };
  return filesOf((name) => contents[name] ?? null);
}

/** The same of a folder that was provisioned, as they are there now. */
export const filesThere = (folder: string): readonly OwnFile[] =>
  filesOf((name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : null));

const filesOf = (contentOf: (name: string) => string | Buffer | null): readonly OwnFile[] =>
  Object.entries(MODES).flatMap(([name, mode]) => {
    const content = contentOf(name);
    return content === null ? [] : [{ name, content, mode }];
  });

/** Files that link must be able to read, and to replace when a new certificate has worked. */
const OF_LINK: readonly string[] = [KEY_FILE, CERTIFICATE_FILE, ZONE_KEY_FILE];

/**
 * A boot partition is FAT and knows neither owners nor modes: the first boot moves each file to its place, gives it both,
 * and takes it away from here. `state` is what an old device had counted and measured.
 */
export function firstBoot(device: string, files: readonly OwnFile[], home: string, hasState: boolean): OwnFile {
  const moves = files
    .filter(({ name }) => name !== REQUEST_FILE)
    .map(({ name, content, mode }) => ({
      from: name,
      to: `${home}/${name}`,
      mode: mode.toString(8).padStart(4, "0"),
      owner: OF_LINK.includes(name) ? "link" : "root",
      sha256: createHash("sha256").update(content).digest("hex"),
    }));
  const state = hasState ? { state: { from: "state", to: "/var/lib/gaturum" } } : {};
  const content = { v: 1, device, hostname: hostnameOf(device), files: moves, ...state };
  return { name: FIRST_BOOT, content: `${JSON.stringify(content, null, 2)}\n`, mode: 0o644 };
}

/** RFC 1123: a host's name has no underscore, and ends in a letter or a digit. */
const hostnameOf = (device: string): string => device.replaceAll("_", "-").replace(/-+$/, "");
