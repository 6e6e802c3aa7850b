import { Worker } from "node:worker_threads";
import type { Query, Sql, SqlRow } from "./sql.ts";
import type { Answered, Asked } from "./sqlite-worker.ts";

type Waiting = { readonly resolve: (rows: readonly SqlRow[]) => void; readonly reject: (cause: Error) => void };

/** One file, for one receiver. A thread of its own writes it, so that a slow disk does not hold up the broker's pings. */
export class Sqlite implements Sql {
  readonly words = { json: "TEXT", forUpdate: "", lockSchema: null };
  readonly #file: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #last: Promise<unknown> = Promise.resolve();
  #ended: Error | null = null;

  constructor(file: string) {
    this.#file = file;
    this.#worker = new Worker(new URL("./sqlite-worker.ts", import.meta.url), { workerData: file });
    this.#worker.on("message", (answered: Answered) => {
      this.#take(answered);
    });
    this.#worker.on("error", (cause) => {
      this.#end(cause instanceof Error ? cause.message : String(cause));
    });
    this.#worker.on("exit", () => {
      this.#end("it is closed");
    });
  }

  /** One after the other: there is one connection. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const done = this.#last.then(() => this.#transact(work));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#worker.terminate();
  }

  async #transact<T>(work: (query: Query) => Promise<T>): Promise<T> {
    await this.#query("BEGIN IMMEDIATE");
    try {
      const result = await work(this.#query);
      await this.#query("COMMIT");
      return result;
    } catch (cause) {
      await this.#query("ROLLBACK").catch(() => undefined);
      throw cause;
    }
  }

  readonly #query: Query = (text, values = []) => {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    const asked: Asked = { id: ++this.#lastId, text: inSqlite(text), values };
    return new Promise((resolve, reject) => {
      this.#waiting.set(asked.id, { resolve, reject });
      this.#worker.postMessage(asked);
    });
  };

  #take(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id);
    this.#waiting.delete(answered.id);
    if ("rows" in answered) waiting?.resolve(answered.rows);
    else waiting?.reject(new Error(`${this.#file}: ${answered.problem}`));
  }

  #end(problem: string): void {
    this.#ended ??= new Error(`${this.#file}: ${problem}`);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

/** Numbered places cost SQLite the square of their count, so a list of rows goes without numbers. */
function inSqlite(text: string): string {
  let next = 1;
  const inOrder = [...text.matchAll(/\$(\d+)/g)].every(([, number]) => Number(number) === next++);
  return text.replace(/\$(\d+)/g, inOrder ? "?" : "?$1");
}
