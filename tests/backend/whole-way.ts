import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { isPostgres } from "../../device/backend/database/open.ts";
import { realTime } from "../../device/link/real-time.ts";
import { epochMs, instant, millis, type Instant } from "../../device/measure/time.ts";
import { between, chance } from "../../hal-mocks/random.ts";
import { LinkProcess, until } from "../link/link-process.ts";
import { clockLost, daylight, started } from "../link/rig.ts";
import { startProxy, type Proxy } from "../proxy/proxy.ts";
import { startMosquitto, type Mosquitto, type MosquittoOptions } from "../system/mosquitto.ts";
import { withClient } from "./postgres.ts";
import { ReceiverProcess } from "./side-by-side.ts";

/** What goes wrong, once each at moments of the seed: kill -9 of a process, or a network that is away. */
export type Act = "link" | "broker" | "receiver" | "flap";
export type Way = {
  readonly seed: number;
  readonly records: number;
  readonly acts: readonly Act[];
  readonly receivers: number;
  /** Of the broker: a folder that outlives it, with `autosave_interval` as shipped; or nothing does. */
  readonly persists: boolean;
  /** A flap lasts 1 to 60 s by the promise; here so many times less. */
  readonly flapsShorter: number;
};
export type Arrived = {
  readonly made: number;
  readonly missing: readonly string[];
  /** In the database and made by nobody, or another one than was made. */
  readonly extra: readonly string[];
  /** Control was not told that link had them when link was killed, so it told them again: other keys, same content. */
  readonly toldAgain: number;
};

const TURN_MS = 10;
const MADE_A_TURN = 25;
/** Control keeps a thousand that link has not stored; here it never comes to that. */
const UNSTORED_MOST = 500;
const AT_MOST_MS = 60_000;
const AT_MOST_A_RECORD_MS = 20;
const LOOK_MS = 1_000;
const BROKER_BACK_MS = 300;

/**
 * A control that counts, a link process with its store on disk, a bad network, a Mosquitto, and receivers on one database,
 * each a process of its own that is killed; then all that control told is looked for in the database.
 */
export async function wholeWay(database: string, way: Way): Promise<Arrived> {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-way-"));
  const options: MosquittoOptions = way.persists ? { persistIn: folder } : {};
  const site = await Site.open(database, way, options);
  try {
    return await site.live();
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Site {
  readonly #way: Way;
  readonly #database: string;
  readonly #options: MosquittoOptions;
  readonly #proxy: Proxy;
  readonly #link: LinkProcess;
  readonly #receivers: readonly ReceiverProcess[];
  /** Class 0 and 1 by stream and moment, which are never the same twice. */
  readonly #made = new Map<string, string>();
  #broker: Mosquitto;
  #drawn = 0;
  #latest: Instant = instant(0);
  #flap: Promise<void> = Promise.resolve();

  private constructor(way: Way, database: string, options: MosquittoOptions, broker: Mosquitto, proxy: Proxy) {
    [this.#way, this.#database, this.#options] = [way, database, options];
    [this.#broker, this.#proxy] = [broker, proxy];
    this.#receivers = Array.from(
      { length: way.receivers },
      (_, at) => new ReceiverProcess(broker.url, "stockholm", database, `way-${at}-${way.seed}`),
    );
    this.#link = new LinkProcess(proxy.url());
  }

  static async open(database: string, way: Way, options: MosquittoOptions): Promise<Site> {
    const broker = await startMosquitto(options);
    const site = new Site(way, database, options, broker, await startProxy(broker.port));
    await Promise.all(site.#receivers.map((receiver) => receiver.connected()));
    return site;
  }

  async live(): Promise<Arrived> {
    const { records, acts, seed } = this.#way;
    const awayMs = acts.reduce((sum, act, at) => sum + (act === "flap" ? this.#flapMs(at) : 0), 0);
    const giveUpAt = Date.now() + AT_MOST_MS + awayMs + records * AT_MOST_A_RECORD_MS;
    const moments = acts.map((_, at) => ((at + chance(seed, "moment", at)) / acts.length) * records).map(Math.floor);
    let done = 0;
    while (this.#made.size < records && Date.now() < giveUpAt) {
      for (const receiver of this.#receivers) receiver.mustLive();
      for (; done < acts.length && this.#made.size >= (moments[done] ?? 0); done += 1) await this.#do(acts[done], done);
      for (let more = MADE_A_TURN; more > 0 && this.#link.outgoing.waiting < UNSTORED_MOST; more -= 1) this.#report();
      await pause(TURN_MS);
    }
    await this.#flap;
    // Its next try is not minutes away, as after so many in vain: a link that starts anew tries at once.
    await this.#do("link", done);
    for (;;) {
      // Counted, which is little work for the database, until all may be there.
      for (const receiver of this.#receivers) receiver.mustLive();
      const isLast = Date.now() > giveUpAt;
      if (isLast || (await this.#count()) >= this.#made.size) {
        const arrived = this.#judge(await this.#stored());
        if (isLast || arrived.missing.length === 0) return arrived;
      }
      await pause(LOOK_MS);
    }
  }

  async close(): Promise<void> {
    await this.#flap;
    // By SIGTERM: Node keeps what it compiled only where a program ends, and the next one starts sooner.
    await this.#link.end("SIGTERM");
    await this.#link.close();
    await Promise.all(this.#receivers.map((receiver) => receiver.kill("SIGTERM")));
    await this.#proxy.stop();
    await this.#broker.stop();
  }

  #report(): void {
    const at = instant(Math.max(this.#latest + 0.001, realTime.now()));
    this.#latest = at;
    const draw = chance(this.#way.seed, "report", (this.#drawn += 1));
    const report = draw < 0.3 ? clockLost(draw < 0.15) : draw < 0.9 ? started() : daylight(Math.round(draw * 1e4));
    this.#link.outgoing.send(report, { at, ts: epochMs(Date.now()), timeQuality: "sync", timeErrorMs: millis(5) });
    // A power cut may take a minute of class 2, and so may a kill.
    if (report.class !== 2) this.#made.set(nameOf(report.stream, at), JSON.stringify(report.values));
  }

  async #do(act: Act | undefined, index: number): Promise<void> {
    const draw = this.#draw(index);
    switch (act) {
      case "link":
        // At any moment, or just when control was told that all of it is safe.
        if (draw < 0.6) await this.#allStored();
        await this.#link.end("SIGKILL");
        this.#link.start();
        return;
      case "broker":
        await this.#broker.kill();
        await pause(BROKER_BACK_MS);
        this.#broker = await startMosquitto({ ...this.#options, port: this.#broker.port });
        return;
      case "receiver": {
        const victim = this.#receivers[Math.floor(draw * this.#receivers.length)];
        await victim?.kill();
        victim?.restart();
        return;
      }
      case "flap":
        await this.#flap;
        await this.#proxy.set({ down: true });
        this.#flap = pause(this.#flapMs(index)).then(() => this.#proxy.set({ down: false }));
        return;
      case undefined:
        return;
    }
  }

  #draw(index: number): number {
    return chance(this.#way.seed, "draw", index);
  }

  #flapMs(index: number): number {
    return between(1_000, 60_000, this.#draw(index)) / this.#way.flapsShorter;
  }

  async #allStored(): Promise<void> {
    const { outgoing, said } = this.#link;
    await until("all to be stored", () => outgoing.waiting === 0).catch((cause: unknown) => {
      throw new Error(`${outgoing.waiting} wait; link said last: ${said.slice(-5).join(" | ")}`, { cause });
    });
  }

  async #count(): Promise<number> {
    const [count] = await this.#ask("CAST(COUNT(*) AS TEXT)");
    return Number(count);
  }

  #stored(): Promise<readonly string[]> {
    return this.#ask("CAST(record AS TEXT)");
  }

  /** Of the records of class 0 and 1. */
  async #ask(what: string): Promise<readonly string[]> {
    const asked = `SELECT ${what} AS text FROM records WHERE class < 2`;
    if (isPostgres(this.#database)) {
      const { rows } = await withClient(this.#database, (client) => client.query<{ text: string }>(asked));
      return rows.map(({ text }) => text);
    }
    const file = new DatabaseSync(this.#database, { readOnly: true });
    try {
      return file
        .prepare(asked)
        .all()
        .map(({ text }) => String(text));
    } finally {
      file.close();
    }
  }

  #judge(stored: readonly string[]): Arrived {
    const records = stored.map((text) => JSON.parse(text) as Stored).filter(({ stream }) => FROM_CONTROL.has(stream));
    const there = new Map<string, number>();
    for (const { stream, uptimeMs } of records) {
      const name = nameOf(stream, uptimeMs);
      there.set(name, (there.get(name) ?? 0) + 1);
    }
    return {
      made: this.#made.size,
      missing: [...this.#made.keys()].filter((name) => !there.has(name)),
      extra: records
        .filter(({ stream, uptimeMs, values }) => this.#made.get(nameOf(stream, uptimeMs)) !== JSON.stringify(values))
        .map(({ stream, uptimeMs }) => nameOf(stream, uptimeMs)),
      toldAgain: records.length - there.size,
    };
  }
}

type Stored = { readonly stream: string; readonly uptimeMs: number; readonly values: object };
const FROM_CONTROL = new Set([clockLost(true).stream, started().stream]);
const nameOf = (stream: string, at: number): string => `${stream} ${at}`;
