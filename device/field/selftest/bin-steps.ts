import { inThisAir, type Distance } from "../../bin/level/air.ts";
import type { Standing } from "../../bin/told/standing.ts";
import type { LocalStatus } from "../../control/local-status.ts";
import { faulty, type Reading } from "../../measure/reading.ts";
import type { Celsius } from "../../measure/units.ts";
import { Refusal } from "../refusal.ts";
import { FILL_SAMPLES, judgeFill, judgePress, skipped, type PressSeen, type Verdict } from "./judge.ts";
import { isFitted, valueOf, type Site } from "./site.ts";

/** Slow sensors give an echo in 5 s, and one in four may be lost (bins.md part 2). */
const FILL_MS = 60_000;
/** No sensor of ours is slower; a reading that stays the same keeps its moment, so that echoes cannot be counted. */
const ECHO_MS = 1_000;
/** To walk to the key and back; and for a whole stroke in runs of 5 s, as the crew's buttons have it. Our choice. */
const KEY_MS = 120_000;
const STROKE_MS = 180_000;

export async function fillStep(site: Site): Promise<Verdict> {
  const { config, person } = site;
  if (config.kind !== "litter-bin") throw new Refusal("a lamp post has no fill level to test", 2);
  if (person === null) return skipped("fill", "somebody must lay something into the bin, and nobody is at a terminal");
  const emptyMm = standingIn(await site.status())?.emptyMm ?? config.bin.emptyMm;
  const mostMm = emptyMm - config.bin.fullMm;
  const usual = null;
  const height = await person.ask({
    text: `fill: lay something flat and known on the floor of the empty bin. How high is it, as 30 cm`,
    usual,
    wrong: (answer) => {
      const mm = millimetresIn(answer);
      if (mm === null) return "Write a height such as 30 cm or 300 mm.";
      return mm > 0 && mm <= mostMm ? null : `Lay in something from 1 to ${Math.floor(mostMm / 10)} cm.`;
    },
  });
  site.say(`fill: measures, at most ${FILL_MS / 1_000} s`);
  const samples: Distance[] = [];
  let lastAt: number | null = null;
  await site.until(FILL_MS, (status) => {
    const range = valueOf(status, "level");
    const at = status.moment?.at ?? null;
    if (at === null || (lastAt !== null && at - lastAt < ECHO_MS)) return false;
    lastAt = at;
    if (range?.quality === "valid") samples.push(inThisAir(range, temperatureIn(status)));
    return samples.length >= FILL_SAMPLES;
  });
  return judgeFill(samples, emptyMm, millimetresIn(height) ?? 0);
}

const temperatureIn = ({ readings, at }: LocalStatus): Reading<Celsius> =>
  (readings["temperature"] as Reading<Celsius> | undefined) ?? faulty("temperature", "absent", at);

function millimetresIn(text: string): number | null {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?) ?(mm|cm|m)$/.exec(text) ?? [];
  const factor = { mm: 1, cm: 10, m: 1_000 }[unit];
  return factor === undefined ? null : Number(number) * factor;
}

/**
 * It moves nothing, and asks control for nothing that moves: in SERVICE the ram follows the two buttons that the crew
 * holds, and this watches.
 */
export async function pressStep(site: Site): Promise<Verdict> {
  const { config, person } = site;
  const press = config.kind === "litter-bin" ? config.bin.press : null;
  if (press === null) return skipped("press", "this bin has none");
  if (person === null) return skipped("press", "a crew must hold its buttons, and nobody is at a terminal");
  const first = await site.status();
  if (!isFitted(first, "serviceA") || !isFitted(first, "serviceB"))
    return skipped(
      "press",
      "this bin has no service buttons: after START it moves by itself, and gaturum why tells how",
    );
  if (!(await person.isSure("press: nobody has a hand in the bin, and you stand at its buttons.")))
    return skipped("press", "not wanted");
  site.say("press: close hopper and service door, and turn the key to SERVICE");
  const ready = await site.until(KEY_MS, (status) => stateOf(status) === "SERVICE" && missingOf(status).length === 0);
  if (ready === null)
    return skipped("press", `not in SERVICE with every guard closed: ${reasonsIn(await site.status())}`);
  site.say("press: let go of both buttons. Hold both: down. Let go, then hold the first alone: up, to the top");
  return judgePress(await watched(site), press.turningMa);
}

async function watched(site: Site): Promise<PressSeen> {
  let [wentDown, wentUp, currentMa] = [false, false, null as number | null];
  let latched: readonly string[] = [];
  const atTop = await site.until(STROKE_MS, (status) => {
    const driven = valueOf(status, "ram")?.driven;
    wentDown ||= driven === "down";
    wentUp ||= wentDown && driven === "up";
    const current = valueOf(status, "current");
    if (driven !== "off" && current !== null) currentMa = Math.max(currentMa ?? 0, current);
    latched = latchedIn(status);
    const isTop = valueOf(status, "top")?.active === true;
    return latched.length > 0 || stateOf(status) !== "SERVICE" || (wentUp && isTop && driven === "off");
  });
  const isTop = atTop !== null && valueOf(atTop, "top")?.active === true;
  return { wentDown, wentUp, currentMa, atTop: isTop, latched };
}

const standingIn = ({ standing }: LocalStatus): Standing | null => standing as Standing | null;
const pressOf = (status: LocalStatus) => standingIn(status)?.press ?? null;
const stateOf = (status: LocalStatus): string | null => pressOf(status)?.state ?? null;
const missingOf = (status: LocalStatus): readonly string[] => pressOf(status)?.missing ?? [];
const latchedIn = (status: LocalStatus): readonly string[] => (pressOf(status)?.latch ?? []).map(({ text }) => text);
const reasonsIn = (status: LocalStatus): string =>
  [`it is in ${stateOf(status) ?? "no state"}`, ...missingOf(status), ...latchedIn(status)].join("; ");
