import { LOOK_CAUSES, type LookCause } from "../measure/update-outcome.ts";
import { VERSION_PATTERN } from "./release.ts";

/**
 * What came of one look at the city's updates. `same`: nothing was published since the last; `current`: nothing newer than
 * what runs; `fetched`: a newer program lies here. `version` is what is offered; null: nothing for this kind of computer.
 */
export type Looked =
  | { readonly is: "same" | "current" | "fetched"; readonly version: string | null }
  | { readonly is: "failed"; readonly cause: LookCause };
/** `looked.json`, which link leaves for people; `atMs` since 1970, by the computer's clock. */
export type LookedAt = Looked & { readonly atMs: number };

const CURES: Readonly<Record<LookCause, string>> = {
  unreachable: "Nobody answers there. Check city.updates, the network, and whether that web server runs.",
  certificate:
    "Its certificate was not accepted. Check its host and end, this computer's clock, and city.tls.ca if the city signs by itself.",
  slow: "It sends too slowly. It is tried again later, from where it ended.",
  broken: "The connection broke. It is tried again later, from where it ended.",
  moved: "It sends elsewhere, and is not followed. Write the address itself into city.updates.",
  refused: "The web server refuses. Look into its log.",
  missing: "A file of the repository is not there. Copy the whole repository to the web server again.",
  "too-large": "A file is larger than it may be. Copy the whole repository to the web server again.",
  unreadable: "A file cannot be read as what it should be. Does city.updates name the folder with timestamp.json?",
  mismatch: "A file is not the one that the others name. Copy the whole repository to the web server again.",
  full: "The card has no room for it. Make room: df -h, then look what fills it.",
  disk: "It could not be written, or the file of city.tls.ca not be read. Look at the card, and at that file.",
};

/** One line that says what, and how to go on. */
export const lookedText = (looked: Looked): string => {
  switch (looked.is) {
    case "same":
      return `nothing was published since the last look; ${offered(looked.version)}`;
    case "current":
      return `nothing newer than what runs; ${offered(looked.version)}`;
    case "fetched":
      return `${looked.version ?? "a program"} was fetched`;
    case "failed":
      return `it failed (${looked.cause}): ${CURES[looked.cause]}`;
  }
};

const offered = (version: string | null): string =>
  version === null ? "no program for this kind of computer is offered" : `${version} is offered`;

/** Of a file that link, who speaks with the network, has written: null where it is not what it should be. */
export function lookedIn(text: string | null): LookedAt | null {
  try {
    const { is, version, cause, atMs } = JSON.parse(text ?? "null") as Record<string, unknown>;
    if (!Number.isSafeInteger(atMs) || Math.abs(atMs as number) > DATE_MS_MAX) return null;
    if (is === "failed" && isCause(cause)) return { is, cause, atMs: atMs as number };
    const isVersion = version === null || (typeof version === "string" && VERSION_PATTERN.test(version));
    if ((is === "same" || is === "current" || is === "fetched") && isVersion)
      return { is, version, atMs: atMs as number };
    return null;
  } catch {
    return null;
  }
}

const isCause = (word: unknown): word is LookCause => LOOK_CAUSES.some((cause) => cause === word);
/** What a `Date` can hold (ECMA-262, 21.4.1.1). */
const DATE_MS_MAX = 8.64e15;
