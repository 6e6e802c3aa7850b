import type { LampPostConfig, PartConfig } from "../../../config/device-config.ts";
import type { LocalStatus } from "../../control/local-status.ts";
import type { LampShown, LampStanding } from "../../lamp/shown.ts";
import { expectedPower } from "../../lamp/watch/expected-power.ts";
import { percent } from "../../measure/units.ts";
import { isSwitched, readsBack } from "../lamp-reads.ts";
import { Refusal } from "../refusal.ts";
import { busStep } from "./bus-step.ts";
import {
  DARK_LX,
  isCovered,
  isTorchlit,
  isUncovered,
  judgeLamp,
  judgeMotion,
  judgePhotocell,
  skipped,
  type LevelSeen,
  type Verdict,
} from "./judge.ts";
import { faultOf, isFitted, valueOf, type Site } from "./site.ts";

/**
 * A level is held no longer than this if nobody takes it back: whoever ends this verb by force leaves no lamp held. Longer
 * where a person is asked what it looks like.
 */
const [HELD_S, LOOKED_AT_S] = [60, 300] as const;
/** The slowest ramp that a config may have, and a meter's own time; see `config/lamp-settings.ts`, INA219. */
const REACH_MS = 30_000;
const SETTLE_MS = 3_000;
const WALK_MS = 60_000;
const HAND_MS = 30_000;

/** Each level measured where something measures, else looked at by the person. */
export async function lampStep(site: Site): Promise<Verdict> {
  const { config } = site;
  if (config.kind !== "lamp-post") throw new Refusal("a bin has no lamp to test", 2);
  const bus = await busStep(site);
  if ("stopped" in bus) return bus.stopped;
  const before = await site.status();
  const measured = (valueOf(before, "lamp")?.powerW ?? null) !== null;
  if (!measured && site.person === null)
    return skipped("lamp", "no part measures its power, and nobody is at a terminal");
  const part = config.parts.find(({ role }) => role === "lamp");
  if (part === undefined) return skipped("lamp", "the config has none");
  const levels = levelsOf(part, config.lamp);
  site.say(`lamp: ${levels.map((levelPct) => `${levelPct} %`).join(", ")}, about 20 s`);
  const seen: LevelSeen[] = [];
  try {
    for (const levelPct of levels) seen.push(await levelSeen(site, part, config.lamp, levelPct, measured));
  } finally {
    await letGo(site, part);
  }
  const verdict = judgeLamp(seen);
  return bus.text === null ? verdict : { ...verdict, text: `${verdict.text}; ${bus.text}` };
}

const levelsOf = (part: PartConfig, { floorPct, luminaire }: LampPostConfig["lamp"]): readonly number[] =>
  isSwitched(part) ? [100, 0] : [100, 50, Math.max(luminaire.leastPct, floorPct)];

/** One that is switched must be seen dark, which a floor keeps from who only dims: somebody works at it (table 5a, row 1). */
const hold = (site: Site, part: PartConfig, levelPct: number, forS: number): Promise<string> =>
  site.request(
    isSwitched(part) ? { verb: "commission", args: { levelPct } } : { verb: "dim", args: { levelPct, forS } },
  );

/** Work at a lamp ends by itself after 2 min: that somebody looked for longer is no refusal. */
async function letGo(site: Site, part: PartConfig): Promise<void> {
  if (isSwitched(part)) await site.wish({ verb: "commission-end", args: {} });
  else await site.request({ verb: "dim-clear", args: {} });
}

async function levelSeen(
  site: Site,
  part: PartConfig,
  { luminaire }: LampPostConfig["lamp"],
  levelPct: number,
  measured: boolean,
): Promise<LevelSeen> {
  await hold(site, part, levelPct, measured ? HELD_S : LOOKED_AT_S);
  const there = await site.until(REACH_MS, (status) => isAt(status, part, levelPct));
  const { givenPct } = shownIn(there ?? (await site.status()));
  const seen = { levelPct, reached: there !== null, expectedW: expectedPower(percent(givenPct), luminaire) };
  if (there === null) return { ...seen, powerW: null, byEye: null };
  if (!measured) {
    const answer =
      (await site.person?.ask({
        ...YES_OR_NO,
        text: `Look up: ${levelPct === 0 ? "is it dark" : `does it burn at ${levelPct} %`}? yes or no`,
      })) ?? "no";
    return { ...seen, powerW: null, byEye: answer === "yes" };
  }
  await site.wait(SETTLE_MS);
  return { ...seen, powerW: valueOf(await site.status(), "lamp")?.powerW ?? null, byEye: null };
}

const shownIn = ({ standing }: LocalStatus): LampShown => (standing as LampStanding).lamp;

/** The rules are at that level, and the lamp at what its driver is told for it. */
function isAt(status: LocalStatus, part: PartConfig, levelPct: number): boolean {
  const { levelPct: lightPct, givenPct } = shownIn(status);
  const readPct = valueOf(status, "lamp")?.levelPct;
  return lightPct === levelPct && readPct !== undefined && Math.abs(readPct - readsBack(part, givenPct)) < 1;
}

const YES_OR_NO = {
  usual: null,
  wrong: (answer: string) => (answer === "yes" || answer === "no" ? null : "Type yes or no."),
};

export async function motionStep(site: Site): Promise<Verdict> {
  if (site.person === null) return skipped("motion", "somebody must walk past, and nobody is at a terminal");
  const before = await site.status();
  const fault = faultOf(before, "motion");
  if (fault !== null) return judgeMotion(null, 0, fault);
  const edges = valueOf(before, "motion")?.edges ?? 0;
  site.say(`motion: walk past now, within ${WALK_MS / 1_000} s`);
  const beganAt = performance.now();
  const saw = await site.until(WALK_MS, (status) => (valueOf(status, "motion")?.edges ?? edges) > edges);
  return judgeMotion(saw === null ? null : (performance.now() - beganAt) / 1_000, WALK_MS / 1_000, null);
}

export async function photocellStep(site: Site): Promise<Verdict> {
  const before = await site.status();
  if (!isFitted(before, "daylight")) return skipped("photocell", "the config has none");
  if (site.person === null) return skipped("photocell", "somebody must cover it, and nobody is at a terminal");
  const beforeLx = valueOf(before, "daylight");
  if (beforeLx === null) return judgePhotocell(null, null, null);
  const isDark = beforeLx < DARK_LX;
  const what = isDark ? "hold a torch to the photocell" : "cover the photocell with your hand";
  const [begins, ends] = isDark ? [isTorchlit, isCovered] : [isCovered, isUncovered];
  const during = await held(site, `photocell: ${what}, and press Enter while you do`, (lx) => begins(beforeLx, lx));
  const after = await held(site, "photocell: now take it away, and press Enter", (lx) => ends(during ?? beforeLx, lx));
  return judgePhotocell(beforeLx, during, after);
}

/** What it reads once it has changed so; at the latest when the time is over. */
async function held(site: Site, text: string, hasChanged: (lx: number) => boolean): Promise<number | null> {
  await site.person?.ask({ text, usual: "", wrong: () => null });
  const status = await site.until(HAND_MS, (now) => {
    const lx = valueOf(now, "daylight");
    return lx !== null && hasChanged(lx);
  });
  return valueOf(status ?? (await site.status()), "daylight");
}
