import type { Report } from "../../measure/decision.ts";
import type { Failure } from "../watch/electrical.ts";

/** What the city is told when other failures hold than before, one alarm each. */
export function failureReports(was: readonly Failure[], is: readonly Failure[]): readonly Report[] {
  if (was === is) return [];
  const begun = is.filter((failure) => !was.includes(failure));
  const over = was.filter((failure) => !is.includes(failure));
  return [...begun.map((failure) => report(failure, true)), ...over.map((failure) => report(failure, false))];
}

const report = (failure: Failure, active: boolean): Report => ({
  kind: "event",
  stream: "lamp-failure",
  class: 0,
  values: { failure, active },
});
