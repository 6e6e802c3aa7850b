import { isMap, isScalar, type Node, type YAMLMap } from "yaml";
import { ROLES, type DeviceKind, type Role } from "../device/measure/roles.ts";
import type { PartConfig } from "./device-config.ts";
import { DRIVERS, type DriverSettings } from "./drivers.ts";
import { nearest } from "./problem.ts";
import type { Reader, Values } from "./reader.ts";
import { fileKey } from "./section.ts";

/** A device of more parts than this is a mistake in the file. */
const PARTS_MAX = 64;
const PART_KEYS = ["role", "driver"];
const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** Reads `parts:` and checks that each part can be what it is named for, and that no line and no role is used twice. */
export function readParts(
  reader: Reader,
  map: YAMLMap | null,
  kind: DeviceKind,
  presses: boolean,
): readonly PartConfig[] {
  const roles = rolesOf(kind, presses);
  const parts: PartConfig[] = [];
  const used = new Map<string, string>();
  for (const { key, value } of map?.items.slice(0, PARTS_MAX) ?? []) {
    const name = isScalar(key) ? String(key.value) : "?";
    const part = readPart(reader, name, key as Node, value as Node | null, roles);
    if (part === null) continue;
    claimOnce(reader, used, `role ${part.role}`, part, value as Node);
    for (const line of linesOf(part)) claimOnce(reader, used, line, part, value as Node);
    parts.push(part);
  }
  requireRoles(reader, map, roles, parts);
  if (!parts.some((part) => part.role === "clock")) parts.push(systemClock(reader, map));
  return parts;
}

function rolesOf(kind: DeviceKind, presses: boolean): ReadonlyMap<string, Role> {
  return new Map(Object.entries<Role>(ROLES[kind]).filter(([, role]) => presses || role.need !== "press"));
}

function readPart(
  reader: Reader,
  name: string,
  key: Node,
  value: Node | null,
  roles: ReadonlyMap<string, Role>,
): PartConfig | null {
  const path = `parts.${name}`;
  if (!NAME.test(name)) {
    reader.complain(key, path, "this cannot be a part's name", "Use small letters, digits and -, such as pir-1.");
    return null;
  }
  if (!isMap(value)) {
    reader.complain(value ?? key, path, "this is not a part", "Write { role: motion, driver: mock }.");
    return null;
  }
  const role = readName(reader, value, path, "role", [...roles.keys()]);
  const driver = readName(reader, value, path, "driver", Object.keys(DRIVERS));
  const entry = driver === null ? undefined : DRIVERS[driver];
  if (role === null || driver === null || entry === undefined) return null;
  const wanted = roles.get(role)?.contract;
  if (entry.contract !== null && entry.contract !== wanted) {
    const fitting = Object.keys(DRIVERS).filter((other) => DRIVERS[other]?.contract === wanted);
    const cure = `For ${role} write one of: ${[...fitting, "mock"].join(", ")}.`;
    reader.complain(
      value.get("driver", true) as Node,
      `${path}.driver`,
      `${driver} is a ${entry.contract}, not a ${wanted}`,
      cure,
    );
    return null;
  }
  const settings = reader.section(value, entry.settings, path, PART_KEYS);
  return { name, role, driver, settings, at: reader.at(key) };
}

function readName(reader: Reader, map: YAMLMap, path: string, key: string, known: readonly string[]): string | null {
  const node = map.get(key, true) as Node | undefined;
  const text = isScalar(node) ? String(node.value) : "";
  if (known.includes(text)) return text;
  const near = nearest(text, known);
  const cure = near === null || text === "" ? `Write one of: ${known.join(", ")}.` : `Did you mean "${near}"?`;
  const wrong = node === undefined ? "this key is missing" : `there is no ${key} "${text}"`;
  reader.complain(node ?? map, `${path}.${key}`, wrong, cure);
  return null;
}

/** Hardware that only this part may use. */
function linesOf({ driver, settings }: PartConfig): readonly string[] {
  const table: DriverSettings["settings"] = DRIVERS[driver]?.settings ?? {};
  return Object.entries(table).flatMap(([key, setting]) => {
    const value = settings[key];
    return setting.kind === "line" && typeof value === "string" ? [`line ${value}`] : [];
  });
}

function claimOnce(reader: Reader, used: Map<string, string>, what: string, part: PartConfig, node: Node): void {
  const first = used.get(what);
  if (first === undefined) {
    used.set(what, `${part.name} (${part.at})`);
    return;
  }
  const cure = what.startsWith("role") ? "Give one of them another role." : "Give each part a line of its own.";
  reader.complain(node, `parts.${part.name}`, `${what} is already that of ${first}`, cure);
}

function requireRoles(
  reader: Reader,
  map: YAMLMap | null,
  roles: ReadonlyMap<string, Role>,
  parts: readonly PartConfig[],
): void {
  for (const [role, { need, contract }] of roles) {
    if (need === "optional" || parts.some((part) => part.role === role)) continue;
    if (reader.problems.some(({ path }) => path.startsWith("parts."))) continue;
    reader.complain(
      map,
      "parts",
      `no part has the role ${role}`,
      `Add one: ${contract}-1: { role: ${role}, driver: mock }`,
    );
  }
}

function systemClock(reader: Reader, map: YAMLMap | null): PartConfig {
  const settings: Values = {};
  return { name: "clock", role: "clock", driver: "system-clock", settings, at: reader.at(map) };
}

/** The keys of a part that its driver has, for the reference page. */
export const driverKeys = (driver: DriverSettings): readonly string[] =>
  Object.entries(driver.settings).map(([key, setting]) => fileKey(key, setting));
