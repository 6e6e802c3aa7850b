import { isMap, type Node, type YAMLMap } from "yaml";
import * as firmata from "../drivers/firmata/settings.ts";
import type { BoardConfig, PartConfig } from "./device-config.ts";
import type { Catalog } from "./catalog.ts";
import { NAME_PATTERN, nodeOf, type Described } from "./part.ts";
import { nearest, quoted } from "./problem.ts";
import { isEmpty, nameOf, type Reader } from "./reader.ts";
import type { Section } from "./section.ts";
import { either } from "./value.ts";

/** The keys of a board. */
export const boardSettings = {
  driver: { kind: "choice", of: ["firmata"], meaning: "What speaks with it: firmata, StandardFirmata over USB." },
  ...firmata.settings,
} satisfies Section;

const EXAMPLE = "Write a board as { driver: firmata, port: /dev/serial/by-id/NAME }.";
/** A board with the key that names it. */
export type DescribedBoard = { readonly board: BoardConfig; readonly key: Node | null; readonly node: YAMLMap };

/** Reads `boards:`, MCU boards with pins for parts. `map` as of `Reader.mapUnder`. */
export function readBoards(reader: Reader, map: YAMLMap | null | undefined): readonly DescribedBoard[] {
  return (map?.items ?? []).flatMap(({ key, value }) => {
    const found = readBoard(reader, key as Node | null, value as Node | null);
    return found === null ? [] : [found];
  });
}

function readBoard(reader: Reader, key: Node | null, node: Node | null): DescribedBoard | null {
  const name = nameOf(key);
  if (!new RegExp(NAME_PATTERN).test(name)) {
    const instead = "Begin with a small letter, then small letters, digits and -, at most 32, such as arduino-1.";
    reader.complain(key, "boards", `${quoted(name)} cannot be a board's name`, instead);
    return null;
  }
  if (!isMap(node)) {
    reader.complain(isEmpty(node) ? key : node, `boards.${name}`, "this is not a board", EXAMPLE);
    return null;
  }
  const { port } = reader.section(node, boardSettings, `boards.${name}`);
  if (typeof port !== "string") return null;
  return { key, node, board: { name, driver: "firmata", port, at: reader.at(key) } };
}

/** A pin is on a board that there is, and each board has a part. Of boards that are wrong themselves nothing is known. */
export function matchBoards(
  reader: Reader,
  boards: readonly DescribedBoard[],
  parts: readonly Described[],
  catalog: Catalog,
): void {
  if (reader.problems.some(({ path }) => path === "boards" || path.startsWith("boards."))) return;
  const names = boards.map(({ board }) => board.name);
  for (const { part, node } of parts) {
    const named = boardOf(part);
    if (!hasBoardPin(part, catalog) || named === null || names.includes(named)) continue;
    const near = nearest(named, names);
    const cure =
      names.length === 0
        ? `Add a section "boards: { ${named}: { driver: firmata, port: /dev/serial/by-id/NAME } }".`
        : near === null
          ? `Write ${either(names)}.`
          : `Did you mean "${near}"?`;
    reader.complain(nodeOf(node, "line"), `parts.${part.name}.line`, `there is no board ${quoted(named)}`, cure);
  }
  const used = new Set(parts.map(({ part }) => boardOf(part)));
  for (const { board, key } of boards) {
    if (used.has(board.name)) continue;
    const instead = `Write a part with a line such as ${board.name}/2, or take the board out.`;
    reader.complain(key, `boards.${board.name}`, "no part uses this board", instead);
  }
}

/** A mock's line may be a pin of a board too: then it uses the board. */
function boardOf({ settings: { line } }: PartConfig): string | null {
  return typeof line === "string" && line.includes("/") ? line.slice(0, line.lastIndexOf("/")) : null;
}

function hasBoardPin({ driver }: PartConfig, { drivers }: Catalog): boolean {
  const line = drivers[driver]?.settings["line"];
  return line?.kind === "line" && line.only?.startsWith("board-") === true;
}
