import { expect, it } from "vitest";
import { restartCause, type RestartCause, type RestartFacts } from "../../device/measure/restart.ts";

const ranIn = (boot: string, ended: boolean) => ({ boot, ended });

it.each<[RestartCause, RestartFacts]>([
  ["unknown", { last: null, boot: "b", byReset: false }],
  ["unknown", { last: null, boot: "b", byReset: true }],
  ["unknown", { last: ranIn("a", false), boot: null, byReset: true }],
  ["ordered", { last: ranIn("b", true), boot: "b", byReset: false }],
  ["ordered", { last: ranIn("a", true), boot: "b", byReset: false }],
  ["ordered", { last: ranIn("a", true), boot: "b", byReset: true }],
  ["crashed", { last: ranIn("b", false), boot: "b", byReset: false }],
  ["crashed", { last: ranIn("b", false), boot: "b", byReset: true }],
  ["power-cut", { last: ranIn("a", false), boot: "b", byReset: false }],
  ["watchdog", { last: ranIn("a", false), boot: "b", byReset: true }],
])("it is %s after %o", (cause, facts) => {
  expect(restartCause(facts)).toBe(cause);
});
