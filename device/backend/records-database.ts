import type { AckMessage } from "../contract/downlink.ts";
import type { StateMessage } from "../contract/session.ts";
import type { NeedPolicy } from "./database/receipt.ts";
import type { Fact } from "./receiver/facts.ts";

/**
 * Where receivers keep what devices said. Contract, held by tests/backend/database-suite.ts for each of the two:
 * - `store` is one transaction: when it resolves, all of it is on disk, doubles dropped by (device, boot, class, seq), and
 *   the watermarks are those of that transaction. When it rejects, nothing of it is there, and it may be called again.
 * - Several receivers may store side by side. No watermark ever goes back, or stands above a record that is not there.
 * - Moments are epoch ms of the backend, given by the caller.
 */
export interface RecordsDatabase {
  /**
   * The same for all receivers that store in these very tables and for no others, so that they share what comes; null:
   * no other can. A share of the records without the others would leave holes in them for ever.
   */
  readonly group: string | null;
  store(facts: readonly Fact[], nowMs: number): Promise<Stored>;
  /** What the device may be told now: only what is committed. */
  receipt(device: string, nowMs: number): Promise<AckMessage>;
  /** Notes what is to be asked for again, and names the devices whose receipt is another one for it. */
  askAgain(policy: NeedPolicy, nowMs: number): Promise<readonly string[]>;
  devices(): Promise<readonly KnownDevice[]>;
  /** Takes a device off the list; its records stay. false: it was not on it. */
  forget(device: string): Promise<boolean>;
  close(): Promise<void>;
}

export type Stored = {
  readonly records: number;
  readonly doubles: number;
  /** Those whose receipt may have changed, or that sent what they have a receipt for already. */
  readonly devices: readonly string[];
};
export type KnownDevice = {
  readonly device: string;
  /** null: not heard yet. */
  readonly state: StateMessage | null;
};
