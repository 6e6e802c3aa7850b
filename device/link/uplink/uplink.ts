import type { Json, Values } from "../../measure/decision.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import { after, hours, seconds, type Instant } from "../../measure/time.ts";
import type { HeardTime } from "../heard-time.ts";
import type { Connection } from "../session/transport.ts";
import { Timers } from "../timers.ts";
import type { ClockKnowledge } from "../tls/broker-trust.ts";
import type { Path } from "./tally.ts";
import { kept, nextTally, parseTally, told, type Tally, type UplinkInput } from "./tally.ts";

/** Without a session for so long the device says that it is on its own: three times 20 s, lighting.md 5b, row 12. */
export const LOCAL_MODE_MS = seconds(60);
/** How much of a day's figures a power cut may take; the card is written as seldom. Our choice. */
export const SAVE_MS = hours(1);

/** What outlives a restart, and where it is kept. */
export type UplinkMemory = { readonly before: unknown; readonly keep: (document: Json) => void };

export type UplinkParts = {
  readonly scheduler: Scheduler;
  readonly time: () => HeardTime;
  /** Records that the city has acknowledged since the start. */
  readonly sent: () => number;
  /** The program was made then, ms since 1970: no clock that says less is right. */
  readonly releasedMs: number;
  /** The first connection is tried by then at the latest. */
  readonly firstTryAt: Instant;
  readonly memory?: UplinkMemory | undefined;
  /** The device is on its own, or is so no more. */
  readonly tellLocalMode: (active: boolean) => void;
  readonly pathOf?: (localAddress: string) => Promise<Path>;
};

/** Keeps account of the way to the city: which interface, how often and how long it was gone, how slow it was. */
export class Uplink {
  readonly #parts: UplinkParts;
  readonly #timers: Timers<"local-mode" | "save">;
  #tally: Tally;
  #sent = 0;
  /** Latest time that was surely right, ms since 1970. */
  #sureMs: number;

  constructor(parts: UplinkParts) {
    const now = parts.scheduler.now();
    this.#parts = parts;
    const before = parts.memory?.before as { readonly tally?: unknown; readonly sureMs?: unknown } | null | undefined;
    this.#tally = parseTally(before?.tally, now);
    this.#sureMs = Number.isSafeInteger(before?.sureMs) ? Number(before?.sureMs) : 0;
    this.#timers = new Timers(parts.scheduler);
    this.#awaitLocalMode(after(parts.firstTryAt, LOCAL_MODE_MS));
    if (parts.memory !== undefined) this.#awaitSave();
  }

  get tally(): Tally {
    return this.#tally;
  }

  /** For the certificates of brokers. */
  clock(): ClockKnowledge {
    const { timeQuality } = this.#parts.time();
    this.#noteTime();
    return {
      leastMs: Math.max(this.#parts.releasedMs, this.#sureMs),
      exact: timeQuality === "sync" || timeQuality === "rtc",
    };
  }

  opened(localAddress: string | null): void {
    const { pathOf } = this.#parts;
    if (localAddress === null || pathOf === undefined) return;
    void pathOf(localAddress).then((path) => this.#step({ in: "path", path }));
  }

  /** Live: what is published from now on is timed. */
  live(connection: Connection): Connection {
    this.#step({ in: "live" });
    this.#timers.cancel("local-mode");
    this.#parts.tellLocalMode(false);
    this.#save();
    return this.#timed(connection);
  }

  down(): void {
    this.#step({ in: "down" });
    this.#awaitLocalMode(after(this.#parts.scheduler.now(), LOCAL_MODE_MS));
    this.#save();
  }

  /** This end ends the session: nothing broke. */
  leave(): void {
    this.#step({ in: "leave" });
  }

  /** Each of the days that are over, once: a store writes what is told, and that it was, together. */
  tellDays(tell: (values: Values) => void): void {
    this.#step({ in: "time" });
    for (const values of this.#tally.untold) tell(values);
    this.#tally = told(this.#tally);
    this.#save();
  }

  end(): void {
    this.#save();
    this.#timers.cancelAll();
  }

  #timed(connection: Connection): Connection {
    const { scheduler } = this.#parts;
    return {
      subscribe: (topics, done, qos) => connection.subscribe(topics, done, qos),
      publish: (message, done) => {
        const begin = scheduler.now();
        connection.publish(message, (result) => {
          done(result);
          if (result.ok) this.#step({ in: "acknowledged", delayMs: scheduler.now() - begin });
        });
      },
      send: (topic, bytes) => connection.send(topic, bytes),
      leave: () => connection.leave(),
      drop: () => connection.drop(),
    };
  }

  #step(input: UplinkInput): void {
    const { scheduler, time, sent } = this.#parts;
    const [now, utcMs] = [scheduler.now(), time().ts];
    const count = sent() - this.#sent;
    this.#sent += count;
    this.#tally = nextTally(nextTally(this.#tally, { in: "records", count }, now, utcMs), input, now, utcMs);
  }

  #noteTime(): void {
    const { ts, timeQuality } = this.#parts.time();
    if (ts !== null && timeQuality === "sync") this.#sureMs = ts;
  }

  #awaitLocalMode(moment: Instant): void {
    this.#timers.at("local-mode", moment, () => this.#parts.tellLocalMode(true));
  }

  #awaitSave(): void {
    this.#timers.at("save", after(this.#parts.scheduler.now(), SAVE_MS), () => {
      this.#step({ in: "time" });
      this.#save();
      this.#awaitSave();
    });
  }

  #save(): void {
    this.#noteTime();
    const tally = kept(this.#tally, this.#parts.scheduler.now());
    this.#parts.memory?.keep({ sureMs: this.#sureMs, tally });
  }
}
