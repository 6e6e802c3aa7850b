import type { RecordClass } from "../../measure/decision.ts";
import { isOver, onShelf, setState, STATE, stateOf, type Row, type Shelved } from "./row.ts";

/**
 * Below the first id of a start whose disk could not be opened: no id of a disk comes so far, and times `ROW_IDS` it is a
 * safe integer. Such rows get their place behind those of the disk when it can be opened.
 */
const LATE_ID = 2 ** 44;

type ByClass<T> = readonly [T, T, T];

/** All rows by class in order of their ids, what they cost, and what of it the disk does not know yet. */
export class Rows {
  /** Ids of rows that the disk still has, and must let go. */
  readonly gone = new Set<number>();
  readonly unwritten = new Set<Shelved>();
  /** Of the unwritten, uncompressed. */
  heldBytes = 0;
  readonly #classes: ByClass<Map<number, Shelved>> = [new Map(), new Map(), new Map()];
  readonly #cost: [number, number, number] = [0, 0, 0];
  #open = 0;
  #sent = 0;
  #lastId = 0;
  /** Highest of a disk that was opened late; null: it was opened at once, or not yet. */
  #lastFoundId: number | null = null;

  constructor(found: readonly Row[]) {
    for (const row of [...found].sort((one, other) => one.id - other.id)) this.#put(onShelf(row, null));
  }

  nextId(): number {
    return this.#lastId + 1;
  }
  /** Records of which anything is awaited yet, be it the receipt. */
  get open(): number {
    return this.#open;
  }
  /** Those of them that a broker has acknowledged. */
  get sent(): number {
    return this.#sent;
  }
  cost(of: RecordClass): number {
    return this.#cost[of];
  }
  of(of: RecordClass): Iterable<Shelved> {
    return this.#classes[of].values();
  }
  newestFirst(of: RecordClass): readonly Shelved[] {
    return [...this.#classes[of].values()].reverse();
  }
  *all(): Iterable<Shelved> {
    for (const rows of this.#classes) yield* rows.values();
  }
  byId(id: number): Shelved | undefined {
    const place = this.placeOf(id);
    return this.#classes[0].get(place) ?? this.#classes[1].get(place) ?? this.#classes[2].get(place);
  }

  /** There is no disk yet: the ids of its rows are not known. */
  beginLate(): void {
    this.#lastId = LATE_ID;
  }

  /** The rows of a disk that was opened late stand before all others. What is on its way knows its row by the id before. */
  adopt(found: readonly Row[]): void {
    const own = [...this.all()];
    const lastLateId = this.#lastId;
    for (const rows of this.#classes) rows.clear();
    this.#lastId = 0;
    for (const row of found) this.#put(onShelf(row, null));
    this.#lastFoundId = this.#lastId;
    // Also where there was none: an id beyond LATE_ID would be taken for another row's.
    this.#lastId += lastLateId - LATE_ID;
    for (const row of own) {
      row.id = this.placeOf(row.id);
      this.#classes[row.class].set(row.id, row);
    }
  }

  /** The id that is on disk of one that may have been given before it could be opened. */
  placeOf(id: number): number {
    return this.#lastFoundId === null || id <= LATE_ID ? id : this.#lastFoundId + id - LATE_ID;
  }

  add(row: Shelved): void {
    this.#put(row);
    this.#hold(row);
  }

  /** In the place of one with the same id, which the disk may have. */
  replace(row: Shelved): void {
    const older = this.byId(row.id);
    if (older !== undefined) {
      this.#forget(older);
      if (older.held === null) this.gone.add(older.id);
    }
    this.add(row);
  }

  /** What has become of one record of a row on the shelf. */
  mark(row: Shelved, index: number, state: number): void {
    this.#count(row, index, -1);
    setState(row, index, state);
    this.#count(row, index, 1);
  }

  drop(row: Shelved): void {
    if (!this.#classes[row.class].delete(row.id)) return;
    this.#forget(row);
    if (row.held === null) this.gone.add(row.id);
  }

  written(rows: readonly Shelved[], gone: readonly number[]): void {
    for (const row of rows) {
      this.#letGo(row);
      row.held = null;
    }
    for (const id of gone) this.gone.delete(id);
  }

  #put(row: Shelved): void {
    this.#classes[row.class].set(row.id, row);
    this.#cost[row.class] += row.cost;
    this.#countAll(row, 1);
    this.#lastId = Math.max(this.#lastId, row.id);
  }

  #forget(row: Shelved): void {
    this.#cost[row.class] -= row.cost;
    this.#countAll(row, -1);
    this.#letGo(row);
  }

  #countAll(row: Shelved, by: 1 | -1): void {
    if (row.states === null) this.#open += by * row.count;
    else for (let index = 0; index < row.count; index += 1) this.#count(row, index, by);
  }

  #count(row: Shelved, index: number, by: 1 | -1): void {
    if (!isOver(row, index)) this.#open += by;
    if (stateOf(row, index) === STATE.sent) this.#sent += by;
  }

  #hold(row: Shelved): void {
    this.unwritten.add(row);
    this.heldBytes += bytesHeld(row);
  }

  #letGo(row: Shelved): void {
    if (this.unwritten.delete(row)) this.heldBytes -= bytesHeld(row);
  }
}

const bytesHeld = ({ held }: Shelved): number => held?.lines.reduce((sum, { length }) => sum + length, 0) ?? 0;
