/**
 * Tells a line to the process that forked this one, which keeps it for `gaturum logs`; without one, nobody. It waits for
 * nothing, and a parent that is gone is none of the street's business.
 */
export function tellParent(line: string): void {
  if (process.connected) process.send?.(line, undefined, undefined, () => undefined);
}
