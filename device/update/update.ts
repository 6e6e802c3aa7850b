import type { RefusalCause } from "../measure/update-outcome.ts";
import { refusalText } from "./outcome.ts";
import { judge, leaveGivenUp, switchOver, waits } from "./trial.ts";
import type { Ended, UpdateParts } from "./update-parts.ts";

/**
 * One run, from wherever the last one ended: what is on trial is gone on with, else `bringIn` stages what is offered; null:
 * nothing is.
 */
export async function goThrough(
  parts: UpdateParts,
  bringIn: (() => Promise<RefusalCause | null>) | null,
): Promise<Ended> {
  const { disk } = parts;
  const phase = () => disk.read().phase.is;
  if (phase() !== "trying") {
    await leaveGivenUp(parts);
    const refused = bringIn === null ? null : await bringIn();
    if (refused !== null) return { is: refused === "nothing-new" ? "nothing" : "refused", text: refusalText(refused) };
    if (phase() !== "staged") return { is: "nothing", text: "no update is there" };
  }
  const what = await switchOver(parts);
  return what === null ? judge(parts) : waits(what);
}
