import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { DeviceConfig, LampPostConfig } from "../../../../config/device-config.ts";
import type { ToldWhy } from "../../../control/control-options.ts";
import { ask, socketTrouble } from "../../ask.ts";
import { runDirectory } from "../../run-directory.ts";
import type { Status, WalkFacts } from "../facts.ts";
import type { Looking } from "../looking.ts";
import { valueOf } from "../parts.ts";
import { statusOf } from "./control.ts";
import { watchFreeLines } from "./free-lines.ts";

const ASK_MS = 250;
/** A level is held for so long before its power counts: LED drivers and meters take a second. Our choice. */
const SETTLE_MS = 2_000;
/** Should this program die meanwhile, the rules have the lamp back by then. */
const HOLD_S = 60;
/** The ramps of a config may be long: who waits longer for one level goes on without it. */
const LEVEL_MS = 15_000;
const HALF_PCT = 50;
const FULL_PCT = 100;

/**
 * Somebody walks past, and the motion sensor is watched; a lamp whose power is measured is held at three levels meanwhile,
 * none darker than its floor. null: there is no control to ask, or nothing that a walk would show.
 */
export async function walkPast(config: DeviceConfig, walkMs: number, looking: Looking): Promise<WalkFacts | null> {
  if (config.kind !== "lamp-post") return null;
  const socket = join(runDirectory(config.device), "control.sock");
  const before = await statusOf(socket).catch(() => null);
  if (before === null) return null;
  const began = performance.now();
  const lines = await watchFreeLines(config);
  const trouble = (cause: unknown): string => socketTrouble(socket, cause);
  const [power] = await Promise.all([powerAtLevels(config, socket, before).catch(trouble), countDown(walkMs, looking)]);
  const others = lines?.end() ?? null;
  const after = await statusOf(socket).catch(trouble);
  const tookMs = performance.now() - began;
  const away = (wentAway: string): WalkFacts => ({ tookMs, wentAway, edges: {}, others, power: null });
  if (typeof power === "string") return away(power);
  if (typeof after === "string") return away(after);
  if (after?.run !== before.run) return away(BEGAN_ANEW);
  return { tookMs, wentAway: null, edges: edgesBetween(config, before, after), others, power };
}

const BEGAN_ANEW = "it was started again meanwhile, and has forgotten what it saw.";

async function countDown(walkMs: number, looking: Looking): Promise<void> {
  const until = performance.now() + walkMs;
  for (let leftMs = walkMs; leftMs > 0; leftMs = until - performance.now()) {
    looking.say(`Walk past the post, there and back: ${Math.ceil(leftMs / 1_000)} s left`);
    await pause(Math.min(leftMs, 1_000));
  }
}

function edgesBetween(config: LampPostConfig, before: Status, after: Status): WalkFacts["edges"] {
  const sensors = config.parts.filter(({ role }) => role === "motion");
  const [from, to] = [valueOf(before, "motion"), valueOf(after, "motion")];
  if (from === null || to === null) return {};
  return Object.fromEntries(sensors.map(({ name }) => [name, Math.max(0, to.edges - from.edges)]));
}

/** null: nothing measures it, it is not ours to hold, or somebody else holds it. */
async function powerAtLevels(config: LampPostConfig, socket: string, before: Status): Promise<WalkFacts["power"]> {
  const isMeasured = valueOf(before, "lamp")?.powerW != null;
  if (!isMeasured || config.mode !== "active" || (await isHeld(socket))) return null;
  const levels = [FULL_PCT, HALF_PCT, Math.max(config.lamp.floorPct, config.lamp.luminaire.leastPct)];
  const power: { askedPct: number; powerW: number }[] = [];
  try {
    for (const level of levels) {
      const measured = (await wish(socket, "dim", { levelPct: level, forS: HOLD_S })) ? await settled(socket) : null;
      if (measured !== null) power.push(measured);
    }
  } finally {
    await wish(socket, "dim-clear", {});
  }
  return power.length === levels.length ? power : null;
}

/** Whether the newest decision about the lamp is somebody's wish. */
async function isHeld(socket: string): Promise<boolean> {
  let reason = "";
  for await (const line of ask(socket, { ask: "why" })) {
    const told = JSON.parse(line) as ToldWhy;
    if (told.subject === "lamp") ({ reason } = told);
  }
  return reason === "override" || reason === "commissioning";
}

async function wish(
  socket: string,
  verb: "dim" | "dim-clear",
  args: { readonly [key: string]: number },
): Promise<boolean> {
  for await (const line of ask(socket, { ask: "request", verb, args }))
    return (JSON.parse(line) as { readonly code: number }).code < 300;
  return false;
}

/** What it takes once its level has stood still for {@link SETTLE_MS}; null: it did not within {@link LEVEL_MS}. */
async function settled(socket: string): Promise<{ askedPct: number; powerW: number } | null> {
  const giveUpAt = performance.now() + LEVEL_MS;
  let [levelPct, since] = [-1, performance.now()];
  while (performance.now() < giveUpAt) {
    const status = await statusOf(socket);
    const asked = status?.outputs["levelPct"];
    if (typeof asked === "number" && asked !== levelPct) [levelPct, since] = [asked, performance.now()];
    const powerW = status === null ? null : (valueOf(status, "lamp")?.powerW ?? null);
    if (powerW !== null && performance.now() - since >= SETTLE_MS) return { askedPct: levelPct, powerW };
    await pause(ASK_MS);
  }
  return null;
}
