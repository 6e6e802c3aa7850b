import { rmSync } from "node:fs";
import type { RefusalCause } from "../measure/update-outcome.ts";
import { bringArchive } from "./archive.ts";
import { isRoomFor } from "./room.ts";
import type { HostileFolder } from "./hostile-folder.ts";
import { freeSlot, nextSlots, versionAt, wasBroken, type Slots } from "./slots.ts";
import type { UpdateParts } from "./update-parts.ts";
import { isWorthIt, verify, type Offer, type Verified } from "./verify.ts";

/** Verifies what a folder offers and unpacks it into the slot that does not run. Nothing that runs is touched. */
export async function stage(
  parts: UpdateParts,
  folder: HostileFolder,
  again = false,
): Promise<{ readonly refused: RefusalCause | null; readonly version: string }> {
  const { disk, packaged, architecture, trusted, incoming } = parts;
  // Of a run that was ended while it copied.
  rmSync(incoming, { force: true });
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
  if (!isRoomFor(verified.offer.bytes, disk.room(freeSlot(slots)))) return ended("full");
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
    // First of all: what was saved could find no room else.
    rmSync(incoming, { force: true });
    disk.save(nextSlots(filling, { is: "unfilled" }));
    throw cause;
  }
  disk.save(nextSlots(filling, { is: "filled" }));
  rmSync(incoming, { force: true });
}
