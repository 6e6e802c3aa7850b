import type { Node, YAMLMap } from "yaml";
import { ROLES, type DeviceKind, type Role } from "../device/measure/roles.ts";
import type { Setting } from "../device/measure/setting.ts";
import { matchBoards, type DescribedBoard } from "./boards.ts";
import type { PartConfig } from "./device-config.ts";
import type { Catalog } from "./catalog.ts";
import { CLOCK, nodeOf, readPart, type Described, type Roles } from "./part.ts";
import type { Reader, Values } from "./reader.ts";
import { fileKey } from "./section.ts";

/**
 * Reads `parts:` and checks that each part can be what it is named for, and that no line and no role is used twice.
 * `map` as of `Reader.mapUnder`; `presses`: the bin has a ram.
 */
export function readParts(
  reader: Reader,
  map: YAMLMap | null | undefined,
  boards: readonly DescribedBoard[],
  { kind, presses, catalog }: { kind: DeviceKind; presses: boolean; catalog: Catalog },
): readonly PartConfig[] {
  if (map === undefined) return [];
  const roles: Roles = new Map(
    Object.entries<Role>(ROLES[kind]).filter(([, role]) => presses || !["press", "pressOptional"].includes(role.need)),
  );
  const described: Described[] = [];
  for (const { key, value } of map?.items ?? []) {
    const found = readPart(reader, key as Node, value as Node | null, { kind, roles, catalog });
    if (found !== null) described.push(found);
  }
  refuseSharing(reader, boards, described, catalog);
  matchBoards(reader, boards, described, catalog);
  const parts = described.map(({ part }) => part);
  requireRoles(reader, map, roles, parts);
  const hasClock = parts.some(({ role }) => role === CLOCK);
  return hasClock ? parts : [...parts, systemClock(reader, map)];
}

/**
 * A role, and a line of hardware, is of one part alone; a chip with its channels too, unless each part has a channel of its
 * own. Told at the second, with the place of the first.
 */
function refuseSharing(
  reader: Reader,
  boards: readonly DescribedBoard[],
  described: readonly Described[],
  catalog: Catalog,
): void {
  const first = new Map<string, string>();
  for (const { board, node } of boards) {
    const what = `the line ${board.port}`;
    const owner = first.get(what);
    const wrong = `${what} is already that of ${owner ?? ""}`;
    if (owner === undefined) first.set(what, `${board.name} (${board.at})`);
    else
      reader.complain(nodeOf(node, "port"), `boards.${board.name}.port`, wrong, "Give each board a port of its own.");
  }
  for (const { part, node } of described) {
    for (const { key, what } of [{ key: "role", what: `the role ${part.role}` }, ...linesOf(part, catalog)]) {
      const [taken = what, owner] = [...first].find(([other]) => clash(what, other)) ?? [];
      if (!first.has(what)) first.set(what, `${part.name} (${part.at})`);
      const cure = key === "role" ? "Give one of them another role." : "Give each part a line of its own.";
      if (owner !== undefined) {
        reader.complain(nodeOf(node, key), `parts.${part.name}.${key}`, `${taken} is already that of ${owner}`, cure);
      }
    }
  }
}

/** Of a chip, `i2c-1/0x48`, and one of its channels, `i2c-1/0x48/A0`, the one holds the other. */
const clash = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);

function linesOf(
  { driver, settings }: PartConfig,
  { drivers }: Catalog,
): readonly { readonly key: string; readonly what: string }[] {
  return Object.entries<Setting>(drivers[driver]?.settings ?? {}).flatMap(([key, setting]) => {
    const value = settings[key];
    const used = setting.kind === "line" && typeof value === "string";
    return used ? [{ key: fileKey(key, setting), what: `the line ${value}` }] : [];
  });
}

/** A part that is refused above may have been the one, so it must be mended first. */
function requireRoles(reader: Reader, map: YAMLMap | null, roles: Roles, parts: readonly PartConfig[]): void {
  if (reader.problems.some(({ path }) => path === "parts" || path.startsWith("parts."))) return;
  const missing = [...roles].filter(
    ([role, { need }]) => need !== "optional" && need !== "pressOptional" && !parts.some((part) => part.role === role),
  );
  const [first] = missing;
  if (first === undefined) return;
  const names = missing.map(([role]) => role).join(", ");
  const wrong = map === null ? "this section is missing" : `no part has the role ${names}`;
  const example = `${first[1].contract}-1: { role: ${first[0]}, driver: mock }`;
  reader.complain(map, "parts", wrong, `Add a line such as "${example}".`);
}

function systemClock(reader: Reader, map: YAMLMap | null): PartConfig {
  const settings: Values = {};
  return { name: CLOCK, role: CLOCK, driver: "system-clock", settings, at: reader.at(map) };
}
