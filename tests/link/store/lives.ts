import type { DeviceRecord } from "../../../device/contract/record.ts";
import type { Answer, Ask } from "../../../device/link/store/clerk.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import type { Quota } from "../../../device/link/store/room.ts";
import { PAGE_BYTES } from "../../../device/link/store/row.ts";
import type { RecordClass, Values } from "../../../device/measure/decision.ts";
import { after, instant, millis, minutes, seconds } from "../../../device/measure/time.ts";
import { chance } from "../../../hal-mocks/random.ts";
import { Direct, HEAD } from "./account.ts";
import { CityAccount } from "./city-account.ts";
import { moveBy } from "./moves.ts";

/** Later than all that happens: everything is history. */
const FAR = instant(1e15);
const MOVES_A_LIFE = 150;
const PAUSE_MAX_MS = 120_000;
const LAST_MOVES = 30;
/** Connections at the end: as many as bring something, and two more; a store that never ends is wrong too. */
const LAST_CONNECTIONS = 40;
const LAST_IDLE = 2;
/** Longer than a row that was not read waits to be asked for again. */
const LAST_PAUSE_MS = minutes(61);
const BATCH = { ask: "take", recordsMax: 200, bytesMax: 60_000 } as const;

/** What may happen in a life, beside what may in all. */
export type Kind = {
  readonly receipts: boolean;
  readonly needs: boolean;
  readonly rots: boolean;
  readonly setsAside: boolean;
  /** Class 0 too has little room. */
  readonly tight: boolean;
};

export const kindOf = (seed: number): Kind => ({
  receipts: chance(seed, "receipts", 0) < 0.6,
  needs: chance(seed, "needs", 0) < 0.5,
  rots: chance(seed, "rots", 0) < 0.4,
  setsAside: chance(seed, "sets aside", 0) < 0.25,
  tight: chance(seed, "tight", 0) < 0.3,
});

/** What a city came to have. */
export type Lived = {
  /** What it misses, has twice or has changed, and the last moves before; null: nothing. */
  readonly wrong: string | null;
  readonly records: number;
  readonly losses: number;
};

/** A random life of a store, the same for the same seed. */
export function lived(seed: number, kind = kindOf(seed)): Lived {
  const life = new Life(seed, kind);
  const made: string[] = [];
  let wrong: string | null = null;
  for (let count = 0; count < MOVES_A_LIFE && wrong === null; count += 1) {
    const move = moveBy(life.luck());
    life.now = after(life.now, millis(life.below(PAUSE_MAX_MS)));
    const did = move.make(life);
    if (did !== null) made.push(did === "" ? move.name : `${move.name} ${did}`);
    wrong = life.wrong();
  }
  wrong ??= life.end();
  const { records, losses } = life.city;
  return {
    wrong: wrong === null ? null : `${wrong}; last moves: ${made.slice(-LAST_MOVES).join(", ")}`,
    records,
    losses,
  };
}

/** A store, its disk and its city, and how things stand between them. */
export class Life {
  readonly kind: Kind;
  readonly city = new CityAccount();
  readonly disk = new MemoryDisk();
  readonly #luckSeed: number;
  readonly #quota: Quota;
  #store: Direct;
  #drawn = 0;
  #boot = 1;
  #stuck: string | null = null;
  now = instant(1_000);
  connected = false;
  /** The disk has not opened since this start. */
  isLate = false;
  /** Taken over this connection, and neither acknowledged nor given back. */
  flight: Answer["entries"][number][] = [];

  constructor(seed: number, kind: Kind) {
    this.#luckSeed = seed;
    this.kind = kind;
    const room = (): number => (20 + this.below(100)) * PAGE_BYTES;
    this.#quota = [kind.tight ? room() : 1e9, room(), room()];
    this.#store = new Direct(this.disk, this.#boot, this.#quota, this.now);
    if (kind.receipts) this.ask({ ask: "commit", changes: [{ documents: { host: { receipts: true } } }] });
  }

  luck(): number {
    this.#drawn += 1;
    return chance(this.#luckSeed, "life", this.#drawn);
  }
  below(end: number): number {
    return Math.floor(this.luck() * end);
  }

  ask(ask: Ask): Answer {
    const answer = this.#store.clerk.do(ask, this.now);
    for (const { json } of answer.entries) {
      const { boot, class: of, seq } = JSON.parse(json) as DeviceRecord;
      this.city.gaveUpTo(boot, of, seq);
    }
    this.flight.push(...answer.entries);
    return answer;
  }

  commit(of: RecordClass, many: number): Answer["how"] {
    const { boot, bootCount } = this.#store.clerk.opening;
    const parts = this.luck() < 0.3 ? 4 : 1;
    const records = Array.from({ length: many }, (_, index) => ({
      ...{ ...HEAD, boot, bootCount, class: of, stream: of === 2 ? "daylight" : "clock-lost" },
      ...{ uptimeMs: this.now + index, values: this.#values(of, parts) },
    }));
    this.city.gaveMore(boot, of, many);
    const { how } = this.ask({ ask: "commit", changes: [{ records }] });
    if (how === "durable") this.isLate = false;
    return how;
  }

  #values(of: RecordClass, parts: number): Values {
    if (of === 2) return { daylightLux: this.below(1e6) / 10, part: `p${this.below(parts)}` };
    const pad = this.luck() < 0.2 ? "y".repeat(this.below(600)) : "";
    return { x: this.below(1e9), pad };
  }

  connect(): void {
    this.connected = true;
    this.flight = [];
    this.ask({ ask: "begin", since: this.luck() < 0.5 ? FAR : instant(this.now - 60_000) });
  }

  hangUp(): void {
    this.connected = false;
    this.flight = [];
    this.ask({ ask: "release" });
  }

  restart(isCrash: boolean): void {
    if (!isCrash) this.#store.close();
    this.connected = false;
    this.flight = [];
    this.now = after(this.now, seconds(1));
    this.#boot += 1;
    this.isLate = this.disk.broken !== null;
    this.#store = new Direct(this.disk, this.#boot, this.#quota, this.now);
  }

  /** The disk is mended, and all that memory alone has goes onto it with one more record. */
  settle(): void {
    this.disk.broken = this.disk.unreadable = this.disk.refusesAnew = null;
    this.disk.isFull = false;
    this.now = after(this.now, minutes(1));
    const how = this.commit(1, 1);
    if (how !== "durable") this.#stuck ??= `a record is ${how} although the disk works`;
  }

  wrong(): string | null {
    // Where gaps may be lost themselves, it is known at the end alone which were.
    const { rots, tight } = this.kind;
    return this.#stuck ?? this.city.changed ?? (rots || tight ? null : this.city.doubled());
  }

  /** The disk is mended and the network there for good: what is wrong with what the city then has. */
  end(): string | null {
    this.settle();
    this.hangUp();
    for (let [connection, idle] = [0, 0]; connection < LAST_CONNECTIONS && idle < LAST_IDLE; connection += 1) {
      this.now = after(this.now, LAST_PAUSE_MS);
      idle = this.#bringAll() ? 0 : idle + 1;
    }
    return this.#stuck ?? this.city.changed ?? this.city.doubled() ?? this.city.missing();
  }

  /** Over a connection of its own. Returns whether there was anything. */
  #bringAll(): boolean {
    let brought = 0;
    this.ask({ ask: "begin", since: FAR });
    do {
      brought += this.flight.length;
      for (const entry of this.flight) this.city.hears(entry);
      this.ask({ ask: "acknowledge", ids: this.flight.map(({ id }) => id), isUnsaid: true });
      this.flight = [];
    } while (this.ask(BATCH).entries.length > 0);
    if (this.kind.receipts) this.ask({ ask: "receipt", watermark: this.city.watermark() });
    this.hangUp();
    return brought > 0;
  }
}
