import type { Tally } from "../backend/tally.ts";
import type { Transport } from "../link/session/transport.ts";

/** The other end: where devices report to, and what a receiver there has counted. */
export interface City {
  transport(): Transport;
  tally(): Tally;
  close(): Promise<void>;
}
