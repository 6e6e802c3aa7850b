import { instant, type Instant } from "../../device/measure/time.ts";
import { faultPlan, type PlannedFault } from "../../hal-mocks/faults.ts";
import { between, chance } from "../../hal-mocks/random.ts";

export const POST = "lamp-1";
export const BIN = "bin-1";
const DEVICES = [POST, BIN] as const;
export type DeviceName = (typeof DEVICES)[number];

/**
 * One thing that is done to a street, as plain data. What lasts has `forMs`; afterwards it is as before.
 *
 * *Not* done: packets that arrive changed (TCP and TLS see to that), a broker that invents messages of other devices, a
 * disk that lies about what it has written, memory that flips, a processor that is too slow, two faults from one cause.
 */
export type Act = { readonly at: Instant } & Deed;
export type Deed =
  /** A part, a clock, a press or a contact. */
  | {
      readonly what: "fault";
      readonly device: DeviceName;
      readonly fault: PlannedFault["fault"];
      readonly forMs: number;
    }
  | { readonly what: "network"; readonly device: DeviceName | "all"; readonly forMs: number }
  /** The broker refuses every connection. */
  | { readonly what: "refused"; readonly code: number; readonly forMs: number }
  /** It takes a publish to nothing: MQTT 5 says so in the PUBACK. */
  | { readonly what: "forbidden"; readonly device: DeviceName; readonly code: number; readonly forMs: number }
  | { readonly what: "slow"; readonly latencyMs: number; readonly forMs: number }
  /** The whole controller; its disk outlives it. */
  | { readonly what: "power"; readonly device: DeviceName; readonly forMs: number }
  | { readonly what: "link"; readonly device: DeviceName };

export type Plan = {
  readonly seed: number;
  /** Noon UTC of this day. */
  readonly day: string;
  readonly hours: number;
  readonly acts: readonly Act[];
};

/** Everything that began has ended by then, and everyone has had time to come back. */
export const QUIET_MS = 40 * 60_000;
const HOUR = 3_600_000;
const HOURS_LEAST = 3;
const HOURS_MOST = 7;
const ACTS_MAX = 14;
/** Days on which a night is long, short, or an hour more or less. */
const DAYS = ["2026-12-20", "2026-06-20", "2027-03-27", "2026-10-24", "2026-09-15", "2028-02-28"] as const;

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
  const acts = [...drawn, ...planned].sort((one, other) => one.at - other.at);
  return { seed, day: pick(DAYS, draw("day")), hours, acts };
}

function deed(draw: (of: string) => number, forMs: number): Deed {
  const device = pick(DEVICES, draw("device"));
  const kinds: readonly (() => Deed)[] = [
    () => ({ what: "network", device: draw("all") < 0.3 ? "all" : device, forMs }),
    () => ({ what: "refused", code: pick([0x88, 0x87, 3], draw("code")), forMs }),
    () => ({ what: "forbidden", device, code: pick([0x87, 0x97, 0x99], draw("code")), forMs }),
    () => ({ what: "slow", latencyMs: Math.round(5 * 400 ** draw("latency")), forMs }),
    () => ({ what: "power", device, forMs }),
    () => ({ what: "link", device }),
  ];
  return pick(kinds, draw("kind"))();
}

function pick<T>(from: readonly T[], share: number): T {
  const picked = from[Math.floor(share * from.length)];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
}
