/** Why nothing was taken from a repository of updates. `nothing-new` is the usual one, and no fault. */
export const REFUSAL_CAUSES = [
  "nothing-new",
  "signature",
  "older",
  "expired",
  "mismatch",
  "too-large",
  "missing",
  "unreadable",
  "other-computer",
  "broken-before",
  "clock",
  "no-root",
  "full",
] as const;
export type RefusalCause = (typeof REFUSAL_CAUSES)[number];

/**
 * Why link could not fetch what the city publishes. That it came and is not signed as it should be, root's update says: see
 * {@link REFUSAL_CAUSES}.
 *
 * | cause       | means                                                                     |
 * |-------------|---------------------------------------------------------------------------|
 * | unreachable | its name is not known, or nobody answers                                  |
 * | certificate | TLS was refused                                                           |
 * | slow        | less came than a line that carries MQTT brings                            |
 * | broken      | the connection ended before the file did                                  |
 * | moved       | it redirects, and is not followed                                         |
 * | refused     | it answers with an error                                                  |
 * | missing     | a file is not there: 404, 410, or 403 as stores of files say it           |
 * | too-large   | a file is longer than it may be                                           |
 * | unreadable  | a file is not what it should be                                           |
 * | mismatch    | a file is not the one that the others name                                |
 * | full        | the card has no room for it                                               |
 * | disk        | the card, or a file of this computer's, failed                            |
 */
export const LOOK_CAUSES = [
  "unreachable",
  "certificate",
  "slow",
  "broken",
  "moved",
  "refused",
  "missing",
  "too-large",
  "unreadable",
  "mismatch",
  "full",
  "disk",
] as const;
export type LookCause = (typeof LOOK_CAUSES)[number];

/**
 * | an update is | when                                                   |
 * |--------------|--------------------------------------------------------|
 * | staged       | it is verified and unpacked, and does not run yet      |
 * | tried        | it runs, and is judged                                 |
 * | kept         | it was well for long enough, and stays                 |
 * | rolled-back  | it was not, and the program before it runs again       |
 * | refused      | the repository was looked at, and nothing of it taken  |
 */
export const OUTCOMES = ["staged", "tried", "kept", "rolled-back", "refused"] as const;

/** What became of an update, for people and for link, which tells the city. Plain JSON. */
export type Outcome =
  | { readonly is: "staged" | "tried" | "kept"; readonly version: string; readonly from: string }
  | { readonly is: "rolled-back"; readonly version: string; readonly to: string; readonly text: string }
  | { readonly is: "refused"; readonly cause: RefusalCause; readonly version: string };

/** `n` grows by one at each, on one device; `atMs` since 1970, by the computer's clock. */
export type NumberedOutcome = Outcome & { readonly n: number; readonly atMs: number };
/**
 * `outcome.json`: the newest, and those before it, oldest first. Link looks at it once a minute and may be away for a
 * while; an update goes through three. Left out: an older program wrote it.
 */
export type OutcomeFile = NumberedOutcome & { readonly before?: readonly NumberedOutcome[] };
/** Two updates, and a refusal or two between them. Our choice. */
export const OUTCOMES_BEFORE_MAX = 8;
