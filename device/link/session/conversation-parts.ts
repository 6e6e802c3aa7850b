import type { HostMessage } from "../../contract/session.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import type { Instant } from "../../measure/time.ts";
import type { LinkConfig } from "../link-config.ts";
import type { Seldom } from "../seldom.ts";
import type { Takers } from "./mailroom.ts";
import type { SharedSign } from "./shared-id.ts";
import type { BrokerLimits, Connection, Message, Transport } from "./transport.ts";

export type ConversationParts = {
  readonly config: LinkConfig;
  readonly transport: Transport;
  readonly scheduler: Scheduler;
  /** 0..1, for the jitter of the reconnect. */
  readonly random: () => number;
  /** Calls back when the first connection may be tried; left out: at once. */
  readonly whenClaimed?: (begin: () => void) => void;
  readonly nextSession: () => number;
  /** Of this start of link. */
  readonly boot: string;
  /** Another controller uses this one's id; null: not any more. */
  readonly onShared: (sign: SharedSign | null) => void;
  /** What `up/state` says of the session now. */
  readonly state: (status: "online" | "offline" | "lost", session: number) => Message;
  /** What follows `online`, in this order, before anything is reported. */
  readonly introduction: (session: number) => readonly Message[];
  /** Reports may flow. What was told before `since` is history. */
  readonly onLive: (connection: Connection, limits: BrokerLimits, since: Instant) => void;
  /** `hungUp`: the other end ended it, perhaps because of what it was sent. */
  readonly onDown: (hungUp: boolean) => void;
  /** Beside the session's own, which it subscribes to itself. */
  readonly subscriptions?: readonly string[];
  /** Who takes what comes on another topic than the session's own. */
  readonly takers?: Takers;
  /** A connection is open: this end's address, null where there is no network. */
  readonly onPath?: (localAddress: string | null) => void;
  /** A connection is being tried. */
  readonly onAttempt?: () => void;
  /** What the city's receivers ask of all devices, each time it is heard. */
  readonly onHost?: (host: HostMessage) => void;
  readonly onEnd: () => void;
  readonly trouble: Seldom;
  readonly say: (line: string) => void;
};
