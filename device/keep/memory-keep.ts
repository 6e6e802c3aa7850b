import type { Json, Kept, Memory } from "../measure/decision.ts";
import { faulty, valid, type Reading } from "../measure/reading.ts";
import type { Scheduler } from "../measure/scheduler.ts";
import { millis, type Millis } from "../measure/time.ts";
import { MEMORY_BYTES_MAX, type Keep } from "./keep.ts";

/** How long a simulated disk takes for a write. Our choice: an SD card in good health. */
const WRITE_MS = millis(20);

/** A disk for tests and simulation. It outlives the keep that writes to it: hand it to the next one after a power cut. */
export class MemoryDisk {
  /** What was laid on it last: bytes that nobody has looked at yet are still text. */
  #laid: Uint8Array | string | null = null;
  /** Of each write begun from now on. */
  writeMs: Millis = WRITE_MS;
  /** Whether a write that is under way at a power cut has arrived. */
  landsAtCut = false;
  #stalled = false;
  #resumed: (() => void)[] = [];

  /** What lies on it; null: nothing. A test may spoil it. */
  get bytes(): Uint8Array | null {
    if (typeof this.#laid === "string") this.#laid = UTF_8.encode(this.#laid);
    return this.#laid;
  }
  set bytes(bytes: Uint8Array | null) {
    this.#laid = bytes;
  }
  lay(text: string): void {
    this.#laid = text;
  }

  /** From now on no write ends, until `resume`. */
  stall(): void {
    this.#stalled = true;
  }
  resume(): void {
    this.#stalled = false;
    for (const run of this.#resumed.splice(0)) run();
  }
  /** Runs at once, or when the stall is over. */
  whenWorking(run: () => void): void {
    if (this.#stalled) this.#resumed.push(run);
    else run();
  }
}

/** Keeps control's memory on a simulated disk. `close` is also the power cut: what is under way is lost. */
export function memoryKeep(disk: MemoryDisk, scheduler: Scheduler): Keep {
  return new MemoryKeep(disk, scheduler);
}

class MemoryKeep implements Keep {
  readonly #disk: MemoryDisk;
  readonly #scheduler: Scheduler;
  #reading: Reading<Kept>;
  #writing: Laid | null = null;
  #waiting: Laid | null = null;
  #closed = false;

  constructor(disk: MemoryDisk, scheduler: Scheduler) {
    this.#disk = disk;
    this.#scheduler = scheduler;
    this.#reading = faulty("keep", "starting", scheduler.now());
    scheduler.after(disk.writeMs, () => {
      disk.whenWorking(() => {
        this.#reading = valid(keptOn(disk), scheduler.now());
        this.#next();
      });
    });
  }

  read(): Reading<Kept> {
    return this.#reading;
  }

  put(memory: Memory): void {
    this.#waiting = { revision: memory.revision, text: textOf(memory) };
    this.#next();
  }

  close(): void {
    if (this.#writing !== null && this.#disk.landsAtCut) this.#land(this.#writing);
    this.#closed = true;
  }

  #next(): void {
    if (this.#closed || this.#writing !== null || this.#waiting === null || !this.#reading.ok) return;
    const memory = this.#waiting;
    this.#writing = memory;
    this.#waiting = null;
    this.#scheduler.after(this.#disk.writeMs, () => {
      this.#disk.whenWorking(() => {
        this.#written(memory);
      });
    });
  }

  #written(memory: Laid): void {
    if (this.#closed || !this.#reading.ok) return;
    this.#land(memory);
    this.#reading = valid({ ...this.#reading.value, durable: memory.revision }, this.#scheduler.now());
    this.#writing = null;
    this.#next();
  }

  #land({ text }: Laid): void {
    this.#disk.lay(text);
  }
}

function keptOn({ bytes }: MemoryDisk): Kept {
  if (bytes === null) return { status: "empty", value: null, foundRevision: 0, durable: 0 };
  const memory = memoryIn(bytes);
  if (memory === null) return { status: "unreadable", value: null, foundRevision: 0, durable: 0 };
  const { revision, value } = memory;
  return { status: "found", value, foundRevision: revision, durable: revision };
}

/** A memory as it is written. */
type Laid = { readonly revision: number; readonly text: string };
const UTF_8 = new TextEncoder();
/** No character of a string takes more bytes of UTF-8. */
const BYTES_A_CHARACTER = 3;

/** Throws when it is longer than {@link MEMORY_BYTES_MAX}, as a slot on a card does. */
function textOf({ revision, value }: Memory): string {
  const text = `{"revision":${revision},"value":${jsonOf(value)}}`;
  if (text.length * BYTES_A_CHARACTER <= MEMORY_BYTES_MAX) return text;
  const bytes = UTF_8.encode(text).length;
  if (bytes <= MEMORY_BYTES_MAX) return text;
  throw new RangeError(`keep: a memory of ${bytes} bytes is longer than ${MEMORY_BYTES_MAX}`);
}

/** Five weeks of closed days are kept again every quarter of an hour, unchanged: their JSON is remembered with them. */
const KNOWN_JSON = new WeakMap<object, string>();

function jsonOf(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(remembered).join(",")}]`;
  const parts = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}:${partOf(part)}`);
  return `{${parts.join(",")}}`;
}

const partOf = (part: Json): string => (Array.isArray(part) ? remembered(part) : JSON.stringify(part));

function remembered(part: Json): string {
  if (typeof part !== "object" || part === null) return JSON.stringify(part);
  const known = KNOWN_JSON.get(part) ?? JSON.stringify(part);
  KNOWN_JSON.set(part, known);
  return known;
}

function memoryIn(bytes: Uint8Array): Memory | null {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Memory;
  } catch {
    return null;
  }
}
