import type { Node, YAMLMap } from "yaml";
import { ROLES, type DeviceKind, type Role } from "../device/measure/roles.ts";
import { matchBoards, type DescribedBoard } from "./boards.ts";
import type { PartConfig } from "./device-config.ts";
import type { Catalog } from "./catalog.ts";
import { CLOCK, readPart, type Described, type Roles } from "./part.ts";
import type { Reader, Values } from "./reader.ts";
import { refuseSharing } from "./sharing.ts";

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
