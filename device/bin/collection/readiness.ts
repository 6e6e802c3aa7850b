/**
 * Why someone should come to a bin, the most pressing first: it is full, it was not emptied for days, something about it
 * wants a person. `NOT_READY` alone means that nobody need come. The words and their order are Bigbelly's (bins.md, row 2).
 */
export const REASONS = ["FULLNESS", "AGE", "ALERT", "NOT_READY"] as const;
export type Reason = (typeof REASONS)[number];

export type Needs = { readonly full: boolean; readonly old: boolean; readonly alert: boolean };
/** `reason` is the first of `reasons`, and there is always one. */
export type Readiness = { readonly reason: Reason; readonly reasons: readonly Reason[] };

export function readinessOf({ full, old, alert }: Needs): Readiness {
  const stands: Readonly<Record<Reason, boolean>> = {
    ...{ FULLNESS: full, AGE: old, ALERT: alert },
    NOT_READY: !(full || old || alert),
  };
  const reasons = REASONS.filter((reason) => stands[reason]);
  return { reason: reasons[0] ?? "NOT_READY", reasons };
}
