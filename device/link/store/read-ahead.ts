import { BATCH_RECORDS_MAX, PAYLOAD_BYTES_MAX } from "../../contract/limits.ts";
import type { Instant } from "../../measure/time.ts";
import type { Entry } from "../outbox/outbox.ts";
import type { Answer, Ask, Clerical } from "./clerk.ts";
import { LIVE_MAX } from "./taking.ts";

/** The packet around a batch. */
const AROUND_BYTES = 64;
const nothing = (): void => undefined;

/** What goes to the city next, read from the shelf before it is asked for, so that sending never waits for a disk. */
export class ReadAhead {
  onMore: () => void = nothing;
  /** Counts connections: what an older one took, the shelf has taken back. */
  connection = 0;
  readonly #clerk: Clerical;
  readonly #heard: (answer: Answer) => void;
  #isConnected = false;
  #bytesMax = PAYLOAD_BYTES_MAX - AROUND_BYTES;
  #live: Entry[] = [];
  #ahead: readonly Entry[] | null = null;
  #isAsking = false;
  /** The last take found nothing, and nothing came since. */
  #isDry = false;

  constructor(clerk: Clerical, heard: (answer: Answer) => void) {
    this.#clerk = clerk;
    this.#heard = heard;
  }

  begin(since: Instant, payloadBytesMax = PAYLOAD_BYTES_MAX): void {
    this.#forget(true);
    this.#bytesMax = Math.min(PAYLOAD_BYTES_MAX, payloadBytesMax) - AROUND_BYTES;
    const { connection } = this;
    this.#clerk.ask({ ask: "begin", since }, (answer) => {
      this.#heard(answer);
      this.take(answer.entries, connection);
    });
  }

  release(): void {
    this.#forget(false);
    this.#clerk.ask({ ask: "release" }, this.#heard);
  }

  takeLive(): Entry | null {
    return this.#live.shift() ?? null;
  }

  takeBacklog(): readonly Entry[] {
    const ahead = this.#ahead ?? [];
    this.#ahead = null;
    this.#read();
    return ahead;
  }

  /** Live ones of this connection; more of them than fit here go as history. */
  take(entries: readonly Entry[], connection: number): void {
    if (connection === this.connection) {
      const room = Math.max(0, LIVE_MAX - this.#live.length);
      this.#live.push(...entries.slice(0, room));
      const rest = entries.slice(room).map(({ id }) => id);
      if (rest.length > 0) this.#clerk.ask({ ask: "giveBack", ids: rest }, this.#heard);
    }
    this.more();
  }

  /** The shelf may have more than it had. */
  more(): void {
    this.#isDry = false;
    this.#read();
    if (this.#live.length > 0) this.onMore();
  }

  #read(): void {
    if (!this.#isConnected || this.#isAsking || this.#isDry || this.#ahead !== null) return;
    this.#isAsking = true;
    const { connection } = this;
    const ask: Ask = { ask: "take", recordsMax: BATCH_RECORDS_MAX, bytesMax: this.#bytesMax };
    this.#clerk.ask(ask, (answer) => {
      this.#heard(answer);
      if (connection !== this.connection) return;
      this.#isAsking = false;
      this.#isDry = answer.entries.length === 0;
      if (this.#isDry) return;
      this.#ahead = answer.entries;
      this.onMore();
    });
  }

  #forget(isConnected: boolean): void {
    this.#isConnected = isConnected;
    this.connection += 1;
    this.#live = [];
    this.#ahead = null;
    this.#isAsking = this.#isDry = false;
  }
}
