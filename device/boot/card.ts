/** What a provisioned card says of itself in `first-boot.json`, as `gaturum provision` writes it. */
export type Card = {
  readonly device: string;
  readonly hostname: string;
  readonly files: readonly Move[];
  /** The card has a folder `state`: what the old device had counted and measured. */
  readonly hasState: boolean;
};
/** `from` below the card's folder, `to` below {@link HOME}; `sha256` of the content in hexadecimal. */
export type Move = {
  readonly from: string;
  readonly to: string;
  readonly mode: number;
  readonly owner: "root" | "link";
  readonly sha256: string;
};

/** Nothing is put anywhere else: whoever has the card in hand writes its list. */
export const HOME = "/etc/gaturum";
/** Provisioning makes seven. Our choice. */
const FILES_MAX = 32;
/** One or two folders, and names without a dot at their beginning: no way up and out. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}(?:\/[a-z0-9][a-z0-9._-]{0,63})?$/;
/** RFC 1123: a label of a host's name. */
const HOSTNAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const DEVICE = /^[a-z0-9][a-z0-9_-]{0,39}$/;
/** Nobody but the owner changes a file, and nothing becomes a program. */
const MODE = /^0(?:600|640|644)$/;

/** Pure. The list of a card, or what is wrong with it. */
export function readCard(text: string): Card | string {
  const value = parsed(text);
  if (value === null) return "is not JSON";
  if (value["v"] !== 1) return "has another version than 1: it is for a newer gaturum";
  const { device, hostname, files, state } = value;
  if (!isText(device, DEVICE)) return "names no device";
  if (!isText(hostname, HOSTNAME)) return "names no host";
  if (!Array.isArray(files) || files.length === 0 || files.length > FILES_MAX) return `lists no files, or too many`;
  const moves: (Move | null)[] = files.map(moveOf);
  const wrong = moves.indexOf(null);
  if (wrong !== -1) return `has a file that cannot be one of ${HOME}: number ${wrong + 1}`;
  return { device, hostname, files: moves.filter((move) => move !== null), hasState: state !== undefined };
}

function moveOf(value: unknown): Move | null {
  const { from, to, mode, owner, sha256 } = isObject(value) ? value : {};
  if (!isText(from, NAME) || to !== `${HOME}/${from}` || !isText(mode, MODE)) return null;
  if ((owner !== "root" && owner !== "link") || !isText(sha256, /^[0-9a-f]{64}$/)) return null;
  return { from, to, mode: Number.parseInt(mode, 8), owner, sha256 };
}

/** What a file is, by its hash: the one that the card lists, another one, or none. */
export type Seen = "right" | "other" | "absent";
export type Todo =
  { readonly ok: true; readonly place: readonly Move[] } | { readonly ok: false; readonly wrong: readonly string[] };

/**
 * Pure. What is still to be placed. A file that stands is done, whatever is left of it on the card: the power may have
 * gone while it was being taken away there. Unless each of the others is whole on the card, nothing is placed at all.
 */
export function whatToPlace(files: readonly (Move & { readonly onCard: Seen; readonly inPlace: Seen })[]): Todo {
  const open = files.filter(({ inPlace }) => inPlace !== "right");
  const wrong = open.filter(({ onCard }) => onCard !== "right");
  if (wrong.length === 0) return { ok: true, place: open };
  return {
    ok: false,
    wrong: wrong.map(({ from, onCard }) =>
      onCard === "absent"
        ? `${from}: it is listed, and is neither on the card nor in its place`
        : `${from}: it is damaged: its hash is not the one that was listed`,
    ),
  };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown, pattern: RegExp): value is string => typeof value === "string" && pattern.test(value);
