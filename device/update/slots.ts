import { isNewer, type Release } from "./release.ts";

/** A place for a whole program, beside the packaged one. There are two, so that the one that runs is never written. */
export const SLOT_NAMES = ["a", "b"] as const;
export type SlotName = (typeof SLOT_NAMES)[number];
/** Which program runs. `packaged`: the one that the .deb brought, which no update writes: it is always there. */
export type Home = SlotName | "packaged";

/** So many starts may a new program have until it has proved itself. Greengrass and Mender take three too. */
export const STARTS_MAX = 3;

export type Phase =
  | { readonly is: "idle" }
  /** Being unpacked: what is in the slot counts for nothing. */
  | { readonly is: "filling"; readonly slot: SlotName; readonly release: Release }
  /** Whole on the disk, verified, and not run yet. */
  | { readonly is: "staged"; readonly slot: SlotName; readonly release: Release }
  /** `failing`: roles whose part told a fault before the switch; those are not held against it. */
  | {
      readonly is: "trying";
      readonly release: Release;
      readonly back: Home;
      readonly starts: number;
      readonly failing: readonly string[];
    };

/** Why a program was given up. */
export const BROKEN_WHYS = ["starts", "unhealthy", "incomplete"] as const;
export type BrokenWhy = (typeof BROKEN_WHYS)[number];
export type Broken = {
  readonly slot: SlotName;
  readonly release: Release;
  readonly why: BrokenWhy;
  readonly text: string;
};

/**
 * What is in which slot, and which one runs. Plain JSON, kept in `state.json`. It is the truth: the link `current` is made
 * to agree with `home` before control starts, so that a power cut between the two is nothing.
 */
export type Slots = {
  readonly v: 1;
  readonly home: Home;
  readonly holds: Readonly<Record<SlotName, Release | null>>;
  readonly phase: Phase;
  /** The last one that was given up; its slot is left as it is until the next update needs the place. */
  readonly broken: Broken | null;
};

export const NO_SLOTS: Slots = {
  v: 1,
  home: "packaged",
  holds: { a: null, b: null },
  phase: { is: "idle" },
  broken: null,
};

export type SlotEvent =
  | { readonly is: "fill"; readonly release: Release }
  | { readonly is: "filled" }
  | { readonly is: "unfilled" }
  | { readonly is: "switch"; readonly failing: readonly string[] }
  /** Something moves after all: what was switched has not been started. */
  | { readonly is: "unswitch" }
  /** Before control starts. `whole`: the slots that hold a program; `packaged`: the version that the .deb brought. */
  | { readonly is: "start"; readonly whole: readonly SlotName[]; readonly packaged: string }
  | { readonly is: "proved" }
  | { readonly is: "unhealthy"; readonly text: string };

/**
 *   idle ──fill──▶ filling ──filled──▶ staged ──switch──▶ trying ──proved──▶ idle, at the new home
 *    ▲ ▲              │                  │ fill ▲           │ │ start, up to 3
 *    │ └──unfilled────┘                  └──▶   └─unswitch──┤ └──▶ trying
 *    └──────── unhealthy, a 4th start, not whole ───────────┘      idle, at the old home; the slot is kept as broken
 *   any ──start, and the packaged program is the newer one──▶ idle, packaged
 *
 * Pure. An event that a phase does not know changes nothing: the same object comes back.
 */
export function nextSlots(was: Slots, event: SlotEvent): Slots {
  const { phase } = was;
  switch (event.is) {
    case "fill":
      return phase.is === "trying" ? was : filling(was, event.release);
    case "filled":
      return phase.is === "filling" ? filled(was, phase) : was;
    case "unfilled":
      return phase.is === "filling" ? { ...was, phase: { is: "idle" } } : was;
    case "switch":
      return phase.is === "staged" ? trying(was, phase, event.failing) : was;
    case "unswitch":
      return phase.is === "trying" ? unswitched(was, phase) : was;
    case "start":
      return started(was, event.whole, event.packaged);
    case "proved":
      return phase.is === "trying" ? { ...was, phase: { is: "idle" } } : was;
    case "unhealthy":
      return phase.is === "trying" ? givenUp(was, phase, "unhealthy", event.text) : was;
  }
}

/** The one that does not run; of two, the one that is not kept as broken. */
export function freeSlot({ home, broken }: Slots): SlotName {
  const free = SLOT_NAMES.filter((name) => name !== home);
  return free.find((name) => name !== broken?.slot) ?? free[0] ?? "a";
}

/** The version that runs. */
export const versionAt = ({ home, holds }: Slots, packaged: string): string =>
  home === "packaged" ? packaged : (holds[home]?.version ?? packaged);

/** Whether this very program was given up before: it is not tried again unless a person says so. */
export const wasBroken = ({ broken }: Slots, { sha256 }: Release): boolean => broken?.release.sha256 === sha256;

function filling(was: Slots, release: Release): Slots {
  const slot = freeSlot(was);
  const broken = was.broken?.slot === slot ? null : was.broken;
  return { ...was, holds: { ...was.holds, [slot]: null }, broken, phase: { is: "filling", slot, release } };
}

function filled(was: Slots, { slot, release }: Extract<Phase, { is: "filling" }>): Slots {
  return { ...was, holds: { ...was.holds, [slot]: release }, phase: { is: "staged", slot, release } };
}

function trying(was: Slots, { slot, release }: Extract<Phase, { is: "staged" }>, failing: readonly string[]): Slots {
  return { ...was, home: slot, phase: { is: "trying", release, back: was.home, starts: 0, failing } };
}

function unswitched(was: Slots, { release, back, starts }: Extract<Phase, { is: "trying" }>): Slots {
  if (starts > 0 || was.home === "packaged") return was;
  return { ...was, home: back, phase: { is: "staged", slot: was.home, release } };
}

function started(was: Slots, whole: readonly SlotName[], packaged: string): Slots {
  const { home, phase } = was;
  if (home !== "packaged" && !isNewer(versionAt(was, packaged), packaged)) return outdated(was);
  if (home !== "packaged" && !whole.includes(home)) return withoutHome(was);
  if (phase.is !== "trying") return was;
  const { starts } = phase;
  if (starts < STARTS_MAX) return { ...was, phase: { ...phase, starts: starts + 1 } };
  return givenUp(was, phase, "starts", `${STARTS_MAX} starts, and never 5 healthy minutes`);
}

/** A .deb that is as new or newer was installed by hand: it has the last word. */
const outdated = (was: Slots): Slots => ({ ...was, home: "packaged", phase: { is: "idle" } });

/** The program that should run is not there: whatever removed it, the old home or the packaged one is. */
function withoutHome(was: Slots): Slots {
  const text = "its program is not whole on the disk";
  if (was.phase.is === "trying") return givenUp(was, was.phase, "incomplete", text);
  return { ...was, home: "packaged" };
}

function givenUp(was: Slots, { release, back }: Extract<Phase, { is: "trying" }>, why: BrokenWhy, text: string): Slots {
  const slot = was.home === "packaged" ? freeSlot(was) : was.home;
  return { ...was, home: back, phase: { is: "idle" }, broken: { slot, release, why, text } };
}
