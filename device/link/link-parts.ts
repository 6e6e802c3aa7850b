import type { LinkEnd } from "../channel/messages.ts";
import type { Scheduler } from "../measure/scheduler.ts";
import type { MakeCommands } from "./commands/obeying.ts";
import type { Counters } from "./counters.ts";
import type { Neighbours } from "./lan/neighbours.ts";
import type { LinkConfig } from "./link-config.ts";
import type { Outbox } from "./outbox/outbox.ts";
import type { Transport } from "./session/transport.ts";
import type { Settings, SettingsPorts } from "./settings/settings.ts";
import type { Store } from "./store/store.ts";
import type { Validity } from "./tls/credentials.ts";
import type { Path } from "./uplink/tally.ts";

export type LinkParts = {
  readonly config: LinkConfig;
  /** Of the firmware, for the birth. */
  readonly version: string;
  /** When that was released, ms since 1970; left out: nothing is known of it. */
  readonly releasedMs?: number;
  readonly control: LinkEnd;
  /** null: the config names no broker. Reports are kept within the store's bounds and go nowhere. */
  readonly transport: Transport | null;
  readonly store: Store & Outbox;
  readonly scheduler: Scheduler;
  /** 0..1, for the jitter of the reconnect. */
  readonly random: () => number;
  readonly counters: Counters;
  /** Of the device's own certificate; left out or null: it has none. */
  readonly certificate?: () => Validity | null;
  /** Left out: the city can set nothing. */
  readonly settings?: (ports: SettingsPorts) => Settings;
  /** Of another broker, where the city moves the device to one; left out: a new broker is reached as the old one was. */
  readonly transportTo?: (broker: string) => Transport;
  /** The other posts of the path; left out: there are none. */
  readonly neighbours?: Neighbours | null;
  /** Whom the city's commands must come from, and what makes them run once; left out: nobody is obeyed. */
  readonly obeys?: MakeCommands | null;
  /** Which interface an address of ours belongs to; left out: the days of the uplink do not say. */
  readonly pathOf?: (localAddress: string) => Promise<Path>;
  readonly say: (line: string) => void;
};

export type LinkStatus = {
  readonly connected: boolean;
  /** Records that the city has not acknowledged. */
  readonly waiting: number;
  /** Records that it has. */
  readonly sent: number;
  /** Reports of control that fitted no stream; 0 unless we made a mistake. */
  readonly invalid: number;
  /** Records that found no room at all: of what was let go later, gaps tell. */
  readonly lost: number;
  /** Messages from the city that made no sense. */
  readonly bad: number;
  /** Why the newest connection ended or never began; null: never. */
  readonly lastError: string | null;
  /** Topics on which the broker does not let this device publish. */
  readonly refused: readonly string[];
};
