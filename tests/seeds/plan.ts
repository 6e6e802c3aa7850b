import type { Instant } from "../../device/measure/time.ts";
import type { PlannedFault } from "../../hal-mocks/faults.ts";

export const POST = "lamp-1";
export const BIN = "bin-1";
export const DEVICES = [POST, BIN] as const;
export type DeviceName = (typeof DEVICES)[number];
/** Of both. */
export const GROUP = "street";

export const HOWS_ASKED = ["good", "double", "forged", "misdirected", "late", "replayed", "group"] as const;
export type HowAsked = (typeof HOWS_ASKED)[number];
export const HOWS_DESIRED = ["good", "bad", "restart", "older", "conflict", "reordered", "again", "stranded"] as const;
export type HowDesired = (typeof HOWS_DESIRED)[number];
/** `slow` answers late, `stalls` so late that it counts as failing. `corrupt` is set aside, and begins anew. */
export const DISK_FAULTS = ["slow", "stalls", "full", "failing", "corrupt"] as const;

/**
 * One thing that is done to a street, as plain data. What lasts has `forMs`; afterwards it is as before.
 *
 * *Not* done: packets that arrive changed (TCP and TLS see to that), a broker that invents messages of other devices, a
 * disk that lies about what it has written, memory that flips, a processor that is too slow, a clock that lies by less
 * than an hour or more than six, two faults from one cause.
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
  /** The post's clock and its photocell. */
  | { readonly what: "blind"; readonly forMs: number }
  | { readonly what: "network"; readonly device: DeviceName | "all"; readonly forMs: number }
  /** The broker refuses every connection. */
  | { readonly what: "refused"; readonly code: number; readonly forMs: number }
  /** It takes a publish to nothing: MQTT 5 says so in the PUBACK. */
  | { readonly what: "forbidden"; readonly device: DeviceName; readonly code: number; readonly forMs: number }
  | { readonly what: "slow"; readonly latencyMs: number; readonly forMs: number }
  /** It delivers all twice, up and down. */
  | { readonly what: "doubles"; readonly forMs: number }
  /** It has lost its sessions and what it retained; the backend notices after a while. */
  | { readonly what: "wiped" }
  /** The whole controller; its disk outlives it. */
  | { readonly what: "power"; readonly device: DeviceName; readonly forMs: number }
  /** Link is killed now, or so long after the next report, which its disk takes so long to store. */
  | {
      readonly what: "link";
      readonly device: DeviceName;
      readonly upon: "now" | "report" | "command";
      readonly afterMs: number;
      readonly diskMs: number;
    }
  /** Of link's store. */
  | {
      readonly what: "disk";
      readonly device: DeviceName;
      readonly fault: (typeof DISK_FAULTS)[number];
      readonly latencyMs: number;
      readonly forMs: number;
    }
  /** `away`: the broker keeps what comes. `lost`: it has no room for it. Without receipts that is loss, and not done. */
  | { readonly what: "receiver"; readonly how: "away" | "lost"; readonly forMs: number }
  /** At the very first: nobody receives, and the broker has not heard of anyone who would. */
  | { readonly what: "late"; readonly forMs: number }
  | { readonly what: "forgets"; readonly device: DeviceName; readonly count: number }
  /** A receipt of records that were never sent, while there is no network. */
  | { readonly what: "receipt"; readonly device: DeviceName; readonly forMs: number }
  | { readonly what: "command"; readonly device: DeviceName; readonly name: string; readonly how: HowAsked }
  | { readonly what: "settings"; readonly device: DeviceName; readonly how: HowDesired; readonly share: number };

/** What a backend says of itself; null: its usual pace. */
export type Host = { readonly receipts: boolean; readonly drainPerS: number | null };
export type Plan = {
  readonly seed: number;
  /** Noon UTC of this day. */
  readonly day: string;
  readonly hours: number;
  /** null: it says nothing, and gives no receipts. */
  readonly host: Host | null;
  readonly acts: readonly Act[];
};
