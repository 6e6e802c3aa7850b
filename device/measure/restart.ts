/**
 * Why control had to start.
 *
 * | cause     | means                                                                                  |
 * |-----------|----------------------------------------------------------------------------------------|
 * | ordered   | the run before ended as it should: a restart, an update, a shutdown                     |
 * | crashed   | the computer ran on, and the run before died                                           |
 * | watchdog  | the computer was reset: the cycle stood still, or the kernel itself did                 |
 * | power-cut | the computer started anew, nothing ended the run before, and no watchdog says it did so |
 * | unknown   | the first start here, or what the run before left cannot be read                       |
 */
export const RESTART_CAUSES = ["ordered", "crashed", "watchdog", "power-cut", "unknown"] as const;
export type RestartCause = (typeof RESTART_CAUSES)[number];

/** What a run leaves for the next: the boot of the computer that it ran in, and whether it ended in order. */
export type Run = { readonly boot: string; readonly ended: boolean };

/** Which config control started with: the device's own, the last one that was well, or the one of last resort. */
export const PROFILES = ["device", "last-good", "safe"] as const;
export type Profile = (typeof PROFILES)[number];

export type RestartFacts = {
  /** null: none was found, or none that can be read. */
  readonly last: Run | null;
  /** The boot of the computer now; null where the kernel gives it no id. */
  readonly boot: string | null;
  /** The board says that this boot began with a reset, not with power. */
  readonly byReset: boolean;
};

/** A reset tells of this boot, not of this start: in the boot it began, a later start is `crashed` or `ordered`. */
export function restartCause({ last, boot, byReset }: RestartFacts): RestartCause {
  if (last === null || boot === null) return "unknown";
  if (last.ended) return "ordered";
  if (last.boot === boot) return "crashed";
  return byReset ? "watchdog" : "power-cut";
}
