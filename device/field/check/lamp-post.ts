import { STUCK_MS } from "../../lamp/people/pir-judge.ts";
import { elevationDeg } from "../../lamp/night/sun.ts";
import type { NightSettings } from "../../lamp/settings.ts";
import type { Motion } from "../../measure/samples.ts";
import { wallTime } from "../../measure/time.ts";
import { placeIn, type Facts, type Status, type WalkFacts } from "./facts.ts";
import { error, warning, type Look, type Verdict } from "./finding.ts";
import { lookAtParts, partsOf, valueOf } from "./parts.ts";

const MS_PER_MIN = 60_000;

export function judgeMotion(facts: Facts, first: Status, status: Status): Verdict {
  const [part] = partsOf(facts, "motion");
  const motion = valueOf(status, "motion");
  const looks = lookAtParts(facts, status, "motion");
  if (part === undefined || motion === null) return { subject: "motion", fine: "it has just begun", looks };
  const { walk } = facts;
  const more = [endless(part, first, status, motion), ...(walk === null ? [] : [silent(part, motion, walk)])];
  const walked = walk?.edges[part.name];
  const edges = walked ?? motion.edges;
  const fine = `${part.name} saw ${edges} ${edges === 1 ? "movement" : "movements"}`;
  return {
    subject: "motion",
    fine: `${fine}${walked === undefined ? " since the start" : " as you walked"}`,
    looks: [...looks, ...more],
  };
}

type Named = { readonly name: string; readonly at: string; readonly settings: { readonly [key: string]: unknown } };

function endless({ name, at }: Named, first: Status, { readings, at: now }: Status, { active }: Motion): Look {
  const since = readings["motion"]?.at ?? now;
  const forMs = now - since;
  if (!active || valueOf(first, "motion")?.active !== true || forMs < STUCK_MS) return null;
  const text =
    `${name} has seen someone for ${Math.floor(forMs / MS_PER_MIN)} min without end. Look for leaves, a flag or a warm pipe ` +
    "in its sight, then at its wire, then change it.";
  return error({ part: name, cause: "stuck", brief: `${name} sees someone without end`, text, at });
}

/** Nothing came of the walk. Another line that moved meanwhile is where the wire is. */
function silent({ name, at, settings }: Named, { active }: Motion, { edges, others }: WalkFacts): Look {
  if (edges[name] !== 0 || active) return null;
  const line = typeof settings["line"] === "string" ? settings["line"] : null;
  const [other] = others?.filter(({ edges: count }) => count > 0) ?? [];
  const seen = line === null ? `${name} saw nobody while you walked past` : `${name}: no edge on ${line}`;
  const text =
    other === undefined || line === null
      ? `${seen}. Look whether it is covered or turned away, then at its supply and its wire.`
      : `${seen}; ${other.line} changed ${other.edges} times as you walked. Move the wire from ${other.line} to ${line}.`;
  return error({ part: name, cause: "silent", brief: `${name} is silent`, text, at });
}

/** Degrees above the horizon from which even a thunderstorm leaves over 1,000 lx outdoors; and below which no daylight is. */
const DAY_DEG = 10;
const NIGHT_DEG = -12;
/** A cell that gets less by day is covered; our choice, a hundredth of the darkest day. */
const DAY_LEAST_LUX = 10;
/** Lamps give a street 50 lx at most (EN 13201), and in a cell's own face some 500; more is the sun. Our choice. */
const LAMPS_MOST_LUX = 2_000;

export function judgeLight(facts: Facts, status: Status): Verdict {
  const [part] = partsOf(facts, "light");
  if (part === undefined) return { subject: "light", fine: "no photocell: by the sun and the clock alone", looks: [] };
  const looks = lookAtParts(facts, status, "light");
  const lux = valueOf(status, "daylight");
  if (lux === null || facts.config.kind !== "lamp-post") return { subject: "light", fine: "it has just begun", looks };
  const reads = `${part.name} reads ${Math.round(lux).toLocaleString("en")} lx`;
  const sun = sunDeg(status, facts.config.lamp.night);
  if (sun === null) return { subject: "light", fine: `${reads}; the hour is not known`, looks };
  const wrong = wrongLight(facts, { name: part.name, at: part.at, reads, lux, sun, night: facts.config.lamp.night });
  return { subject: "light", fine: `${reads}, right for this hour`, looks: [...looks, wrong] };
}

/** Degrees of the sun above the horizon of the post, by control's own clock; null: it has none. */
function sunDeg(status: Status, night: NightSettings): number | null {
  const clock = valueOf(status, "clock");
  return clock === null || clock.quality === "none" ? null : elevationDeg(wallTime(clock, status.at), night);
}

type Lit = { name: string; at: string; reads: string; lux: number; sun: number; night: NightSettings };

function wrongLight(facts: Facts, { name, at, reads, lux, sun, night }: Lit): Look {
  const stands = `the sun stands ${Math.abs(Math.round(sun))} degrees ${sun < 0 ? "below" : "above"} the horizon`;
  const common = { part: name, at };
  if (sun > DAY_DEG && lux < DAY_LEAST_LUX) {
    const text =
      `${reads}, and ${stands}. Look whether something covers ${name}, then at its wire. ` +
      `If it is dark outside, the clock or place (${placeIn(facts, "place")}) is wrong.`;
    return error({ ...common, cause: "wrong-light", brief: `${name} is dark by day`, text });
  }
  if (sun < NIGHT_DEG && lux > LAMPS_MOST_LUX) {
    const text = `${reads}, and where the config says that the post stands ${stands}. Look at latitude and longitude, their E and W, then at the clock.`;
    return error({
      ...common,
      cause: "wrong-place",
      brief: "it is day where the config has night",
      text,
      at: placeIn(facts, "place"),
    });
  }
  if (sun < NIGHT_DEG && lux > night.cellOffLux) {
    const text = `${reads} at night, and above ${night.cellOffLux} lx it takes it for day. Turn ${name} away from its own lamp and from windows.`;
    return warning({ ...common, cause: "wrong-light", brief: `${name} sees a lamp`, text });
  }
  return null;
}
