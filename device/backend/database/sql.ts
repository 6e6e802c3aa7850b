export type SqlValue = string | number | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;
/** One statement; places are written `$1`, `$2`, … */
export type Query = (text: string, values?: readonly SqlValue[]) => Promise<readonly SqlRow[]>;

/** What the two databases do not have in common. */
export interface Sql {
  /** Committed and on disk when it resolves, undone when `work` throws. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
  /**
   * Of a column that holds JSON as it came; how a row is kept from others until the transaction ends; and how texts are
   * put in the order of their bytes, which is ours, whatever language the database was made in. `encoding` asks for its
   * letters; null: they are ours. `group` asks for {@link RecordsDatabase.group}; null: there is none.
   */
  readonly words: {
    readonly json: string;
    readonly forUpdate: string;
    readonly byBytes: string;
    readonly lockSchema: string | null;
    readonly encoding: string | null;
    readonly group: string | null;
  };
}

/** `($1, $2), ($3, $4)`: places for so many rows. */
export function places(rows: number, columns: number): string {
  const row = (at: number) =>
    `(${Array.from({ length: columns }, (_, column) => `$${at * columns + column + 1}`).join(", ")})`;
  return Array.from({ length: rows }, (_, at) => row(at)).join(", ");
}
