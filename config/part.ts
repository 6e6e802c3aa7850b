import { isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import { ROLES, type Contract, type DeviceKind, type Role } from "../device/measure/roles.ts";
import type { Setting } from "../device/measure/setting.ts";
import type { PartConfig } from "./device-config.ts";
import { BUILT_IN, type Catalog } from "./catalog.ts";
import type { DriverSettings } from "./drivers.ts";
import { nearest, quoted } from "./problem.ts";
import { isEmpty, nameOf, type Reader } from "./reader.ts";
import { fileKey } from "./section.ts";
import { either } from "./value.ts";
import { wireRule } from "./wire-rule.ts";

export const PART_KEYS = ["role", "driver"];
/** Of a part whose driver is not known. */
const anyKeys = ({ drivers }: Catalog): readonly string[] => [...PART_KEYS, ...Object.values(drivers).flatMap(keysOf)];
export const NAME_PATTERN = "^[a-z][a-z0-9-]{0,31}$";
/** The computer's own clock, which each device has that names no other: its role, and its name. */
export const CLOCK = "clock";
const NO_PRESS = "Add the section press below bin, or take out the parts of the ram.";
const EXAMPLE = "Write a part as { role: motion, driver: mock }.";

export type Roles = ReadonlyMap<string, Role>;
/** A part with the node that describes it. */
export type Described = { readonly part: PartConfig; readonly node: YAMLMap };

/** One part by itself; null when it cannot be one, which is told. `roles` are those of this device. */
export function readPart(
  reader: Reader,
  key: Node | null,
  node: Node | null,
  { kind, roles, catalog }: { kind: DeviceKind; roles: Roles; catalog: Catalog },
): Described | null {
  const name = nameOf(key);
  const path = `parts.${name}`;
  if (!new RegExp(NAME_PATTERN).test(name)) {
    const instead = "Begin with a small letter, then small letters, digits and -, at most 32, such as pir-1.";
    reader.complain(key, "parts", `${quoted(name)} cannot be a part's name`, instead);
    return null;
  }
  if (!isMap(node)) {
    const what = isSeq(node) ? "this is a list" : "this is not a part";
    reader.complain(isEmpty(node) ? key : node, path, what, EXAMPLE);
    return null;
  }
  const role = readRole(reader, node, path, kind, roles);
  const contract = role === null ? undefined : roles.get(role)?.contract;
  const driver = readDriver(reader, node, path, driversFor(contract, role, catalog), catalog);
  const entry = driver === null ? undefined : catalog.drivers[driver];
  const settings = reader.section(
    node,
    entry?.settings ?? {},
    path,
    entry === undefined ? anyKeys(catalog) : PART_KEYS,
  );
  if (name === CLOCK && role !== null && role !== CLOCK) {
    reader.complain(key, path, "this is the name of the computer's own clock", "Give this part another name.");
  }
  if (role === null || driver === null || contract === undefined || entry === undefined) return null;
  if (entry.contract !== null && entry.contract !== contract) {
    const wrong = `${driver} is a ${entry.contract}, and the role ${role} needs a ${contract}`;
    reader.complain(
      nodeOf(node, "driver"),
      `${path}.driver`,
      wrong,
      `Write ${either(driversFor(contract, role, catalog))}.`,
    );
    return null;
  }
  if (entry.roles?.includes(role) === false) {
    const wrong = `${driver} is for the role ${either(entry.roles)}, and this is ${role}`;
    reader.complain(
      nodeOf(node, "driver"),
      `${path}.driver`,
      wrong,
      `Write ${either(driversFor(contract, role, catalog))}.`,
    );
    return null;
  }
  const broken = wireRule(driver, settings);
  if (broken !== null) {
    reader.complain(nodeOf(node, "pull") ?? nodeOf(node, "active"), `${path}.pull`, broken.wrong, broken.instead);
  }
  return { node, part: { name, role, driver, settings, at: reader.at(key) } };
}

/** A role that there is, but not in this device, deserves its reason; once, where all the parts of a ram lack theirs. */
function readRole(reader: Reader, map: YAMLMap, path: string, kind: DeviceKind, roles: Roles): string | null {
  const node = nodeOf(map, "role");
  const text = textOf(node);
  const other = kind === "lamp-post" ? "litter-bin" : "lamp-post";
  if (!roles.has(text) && Object.hasOwn(ROLES[kind], text)) {
    const wrong = `the role ${text} is for a bin with a ram, and bin.press is missing`;
    const told = reader.problems.some(({ instead }) => instead === NO_PRESS);
    if (!told) reader.complain(node, `${path}.role`, wrong, NO_PRESS);
    return null;
  }
  if (!roles.has(text) && Object.hasOwn(ROLES[other], text)) {
    const wrong = `the role ${text} is for a ${other}, and kind says ${kind}`;
    reader.complain(node, `${path}.role`, wrong, `Write ${either([...roles.keys()])}.`);
    return null;
  }
  return readName(reader, map, `${path}.role`, "role", [...roles.keys()]);
}

/** A driver of one's own that is there and is not taken deserves its reason. */
function readDriver(
  reader: Reader,
  map: YAMLMap,
  path: string,
  offered: readonly string[],
  { drivers, refused }: Catalog,
): string | null {
  const node = nodeOf(map, "driver");
  const reason = refused.get(textOf(node));
  if (reason === undefined) return readName(reader, map, `${path}.driver`, "driver", Object.keys(drivers), offered);
  reader.complain(node, `${path}.driver`, reason.wrong, reason.instead);
  return null;
}

/** One of the known names. `offered` are those of them that would fit here. */
function readName(
  reader: Reader,
  map: YAMLMap,
  path: string,
  key: string,
  known: readonly string[],
  offered = known,
): string | null {
  const node = nodeOf(map, key);
  const text = textOf(node);
  if (known.includes(text)) return text;
  const near = text === "" ? null : nearest(text, known);
  const wrong = text === "" ? `this part has no ${key}` : `there is no ${key} ${quoted(text)}`;
  reader.complain(
    text === "" ? map : node,
    path,
    wrong,
    near === null ? `Write ${either(offered)}.` : `Did you mean "${near}"?`,
  );
  return null;
}

export const nodeOf = (map: YAMLMap, key: string): Node | null => (map.get(key, true) as Node | undefined) ?? null;

const textOf = (node: Node | null): string => (node === null || isEmpty(node) || !isScalar(node) ? "" : nameOf(node));

/** The keys that a driver adds to its part. */
function keysOf({ settings }: DriverSettings): readonly string[] {
  return Object.entries<Setting>(settings).map(([key, setting]) => fileKey(key, setting));
}

/** The drivers that keep a contract and may have that role; a mock keeps each. Without a contract, all. */
export const driversFor = (
  contract: Contract | undefined,
  role: string | null = null,
  { drivers }: Catalog = BUILT_IN,
): readonly string[] =>
  Object.entries(drivers).flatMap(([name, { contract: kept, roles }]) => {
    const keeps = contract === undefined || kept === null || kept === contract;
    return keeps && (role === null || roles === undefined || roles.includes(role)) ? [name] : [];
  });
