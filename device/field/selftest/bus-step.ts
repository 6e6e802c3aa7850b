import type { LocalStatus } from "../../control/local-status.ts";
import { LAMP_BUS } from "../../control/lamp-bus.ts";
import type { BusSeen } from "../../measure/samples.ts";
import { Refusal } from "../refusal.ts";
import { judgeBus } from "./bus-judge.ts";
import { failed, type Verdict } from "./judge.ts";
import { faultOf, valueOf, type Site } from "./site.ts";

/** A look takes 5 to 10 s, and up to a minute with many on the bus who have no address; giving one looks twice. */
const LOOK_MS = 90_000;
/** A luminaire is tried again every 2 s, and read through in one. */
const SETTLED_MS = 15_000;
/** Its power is read right after its level; one that tells none is not waited for longer. Our choice. */
const POWER_MS = 3_000;

/** `text`: who is on the lamp's bus, and what its luminaire keeps; null: it is on none. Or why the lamp cannot be tested. */
export type OnBus = { readonly text: string | null } | { readonly stopped: Verdict };

/**
 * Row 23: who is on the bus, an address for the one that has none, and then what it keeps over power cuts, written and read
 * back by the lamp's part. No light is changed for it.
 */
export async function busStep(site: Site): Promise<OnBus> {
  const { bus } = await site.status();
  const part = site.config.parts.find(({ role }) => role === "lamp");
  if (bus === null || part === undefined) return { text: null };
  const wanted = typeof part.settings["address"] === "number" ? part.settings["address"] : null;
  site.say("lamp: looks who is on its bus, about 10 s");
  let judged = judgeBus(await lookedAt(site, {}), wanted);
  if (judged.is === "offer" && wanted !== null) {
    const isWanted =
      site.yes || (await site.person?.isSure(`lamp: ${judged.text}. Give it address ${wanted}?`)) === true;
    if (!isWanted) return { stopped: failed("lamp", judged.text, NOT_GIVEN) };
    judged = judgeBus(await lookedAt(site, { address: wanted }), wanted);
  }
  if (judged.is !== "fine") return { stopped: failed("lamp", judged.text, judged.cure ?? NOT_GIVEN) };
  const kept = await settled(site);
  return typeof kept === "string" ? { text: `${judged.text}; ${kept}` } : kept;
}

const NOT_GIVEN = "It has none still: answer yes, or gaturum selftest lamp --yes.";

/** Asks for it, and waits until it is done. */
async function lookedAt(site: Site, args: { readonly address?: number }): Promise<BusSeen> {
  const { done, result } = await site.wish({ verb: LAMP_BUS, args });
  if (!done) return { is: "failed", detail: `${result}.` };
  const isOver = ({ bus }: LocalStatus): boolean => bus?.seen.is !== "looking";
  const status = await site.until(LOOK_MS, isOver);
  if (status === null)
    throw new Refusal(`the bus is being looked at still, after ${LOOK_MS / 1_000} s: gaturum logs tells why.`);
  return status.bus?.seen ?? { is: "unseen" };
}

/** What had to be written for it, once it has been read through and gives a reading. */
async function settled(site: Site): Promise<string | { readonly stopped: Verdict }> {
  const isRead = (status: LocalStatus): boolean => status.bus?.written != null && valueOf(status, "lamp") !== null;
  const status = await site.until(SETTLED_MS, isRead);
  if (status === null) {
    const why = faultOf(await site.status(), "lamp") ?? "it was not read through in time";
    return { stopped: failed("lamp", why, "gaturum check lamp says more, and what to do.") };
  }
  await site.until(POWER_MS, (now) => valueOf(now, "lamp")?.powerW != null);
  const written = status.bus?.written ?? [];
  return written.length === 0
    ? "keeps its levels and no fade, read back"
    : `keeps its levels and no fade, read back; written anew: ${written.join(", ")}`;
}
