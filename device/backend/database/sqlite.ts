import { Worker } from "node:worker_threads";
import type { Query, Sql, SqlRow, SqlValue } from "./sql.ts";
import type { Answered, Asked } from "./sqlite-worker.ts";

type Waiting = { readonly resolve: (rows: readonly SqlRow[]) => void; readonly reject: (cause: Error) => void };

/**
 * One file, for one receiver. A thread of its own writes it, so that a slow disk does not hold up the broker's pings. When it
 * dies, its transaction has failed, and the next one begins another.
 */
export class Sqlite implements Sql {
  readonly words = { json: "TEXT", forUpdate: "", byBytes: "", lockSchema: null, encoding: null, group: null };
  readonly #file: string;
  #worker: Worker | null = null;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** One after the other: there is one connection. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const done = this.#last.then(() => this.#transact(work));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.#last;
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  async #transact<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const worker = (this.#worker ??= this.#begin());
    const query: Query = (text, values = []) => this.#ask(worker, text, values);
    await query("BEGIN IMMEDIATE");
    try {
      const result = await work(query);
      await query("COMMIT");
      return result;
    } catch (cause) {
      await query("ROLLBACK").catch(() => undefined);
      throw cause;
    }
  }

  #begin(): Worker {
    const worker = new Worker(new URL(`./sqlite-worker${import.meta.url.slice(-3)}`, import.meta.url), {
      workerData: this.#file,
    });
    let problem = "its thread ended";
    worker.on("message", (answered: Answered) => this.#take(answered));
    worker.on("error", (cause) => {
      problem = cause instanceof Error ? cause.message : String(cause);
    });
    worker.on("exit", () => {
      this.#worker = null;
      for (const { reject } of this.#waiting.values()) reject(new Error(`${this.#file}: ${problem}`));
      this.#waiting.clear();
    });
    return worker;
  }

  /** Of a transaction each question goes to the thread that began it: another one knows nothing of it. */
  #ask(worker: Worker, text: string, values: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    if (this.#isClosed || worker !== this.#worker) return Promise.reject(new Error(`${this.#file}: it is closed`));
    const asked: Asked = { id: ++this.#lastId, text: inSqlite(text), values };
    return new Promise((resolve, reject) => {
      this.#waiting.set(asked.id, { resolve, reject });
      worker.postMessage(asked);
    });
  }

  #take(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id);
    this.#waiting.delete(answered.id);
    if ("rows" in answered) waiting?.resolve(answered.rows);
    else waiting?.reject(new Error(`${this.#file}: ${answered.problem}`));
  }
}

/** Numbered places cost SQLite the square of their count, so a list of rows goes without numbers. */
function inSqlite(text: string): string {
  let next = 1;
  const inOrder = [...text.matchAll(/\$(\d+)/g)].every(([, number]) => Number(number) === next++);
  return text.replace(/\$(\d+)/g, inOrder ? "?" : "?$1");
}
