import { HOST_MS } from "../../device/link/store/host-word.ts";
import { instant } from "../../device/measure/time.ts";
import { faultPlan } from "../../hal-mocks/faults.ts";
import { between, chance } from "../../hal-mocks/random.ts";
import { BIN, DEVICES, DISK_FAULTS, HOWS_ASKED, HOWS_DESIRED, POST } from "./plan.ts";
import type { Act, Deed, DeviceName, Host, Plan } from "./plan.ts";

/** Everything that began has ended by then, and everyone has had time to come back. */
export const QUIET_MS = 40 * 60_000;
const HOUR = 3_600_000;
const HOURS_LEAST = 3;
const HOURS_MOST = 7;
const ACTS_MAX = 24;
/** Of so many disks that fail the device has had no network since a while. */
const CUTS_SHARE = 0.5;
const CUT_BEFORE_MS = 15 * 60_000;
/** Of so many plans one device's clock is set wrong, and claims to be right. */
const LIES_SHARE = 0.5;
const LIES_H = [-6, -3, -1, 1, 3, 6] as const;
/** Of so many streets the city begins later than its devices, but before they take it for one that never says a word. */
const LATE_SHARE = 0.2;
const LATE_MS = [10_000, HOST_MS - 60_000] as const;
/** Days on which a night is long, short, or an hour more or less. */
const DAYS = ["2026-12-20", "2026-06-20", "2027-03-27", "2026-10-24", "2026-09-15", "2028-02-28"] as const;
const HOSTS: readonly (Host | null)[] = [
  null,
  { receipts: false, drainPerS: 20 },
  { receipts: true, drainPerS: null },
  { receipts: true, drainPerS: 0.5 },
];

const VERBS = {
  [POST]: ["dim", "dim-clear", "snapshot", "selftest", "selftest"],
  [BIN]: ["inhibit", "snapshot", "selftest", "compact", "unlock"],
} as const;
/** Below and above the 2 s after which a disk counts as failing. */
const SLOW_MS = 1_500;
const STALLS_MS = [2_500, 17_000, 60_000] as const;

/** The same seed gives the same plan, on every machine. */
export function planOf(seed: number): Plan {
  const draw = (of: string, index = 0): number => chance(seed, `plan ${of}`, index);
  const hours = Math.round(between(HOURS_LEAST, HOURS_MOST, draw("hours")));
  const lastMs = hours * HOUR - QUIET_MS;
  const count = 1 + Math.floor(draw("count") * ACTS_MAX);
  const drawn = Array.from({ length: count }, (_, index): Act => {
    const at = instant(Math.round(lastMs * draw("at", index) ** 0.8));
    const longestMs = Math.max(1_000, lastMs - at);
    // Short ones as often as long ones.
    const forMs = Math.round(1_000 * (longestMs / 1_000) ** draw("for", index));
    return { at, ...deed((of) => draw(of, index), forMs) };
  });
  const faults = faultPlan(
    seed,
    [
      { name: POST, kind: "lamp-post" },
      { name: BIN, kind: "litter-bin" },
    ],
    1,
    instant(0),
  );
  const planned = faults.flatMap(({ at, until, device, fault }): Act[] =>
    until <= lastMs ? [{ at, what: "fault", device: device as DeviceName, fault, forMs: until - at }] : [],
  );
  const acts = [...drawn, ...planned, ...lies(seed, lastMs), ...late(seed), ...cutsAround(seed, drawn)].sort(
    (one, other) => one.at - other.at,
  );
  return { seed, day: pick(DAYS, draw("day")), hours, host: pick(HOSTS, draw("host")), acts };
}

/** Drawn apart from all others, so that those are what they were before clocks could lie. */
function lies(seed: number, lastMs: number): readonly Act[] {
  const draw = (of: string): number => chance(seed, `lie ${of}`, 0);
  if (draw("any") >= LIES_SHARE) return [];
  const at = instant(Math.round(lastMs * draw("at")));
  const forMs = Math.round(1_000 * (Math.max(1_000, lastMs - at) / 1_000) ** draw("for"));
  const trouble = { kind: "lie", byMs: pick(LIES_H, draw("by")) * HOUR } as const;
  return [{ at, what: "fault", device: pick(DEVICES, draw("device")), fault: { what: "clock", trouble }, forMs }];
}

function late(seed: number): readonly Act[] {
  if (chance(seed, "late any", 0) >= LATE_SHARE) return [];
  const [least, most] = LATE_MS;
  return [{ at: instant(0), what: "late", forMs: Math.round(between(least, most, chance(seed, "late for", 0))) }];
}

/** Drawn apart too: what a disk holds is at stake only while the city does not have it. */
function cutsAround(seed: number, acts: readonly Act[]): readonly Act[] {
  return acts.flatMap((act, index): Act[] => {
    if (act.what !== "disk" || act.fault === "slow" || chance(seed, "cut around", index) >= CUTS_SHARE) return [];
    const at = instant(Math.max(0, act.at - CUT_BEFORE_MS));
    const forMs = act.at - at + Math.min(act.forMs, CUT_BEFORE_MS);
    return [{ at, what: "network", device: act.device, forMs }];
  });
}

/** One of these, as likely as it is named; `draw` gives 0 to below 1, the same for the same word. */
function deed(draw: (of: string) => number, forMs: number): Deed {
  const device = pick(DEVICES, draw("device"));
  const command = (): Deed => {
    const how = pick(HOWS_ASKED, draw("how"));
    return { what: "command", device, name: how === "group" ? "snapshot" : pick(VERBS[device], draw("name")), how };
  };
  const settings = (): Deed => ({
    ...{ what: "settings", device, how: pick(HOWS_DESIRED, draw("how")), share: draw("share") },
  });
  const link = (): Deed => ({
    ...{ what: "link", device, upon: pick(["now", "report", "command"] as const, draw("upon")) },
    ...{ afterMs: Math.round(SLOW_MS * draw("after")), diskMs: Math.round(SLOW_MS * draw("disk")) },
  });
  const kinds: readonly (() => Deed)[] = [
    ...[command, command, command, settings, settings, link, link],
    () => ({ what: "network", device: draw("all") < 0.3 ? "all" : device, forMs }),
    () => ({ what: "network", device, forMs }),
    () => ({ what: "refused", code: pick([0x88, 0x87, 3], draw("code")), forMs }),
    () => ({ what: "forbidden", device, code: pick([0x87, 0x97, 0x99], draw("code")), forMs }),
    () => ({ what: "slow", latencyMs: Math.round(5 * 400 ** draw("latency")), forMs }),
    () => ({ what: "doubles", forMs }),
    () => ({ what: "wiped" }),
    () => ({ what: "power", device, forMs }),
    () => {
      const fault = pick(DISK_FAULTS, draw("fault"));
      const latencyMs = fault === "slow" ? SLOW_MS * draw("latency") : pick(STALLS_MS, draw("latency"));
      return { what: "disk", device, fault, latencyMs: Math.round(latencyMs), forMs };
    },
    () => ({ what: "receiver", how: pick(["away", "lost"] as const, draw("how")), forMs }),
    () => ({ what: "forgets", device, count: 1 + Math.floor(8 * draw("count")) }),
    () => ({ what: "receipt", device, forMs }),
    () => ({ what: "blind", forMs }),
  ];
  return pick(kinds, draw("kind"))();
}

function pick<T>(from: readonly T[], share: number): T {
  const picked = from[Math.floor(share * from.length)];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
}
