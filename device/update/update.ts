import { rmSync } from "node:fs";
import { seconds, after, type Instant, type Millis, minutes } from "../measure/time.ts";
import type { Outcome, RefusalCause } from "../measure/update-outcome.ts";
import { bringArchive } from "./archive.ts";
import { judgingFrom, LOOK_MS, nextJudging, type Sample } from "./health.ts";
import type { HostileFolder } from "./hostile-folder.ts";
import type { SlotDisk } from "./slot-disk.ts";
import { nextSlots, versionAt, wasBroken, type Slots } from "./slots.ts";
import { isWorthIt, verify, type Offer, type Verified } from "./verify.ts";

/** A press takes a minute and a half for its longest stroke, a lamp 10 s for its slowest ramp. Our choice. */
export const STILL_MS = minutes(5);
const STILL_LOOK_MS = seconds(1);

export type UpdateParts = {
  readonly disk: SlotDisk;
  /** A folder with the trusted metadata, and the file that an archive is copied to. */
  readonly trusted: string;
  readonly incoming: string;
  /** The version of the packaged program, which is the one that does this. */
  readonly packaged: string;
  readonly architecture: string;
  readonly look: () => Promise<Sample>;
  /** Starts control and link again. */
  readonly restart: () => Promise<void>;
  readonly now: () => Instant;
  readonly wait: (time: Millis) => Promise<void>;
  readonly tell: (outcome: Outcome) => void;
};

/** Verifies what a folder offers and unpacks it into the slot that does not run. Nothing that runs is touched. */
export async function stage(
  parts: UpdateParts,
  folder: HostileFolder,
  again = false,
): Promise<{ readonly refused: RefusalCause | null; readonly version: string }> {
  const { disk, packaged, architecture, trusted, incoming } = parts;
  const slots = disk.read();
  const runs = versionAt(slots, packaged);
  const verified: Verified = await verify(folder, trusted, architecture);
  if (!verified.ok) return { refused: verified.cause, version: runs };
  const { release } = verified.offer;
  const ended = (refused: RefusalCause | null) => ({ refused, version: release.version });
  const cause = isWorthIt(verified.offer, runs) ?? (!again && wasBroken(slots, release) ? "broken-before" : null);
  if (cause !== null) return ended(cause);
  const { phase } = slots;
  if (phase.is === "staged" && phase.release.sha256 === release.sha256) return ended(null);
  const wrong = bringArchive(folder, verified.offer, incoming);
  if (wrong !== null) return ended(wrong);
  await fill(parts, slots, verified.offer);
  parts.tell({ is: "staged", version: release.version, from: runs });
  return ended(null);
}

async function fill({ disk, incoming }: UpdateParts, slots: Slots, { release }: Offer): Promise<void> {
  const filling = nextSlots(slots, { is: "fill", release });
  if (filling.phase.is !== "filling") return;
  disk.save(filling);
  try {
    await disk.fill(filling.phase.slot, incoming);
  } catch (cause) {
    disk.save(nextSlots(filling, { is: "unfilled" }));
    throw cause;
  }
  disk.save(nextSlots(filling, { is: "filled" }));
  rmSync(incoming, { force: true });
}

/**
 * Starts the staged program, once nothing moves. Until then it waits, bounded: `moving` says what does. The state is
 * written before the link, and the link before the restart: cut anywhere, the next start goes on from the state. A card may
 * stall for longer than a press warns, so it looks again when all is written.
 */
export async function switchOver(parts: UpdateParts): Promise<{ readonly moving: string | null }> {
  const { disk, packaged, tell } = parts;
  const slots = disk.read();
  if (slots.phase.is !== "staged") return { moving: null };
  const still = await untilStill(parts);
  if (still.moving !== null) return { moving: still.moving };
  const trying = nextSlots(slots, { is: "switch", failing: still.failing });
  disk.save(trying);
  disk.point(trying.home);
  const { moving } = await untilStill(parts);
  if (moving !== null) {
    disk.save(nextSlots(trying, { is: "unswitch" }));
    disk.point(slots.home);
    return { moving };
  }
  tell({ is: "tried", version: versionAt(trying, packaged), from: versionAt(slots, packaged) });
  await parts.restart();
  return { moving: null };
}

/** A control that does not run moves nothing; one that does not answer may. */
async function untilStill({
  look,
  now,
  wait,
}: UpdateParts): Promise<{ moving: string | null; failing: readonly string[] }> {
  const end = after(now(), STILL_MS);
  for (;;) {
    const sample = await look();
    if (sample.is === "absent") return { moving: null, failing: [] };
    const moving = sample.is === "silent" ? "control does not answer, so nobody knows what moves" : sample.moving;
    if (sample.is === "status" && moving === null) return { moving: null, failing: sample.failing };
    if (now() >= end) return { moving, failing: [] };
    await wait(STILL_LOOK_MS);
  }
}

/** Watches a program that is being tried until it has proved itself, or is given up. true: it stays. */
export async function judge(parts: UpdateParts): Promise<boolean> {
  const { disk, look, now, wait } = parts;
  let judging = judgingFrom(now());
  for (;;) {
    const slots = disk.read();
    const { phase } = slots;
    // Three starts that failed have taken it back before control started again.
    if (phase.is !== "trying") return slots.broken === null;
    const { release, failing } = phase;
    const next = nextJudging(judging, await look(), { version: release.version, failing }, now());
    judging = next.judging;
    if (next.verdict.is === "healthy") return keep(parts, disk.read());
    if (next.verdict.is === "unhealthy") return goBack(parts, disk.read(), next.verdict.text);
    await wait(LOOK_MS);
  }
}

function keep({ disk, packaged, tell }: UpdateParts, slots: Slots): boolean {
  const kept = nextSlots(slots, { is: "proved" });
  disk.save(kept);
  const from = slots.phase.is === "trying" ? versionAt({ ...slots, home: slots.phase.back }, packaged) : packaged;
  tell({ is: "kept", version: versionAt(kept, packaged), from });
  return true;
}

/** Waits for stillness too, where control still says; a control that is not well is not waited for longer than that. */
async function goBack(parts: UpdateParts, slots: Slots, text: string): Promise<boolean> {
  const { disk, packaged, tell } = parts;
  if (slots.phase.is !== "trying") return false;
  const back = nextSlots(slots, { is: "unhealthy", text });
  disk.save(back);
  disk.point(back.home);
  await untilStill(parts);
  tell({ is: "rolled-back", version: versionAt(slots, packaged), to: versionAt(back, packaged), text });
  await parts.restart();
  return false;
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
