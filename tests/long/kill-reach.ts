import { setTimeout as pause } from "node:timers/promises";
import { until } from "../link/link-process.ts";
import type { KilledBin, State } from "../system/killed-bin.ts";
import type { Phase } from "../system/site-watch.ts";
import type { Kill } from "./kill-plan.ts";

/** A jam near the top, where a stall is no press end; litter up to above the full line. */
const JAM_MM = 30;
const HEAP_MM = 900;
/** From here the way home takes as long as a whole stroke. */
const LOW_MM = 550;
const PHASE_S = 30;
const NEARLY_EMPTY_PCT = 5;

/** Brings a bin that rests in IDLE into a state; what is returned kills it there at its moment. */
export async function reach(bin: KilledBin, kill: Kill): Promise<() => Promise<void>> {
  const { state, run, afterMs } = kill;
  const later = async (): Promise<void> => {
    await pause(afterMs);
    await bin.kill();
  };
  const home = run % 2 === 1;
  switch (state) {
    case "BOOT":
    case "SELF_TEST":
      await bin.kill("SIGTERM");
      return atAttach(bin, state === "BOOT" ? afterMs : 60 + afterMs);
    case "IDLE":
      return later;
    case "WAIT_START":
      bin.crank(LOW_MM);
      await bin.reaches("WAIT_START");
      return later;
    case "LOCKING":
      return atPhase(bin, "LOCKING", afterMs, () => bin.compact());
    case "WARN":
      return atPhase(bin, "WARN", afterMs, () => (home ? goHome(bin) : bin.compact()));
    case "EXTEND":
      if (kill.what === "link" || kill.what === "both") bin.startLink();
      return atPhase(bin, "EXTEND", afterMs, () => bin.compact(), hits(bin, kill));
    case "PAUSE":
      bin.site.breakPress({ jamDownMm: JAM_MM }, bin.now);
      return atPhase(bin, "DWELL", afterMs, () => bin.compact());
    case "DWELL":
      return atPhase(bin, "DWELL", afterMs, () => bin.compact());
    case "RETRACT":
      return atPhase(bin, "RETRACT", afterMs, () => (home ? goHome(bin) : bin.compact()));
    case "VERIFY":
      return atPhase(bin, "VERIFY", afterMs, () => bin.compact());
    case "COOL":
      await goHome(bin);
      await bin.reaches("COOL");
      return later;
    case "FULL_LOCKED":
      await bin.kill("SIGTERM");
      bin.remembers({ full: true });
      bin.site.fillTo(HEAP_MM);
      await bin.start();
      await bin.reaches("FULL_LOCKED");
      return later;
    case "COLLECTION":
      bin.set(false, "doorA", "doorB");
      await bin.reaches("COLLECTION");
      if (home) bin.set(true, "doorA", "doorB");
      return later;
    case "SAFE_STOP":
      return stopped(bin, home, later);
    case "SERVICE":
      return (await inService(bin, home, afterMs)) ?? later;
    case "SHUTDOWN":
      bin.site.charge(NEARLY_EMPTY_PCT);
      await bin.reaches("SHUTDOWN");
      return later;
    case "LOCKOUT":
      await lockedOut(bin, run % 4 === 3);
      return later;
  }
}

/** The key at SERVICE; null: nothing moves. */
async function inService(bin: KilledBin, moves: boolean, afterMs: number): Promise<(() => Promise<void>) | null> {
  bin.set(true, "key");
  await bin.reaches("SERVICE");
  // Both buttons must have been seen free.
  await pause(LOOK_MS);
  if (!moves) return null;
  // Both hands at once drive it down; they stay on the buttons.
  return atPhase(bin, "EXTEND", afterMs, () => {
    bin.set(true, "serviceA", "serviceB");
    return Promise.resolve();
  });
}

/** `resets`: RESET clears the latch on disk, and it is killed while that is on its way. */
async function lockedOut(bin: KilledBin, resets: boolean): Promise<void> {
  bin.set(true, "eStop");
  await bin.reaches("LOCKOUT");
  if (!resets) return;
  bin.set(false, "eStop");
  await bin.press("reset");
}

function hits(bin: KilledBin, { what }: Kill): () => Promise<void> {
  switch (what) {
    case "control":
      return () => bin.kill();
    case "link":
      return () => bin.killLink();
    case "both":
      return async () => {
        await bin.kill();
        await bin.killLink();
      };
    case "stopped":
      return () => {
        bin.signal("SIGSTOP");
        return Promise.resolve();
      };
  }
}

/** The card is out, so that the latch cannot be stored: it stays in SAFE_STOP. It is back before control is. */
async function stopped(bin: KilledBin, inStroke: boolean, kill: () => Promise<void>) {
  if (inStroke) {
    await phase(bin, "EXTEND", () => bin.compact());
    await pause(300);
  }
  bin.takeCard();
  bin.set(true, "eStop");
  await bin.reaches("SAFE_STOP");
  return async () => {
    await kill();
    bin.putCardBack();
  };
}

/** As after a stop half way: the ram below its top, and START. */
async function goHome(bin: KilledBin): Promise<void> {
  bin.crank(LOW_MM);
  await bin.reaches("WAIT_START");
  await bin.press("start");
}

/** It is killed so long after its first sign of life. */
async function atAttach(bin: KilledBin, afterMs: number): Promise<() => Promise<void>> {
  const killed = new Promise<void>((done, failed) => {
    bin.watch.onAttach = () => {
      bin.watch.onAttach = () => undefined;
      pause(afterMs)
        .then(() => bin.kill())
        .then(done, failed);
    };
  });
  bin.spawnControl();
  return Promise.resolve(() => killed);
}

/** Killed so long after a phase begins, which the hook sees in the very moment. */
async function atPhase(
  bin: KilledBin,
  wanted: Phase,
  afterMs: number,
  begin: () => Promise<void>,
  hit: () => Promise<void> = () => bin.kill(),
) {
  let killed: Promise<void> | null = null;
  bin.watch.onPhase = (is) => {
    if (is !== wanted) return;
    bin.watch.onPhase = () => undefined;
    killed = pause(afterMs).then(hit);
  };
  await begin();
  await until(`${bin.name} to be in ${wanted}`, () => killed !== null || givenUp(bin), PHASE_S);
  return () => killed ?? Promise.resolve();
}

async function phase(bin: KilledBin, wanted: Phase, begin: () => Promise<void>): Promise<void> {
  await begin();
  await until(`${bin.name} to be in ${wanted}`, () => bin.watch.phase === wanted || givenUp(bin), PHASE_S);
}

/** A busy machine made it stop, or give up its start: it will not get there. */
async function givenUp(bin: KilledBin): Promise<false> {
  await pause(LOOK_MS);
  const is = await bin.standing();
  const state = is?.state ?? "BOOT";
  if (!OVER.includes(state)) return false;
  const told = (await bin.decisions()).slice(-4).map(({ text }) => text);
  throw new Error(`it is in ${state}: ${told.join("; ")}`);
}
const OVER: readonly State[] = ["SAFE_STOP", "LOCKOUT", "IDLE", "WAIT_START"];
const LOOK_MS = 250;
