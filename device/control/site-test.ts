import type { Json, Report, Request, Values } from "../measure/decision.ts";

/** What someone at the device found by testing it: the verb, and the stream on which the city hears of it. */
export const SITE_TEST = "site-test";
/** What can be tested. A list that grows: `gaturum selftest` has one file each. */
export const TESTED = ["lamp", "motion", "photocell", "fill", "press"] as const;
export type Tested = (typeof TESTED)[number];
const VERDICTS = ["passed", "failed", "skipped"] as const;
const POWERS = ["fullW", "halfW", "leastW"] as const;
/** As the stream has it. */
const POWER_W_MAX = 2_000;

/** Its answer, and the report where it is one. Each word is checked: a socket's other end may say anything. */
export function siteTest({ id, from, args }: Request): readonly Report[] {
  const answer = (code: number, result: string): Report => ({
    ...{ kind: "answer", stream: SITE_TEST, class: 0, values: { id, code, phase: "done", result } },
  });
  if (from !== "site") return [answer(403, "only someone at the device can have tested it")];
  const values = valuesIn(args);
  if (values === null) return [answer(400, "that is no outcome of a test")];
  return [{ kind: "event", stream: SITE_TEST, class: 1, values }, answer(200, "the city will hear of it")];
}

function valuesIn(args: Request["args"]): Values | null {
  const lists = VERDICTS.map((verdict) => [verdict, namesIn(args[verdict])] as const);
  const powers = POWERS.flatMap((name) => {
    const powerW = args[name];
    return powerW === undefined ? [] : [[name, powerW] as const];
  });
  const all = lists.flatMap(([, names]) => names ?? []);
  const isFine =
    lists.every(([, names]) => names !== null) &&
    all.length > 0 &&
    new Set(all).size === all.length &&
    powers.every(([, watts]) => typeof watts === "number" && watts >= 0 && watts <= POWER_W_MAX);
  return isFine ? Object.fromEntries<Json>([...lists, ...powers]) : null;
}

function namesIn(value: Json | undefined): readonly Tested[] | null {
  if (!Array.isArray(value)) return null;
  const names = (value as readonly Json[]).flatMap((name) => TESTED.find((tested) => tested === name) ?? []);
  return names.length === (value as readonly Json[]).length ? names : null;
}
