import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import type { Found } from "../../device/keep/slot.ts";
import type { Remembered } from "../../device/bin/remembered.ts";
import { elapsed } from "../../device/measure/time.ts";
import { NO_FAULTS } from "../../hal-mocks/press-make.ts";
import { until } from "../link/link-process.ts";
import type { KilledBin, State } from "../system/killed-bin.ts";
import { OPEN } from "../system/site-watch.ts";
import type { Kill } from "./kill-plan.ts";
import { reach } from "./kill-reach.ts";

/** bins.md section 8: so long may the ram run after its process died, 500 ms of the relay and 100 ms of the chain. */
export const RUN_ON_MS = 600;
/** Longer than a start would take that begins by itself: its first step shows in the first cycle. */
const WATCHED_MS = 1_500;
const STOPPED_MS = 2_000;
const CHARGED_PCT = 80;
/** A state that a busy machine did not let it reach: the bin stops as it should, and is brought there again. */
const TRIES_MAX = 4;
const STEPS_MAX = 8;
/** What a bin says when it begins to move. */
const BEGINS = /^locking the hopper|^warned for/;

/** What one kill came to. */
export type Outcome = {
  readonly kill: Kill;
  readonly phase: string;
  readonly tries: number;
  /** How long the ram still ran. */
  readonly ranOnMs: number;
  readonly open: boolean;
  /** The two slots did not hold the same: it was killed between two writes. */
  readonly between: boolean;
  readonly unreadable: boolean;
  readonly after: State;
};

export async function episode(bin: KilledBin, kill: Kill): Promise<Outcome> {
  for (let tries = 1; ; tries += 1) {
    let strike: () => Promise<void>;
    try {
      await toRest(bin);
      strike = await reach(bin, kill);
    } catch (cause) {
      if (tries === TRIES_MAX) throw cause;
      process.stdout.write(`${bin.name}: ${kill.state} again: ${String(cause).slice(0, 400)}\n`);
      await renew(bin);
      continue;
    }
    return { ...(await struck(bin, kill, strike)), kill, tries };
  }
}

async function struck(bin: KilledBin, kill: Kill, strike: () => Promise<void>) {
  if (kill.what === "link") return lostLink(bin, strike);
  if (kill.what === "stopped") return stoppedAWhile(bin, strike);
  await strike();
  const kept = bin.kept();
  mustRemember(bin, kill, kept);
  const expected = placeOf(bin, kept);
  await bin.restart();
  if (kill.what === "both") bin.startLink();
  const after = await staysIn(bin, expected);
  if (kill.what === "both") await bin.killLink();
  return { ...whatWasKept(kept), phase: bin.killed?.phase ?? "none", ranOnMs: ranOn(bin), after };
}

/** Section 8: nothing durable says that it is calm while a stroke is open, and a latch is never lost. */
function mustRemember(bin: KilledBin, { state, run }: Kill, kept: Found): void {
  const memory = kept.status === "found" ? (kept.best.memory.value as unknown as Remembered) : null;
  if (kept.status === "unreadable") return;
  const said = JSON.stringify({ phase: bin.killed?.phase, strokeOpen: memory?.strokeOpen, latch: memory?.latch });
  // What a crew's hands move is no stroke of the machine's: its service is open instead.
  const isOpen = state !== "SERVICE" && bin.killed !== null && OPEN.includes(bin.killed.phase);
  if (isOpen && memory?.strokeOpen !== true) throw new Error(`an open stroke was forgotten: ${said}`);
  if (state === "SERVICE" && memory?.serviceOpen !== true) throw new Error(`a service was forgotten: ${said}`);
  const latched = state === "LOCKOUT" && run % 4 !== 3;
  if (latched && (memory?.latch.length ?? 0) === 0) throw new Error(`a latch was forgotten: ${said}`);
}

/** Where section 8 says that it is after the restart, from what is on disk and what its contacts show. */
function placeOf(bin: KilledBin, kept: Found): State {
  if (kept.status === "unreadable") return "LOCKOUT";
  // From LOCKOUT, too, the key leads on at once.
  if (bin.site.contact("key").active) return "SERVICE";
  const memory = kept.status === "found" ? (kept.best.memory.value as unknown as Remembered) : null;
  if (memory !== null && (memory.strokeOpen || memory.latch.length > 0)) return "LOCKOUT";
  const { site } = bin;
  if (site.contact("eStop").active) return "LOCKOUT";
  const atTop = site.signal("top").active && !site.signal("bottom").active;
  if (!site.contact("doorA").active && atTop) return "COLLECTION";
  if (!atTop) return "WAIT_START";
  return memory?.full === true && site.fillPct > 80 ? "FULL_LOCKED" : "IDLE";
}

/** It gets there, stays there, begins nothing, and nothing has moved since the kill but for the run-on. */
async function staysIn(bin: KilledBin, expected: State): Promise<State> {
  await bin.reaches(expected);
  await pause(WATCHED_MS);
  const after = (await bin.standing())?.state ?? "BOOT";
  const since = bin.killed?.at ?? 0;
  const begun = (await bin.decisions()).filter(({ at, text }) => at > since && BEGINS.test(text));
  expect({ after, begun }).toEqual({ after: expected, begun: [] });
  nothingMoved(bin, RUN_ON_MS);
  return after;
}

function nothingMoved({ watch, killed }: KilledBin, butForMs: number): void {
  if (watch.movedAt === null || killed === null) return;
  const ranMs = elapsed(killed.at, watch.movedAt);
  const lateMs = watch.worstGapMs;
  if (ranMs > butForMs + lateMs) throw new Error(`${watch.movedMm} mm, the last of them ${ranMs} ms after the kill`);
}

const ranOn = ({ watch, killed }: KilledBin): number =>
  watch.movedAt === null || killed === null ? 0 : Math.round(elapsed(killed.at, watch.movedAt));

async function lostLink(bin: KilledBin, strike: () => Promise<void>) {
  await strike();
  const after = await bin.reaches("COOL");
  return { phase: "EXTEND", ranOnMs: 0, open: false, between: false, unreadable: false, after };
}

/** Stopped for two seconds in its stroke: the relay drops, and what it does when it goes on is stop. */
async function stoppedAWhile(bin: KilledBin, strike: () => Promise<void>) {
  await strike();
  await pause(STOPPED_MS);
  bin.signal("SIGCONT");
  const after = await staysIn(bin, "LOCKOUT");
  return { phase: "EXTEND", ranOnMs: ranOn(bin), open: true, between: false, unreadable: false, after };
}

function whatWasKept(kept: Found) {
  const memory = kept.status === "found" ? (kept.best.memory.value as unknown as Remembered) : null;
  const between = kept.status === "found" && kept.intact[0] !== kept.intact[1];
  return { open: memory?.strokeOpen === true, between, unreadable: kept.status === "unreadable" };
}

/** The technician makes it ready again: RESET moves nothing, and START has nothing to move. */
async function toRest(bin: KilledBin): Promise<void> {
  if (!bin.runs) await bin.start();
  repair(bin);
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    const is = await bin.standing();
    const state = is?.state;
    if (state === "IDLE") return;
    if (state === "BOOT" || state === "SELF_TEST") {
      await until("the self-test to end", async () => (await bin.standing())?.state !== state);
    } else if (state === "LOCKOUT" && is?.latch.every(({ tool }) => !tool) === true) {
      await reset(bin);
    } else if (state === "WAIT_START") {
      bin.crank(0);
      await bin.press("start");
      await bin.reaches("IDLE", "FULL_LOCKED");
    } else await renew(bin);
  }
  throw new Error(`${bin.name} does not come to rest`);
}

async function reset(bin: KilledBin): Promise<void> {
  bin.note();
  await bin.press("reset");
  await bin.reaches("WAIT_START");
  nothingMoved(bin, 0);
}

/** Another controller and an empty bin, as after a repair. */
async function renew(bin: KilledBin): Promise<void> {
  bin.watch.onPhase = bin.watch.onAttach = () => undefined;
  await bin.kill();
  repair(bin);
  bin.fitAnew();
  bin.remembers({});
  await bin.start();
}

function repair(bin: KilledBin): void {
  bin.set(false, "eStop", "start", "reset", "key", "serviceA", "serviceB");
  bin.site.charge(CHARGED_PCT);
  bin.set(true, "doorA", "doorB");
  bin.site.breakPress(NO_FAULTS, bin.now);
}
