import type { Node } from "yaml";
import type { Setting } from "../device/measure/setting.ts";
import type { DescribedBoard } from "./boards.ts";
import type { Catalog } from "./catalog.ts";
import type { PartConfig } from "./device-config.ts";
import { headerLinesOf, headerName } from "./header-lines.ts";
import { nodeOf, type Described } from "./part.ts";
import type { Reader } from "./reader.ts";
import { fileKey } from "./section.ts";

/** A line with its part or board, and where that stands. */
type Taken = { readonly line: string; readonly owner: string };
/** A line that is asked for, and what to do where it is another's. */
type Wanted = Taken & { readonly node: Node | null; readonly path: string; readonly cure: string };

/**
 * A role, and a line of hardware, is of one part alone; a chip with its channels too, unless each part has a channel of its
 * own; and so are the pins of the header's serial port and bus. Told at the second, with the place of the first.
 */
export function refuseSharing(
  reader: Reader,
  boards: readonly DescribedBoard[],
  described: readonly Described[],
  catalog: Catalog,
): void {
  const lines: Taken[] = [];
  const roles = new Map<string, string>();
  for (const { board, node } of boards) {
    const { name, port } = board;
    const cure = "Give each board a port of its own.";
    const owner = `${name} (${board.at})`;
    takeLine(reader, lines, { line: port, owner, node: nodeOf(node, "port"), path: `boards.${name}.port`, cure });
  }
  for (const { part, node } of described) {
    const owner = `${part.name} (${part.at})`;
    takeRole(reader, roles, { part, node }, owner);
    const cure = "Give each part a line of its own.";
    for (const { key, line } of linesOf(part, catalog))
      takeLine(reader, lines, { line, owner, node: nodeOf(node, key), path: `parts.${part.name}.${key}`, cure });
  }
}

function takeRole(reader: Reader, roles: Map<string, string>, { part, node }: Described, owner: string): void {
  const { name, role } = part;
  const taken = roles.get(role);
  if (taken === undefined) return void roles.set(role, owner);
  const wrong = `the role ${role} is already that of ${taken}`;
  reader.complain(nodeOf(node, "role"), `parts.${name}.role`, wrong, "Give one of them another role.");
}

function takeLine(reader: Reader, lines: Taken[], { line, owner, node, path, cure }: Wanted): void {
  const wrong = lines.map((taken) => clash(taken, line)).find((words) => words !== null);
  lines.push({ line, owner });
  if (wrong !== undefined) reader.complain(node, path, wrong, cure);
}

/** Why nobody else can have that line; null: it is free of this one. */
function clash({ line: taken, owner }: Taken, wanted: string): string | null {
  const [one, other] = [headerName(taken), headerName(wanted)];
  if (one === other || holds(one, other) || holds(other, one)) return `the line ${taken} is already that of ${owner}`;
  if (headerLinesOf(taken).includes(other)) return `${wanted} is a pin of ${lineOrBus(taken)}, which ${owner} uses`;
  return headerLinesOf(wanted).includes(one) ? `${lineOrBus(wanted)} has the pin ${taken}, which ${owner} uses` : null;
}

/** Of a chip, `i2c-1/0x48`, and one of its channels, `i2c-1/0x48/A0`, the one holds the other. */
const holds = (chip: string, channel: string): boolean => channel.startsWith(`${chip}/`);

/** A port is a line; of a chip on a bus it is the bus that has pins. */
const lineOrBus = (line: string): string => (line.startsWith("/") ? line : (line.split("/")[0] ?? line));

function linesOf(
  { driver, settings }: PartConfig,
  { drivers }: Catalog,
): readonly { readonly key: string; readonly line: string }[] {
  return Object.entries<Setting>(drivers[driver]?.settings ?? {}).flatMap(([key, setting]) => {
    const line = settings[key];
    return setting.kind === "line" && typeof line === "string" ? [{ key: fileKey(key, setting), line }] : [];
  });
}
