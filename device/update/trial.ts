import { seconds, after, minutes } from "../measure/time.ts";
import { judgingFrom, LOOK_MS, nextJudging, whatMoves, type Sample } from "./health.ts";
import { nextSlots, versionAt, type Slots } from "./slots.ts";
import type { Ended, UpdateParts } from "./update-parts.ts";

/** A press takes a minute and a half for its longest stroke, a lamp 10 s for its slowest ramp. Our choice. */
export const STILL_MS = minutes(5);
const STILL_LOOK_MS = seconds(1);

/**
 * Starts the staged program, once nothing moves. Until then it waits, bounded. The state is written before the link, and the
 * link before the restart: cut anywhere, the next start or the next run goes on from the state. A card may stall for longer
 * than a press warns, so it looks again when all is written. null: it was started; else what it waits for.
 */
export async function switchOver(parts: UpdateParts): Promise<string | null> {
  const { disk } = parts;
  const staged = disk.read();
  if (staged.phase.is === "staged") {
    const { moving, sample } = await untilStill(parts);
    if (moving !== null) return moving;
    disk.save(nextSlots(staged, { is: "switch", failing: sample.is === "status" ? sample.failing : [] }));
  }
  if (isBegun(disk.read())) return null;
  const wrong = await startedAnew(parts);
  // Control may have begun by itself while it was looked at.
  const slots = disk.read();
  if (wrong === null || isBegun(slots)) return null;
  const back = nextSlots(slots, { is: "unswitch" });
  disk.save(back);
  disk.point(back.home);
  return wrong;
}

/** What is on trial has had a start, or nothing is on trial. */
const isBegun = ({ phase }: Slots): boolean => phase.is !== "trying" || phase.starts > 0;

/** null: the program on trial runs; else why it does not. */
async function startedAnew(parts: UpdateParts): Promise<string | null> {
  const { disk, packaged, look, tell } = parts;
  const slots = disk.read();
  if (slots.phase.is !== "trying") return null;
  const { release, back } = slots.phase;
  const isIt = (sample: Sample): boolean => sample.is === "status" && sample.version === release.version;
  disk.point(slots.home);
  const { moving, sample } = await untilStill(parts);
  if (moving !== null) return moving;
  if (isBegun(disk.read()) || isIt(sample)) return null;
  tell({ is: "tried", version: release.version, from: versionAt({ ...slots, home: back }, packaged) });
  await parts.restart();
  if (isBegun(disk.read())) return null;
  const now = await look();
  return isIt(now) ? null : now.is === "stopped" ? whatMoves(now) : NOT_STARTED;
}
const NOT_STARTED = "systemd did not start control again: see journalctl -u gaturum-control";

/** What moves, when it has been waited for as long as may be; null: nothing does. Nobody is waited for who stopped control. */
async function untilStill({
  look,
  now,
  wait,
}: UpdateParts): Promise<{ readonly moving: string | null; readonly sample: Sample }> {
  const end = after(now(), STILL_MS);
  for (;;) {
    const sample = await look();
    const moving = whatMoves(sample);
    if (moving === null || sample.is === "stopped" || now() >= end) return { moving, sample };
    await wait(STILL_LOOK_MS);
  }
}

/** Watches a program that is being tried until it has proved itself, or is given up, or somebody stops it. */
export async function judge(parts: UpdateParts): Promise<Ended> {
  const { disk, look, now, wait } = parts;
  const { phase: first } = disk.read();
  let judging = judgingFrom(now());
  for (;;) {
    const sample = await look();
    const slots = disk.read();
    const { phase } = slots;
    // Three starts that failed, or a .deb, have ended it before control started again.
    if (phase.is !== "trying") return endedElsewhere(slots, first.is === "trying" ? first.release.sha256 : null);
    const { release, failing } = phase;
    const next = nextJudging(judging, sample, { version: release.version, failing }, now());
    judging = next.judging;
    switch (next.verdict.is) {
      case "healthy":
        return keep(parts, slots);
      case "unhealthy":
        return goBack(parts, next.verdict.text);
      case "stopped":
        return waits(whatMoves(sample) ?? "");
      case "open":
        await wait(LOOK_MS);
    }
  }
}

export const waits = (what: string): Ended => ({
  is: "waits",
  text: `${what}: it is tried again within the hour, or by the same words`,
});

function endedElsewhere({ broken }: Slots, tried: string | null): Ended {
  if (broken !== null && broken.release.sha256 === (tried ?? broken.release.sha256))
    return { is: "rolled-back", text: broken.text };
  return { is: "nothing", text: "a .deb that is as new, or newer, was installed meanwhile, and runs" };
}

function keep({ disk, packaged, tell }: UpdateParts, slots: Slots): Ended {
  const kept = nextSlots(slots, { is: "proved" });
  disk.save(kept);
  const from = slots.phase.is === "trying" ? versionAt({ ...slots, home: slots.phase.back }, packaged) : packaged;
  tell({ is: "kept", version: versionAt(kept, packaged), from });
  return { is: "kept", text: "the new program has proved itself" };
}

/** Waits for stillness too, where control still says; a control that is not well is not waited for longer than that. */
async function goBack(parts: UpdateParts, text: string): Promise<Ended> {
  const { disk } = parts;
  await untilStill(parts);
  // Written only now: a run that ends while it waits leaves the trial open, for the next run to judge.
  const slots = disk.read();
  if (slots.phase.is !== "trying") return endedElsewhere(slots, null);
  disk.save(nextSlots(slots, { is: "unhealthy", text }));
  await leave(parts);
  return { is: "rolled-back", text };
}

/** Starts what the state names in the place of a program that was given up. */
async function leave({ disk, packaged, restart, tell }: UpdateParts): Promise<void> {
  const slots = disk.read();
  const { home, broken } = slots;
  disk.point(home);
  await restart();
  if (broken === null) return;
  const { release, text } = broken;
  tell({ is: "rolled-back", version: release.version, to: versionAt(slots, packaged), text });
}

/** A program that was given up may run on where the run that gave it up was ended before the restart. */
export async function leaveGivenUp(parts: UpdateParts): Promise<void> {
  const { disk, packaged, look } = parts;
  const slots = disk.read();
  const given = slots.broken?.release.version;
  if (given === undefined || given === versionAt(slots, packaged)) return;
  const sample = await look();
  if (sample.is !== "status" || sample.version !== given) return;
  await untilStill(parts);
  await leave(parts);
}

/** Before control starts, each time: counts the starts of a program on trial, and makes the link agree with the state. */
export function beforeStart({ disk, packaged, tell }: Pick<UpdateParts, "disk" | "packaged" | "tell">): Slots {
  const was = disk.read();
  const is = nextSlots(was, { is: "start", whole: disk.whole(), packaged });
  if (is !== was) disk.save(is);
  disk.point(is.home);
  if (is.broken !== null && is.broken !== was.broken)
    tell({
      is: "rolled-back",
      version: is.broken.release.version,
      to: versionAt(is, packaged),
      text: is.broken.text,
    });
  return is;
}
