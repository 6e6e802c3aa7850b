import type { DeviceConfig } from "../../config/device-config.ts";
import { machineUnder } from "../compose.ts";
import type { RecordHeader } from "../control/flight-record.ts";
import {
  enter,
  parseRecord,
  replay,
  stepOver,
  type Difference,
  type MachineUnder,
  type Position,
  type RecordLine,
} from "../control/replay.ts";
import type { LampSettings } from "../lamp/settings.ts";
import type { Why } from "../measure/decision.ts";
import type { Reading } from "../measure/reading.ts";
import { instant, type Instant, type WallClock } from "../measure/time.ts";
import { VERSION } from "../version.ts";
import { binShown, postShown, type BinShown, type Known, type PostShown } from "./shown.ts";

export type RecordedWhy = Why & { readonly at: Instant };

/** One device as its flight record tells it: the recorded inputs, decided again, at any moment of it. */
export class RecordedDevice {
  readonly config: DeviceConfig;
  readonly from: Instant;
  readonly to: Instant;
  /** What should be known of it before it is believed, in sentences. */
  readonly remarks: readonly string[];
  readonly #under: MachineUnder;
  readonly #lines: readonly RecordLine[];
  readonly #firstOffsetMs: number | null;
  #next = 0;
  #position: Position | null = null;
  #cycles = 0;
  #now = instant(0);
  #offsetMs: number | null = null;

  /** Throws with the line where this is not what a controller recorded. */
  constructor({ header, lines }: { readonly header: RecordHeader; readonly lines: readonly RecordLine[] }) {
    this.config = configIn(header);
    this.#under = machineUnder(this.config);
    this.#lines = lines;
    this.#playOnce();
    this.from = momentOf(lines[0]);
    this.to = momentOf(lines.at(-1));
    this.#firstOffsetMs = lines.map(offsetIn).find((offsetMs) => offsetMs !== null) ?? null;
    this.remarks = remarksOn(header, this.config, replay(this.#under, lines).difference);
    this.#rewind();
  }

  get now(): Instant {
    return this.#now;
  }
  /** Recorded cycles until now: those in which something changed. */
  get cycles(): number {
    return this.#cycles;
  }
  /** From the monotonic clock to the wall clock, as the device last knew it; null: it never did. */
  get offsetMs(): number | null {
    return this.#offsetMs;
  }
  /** At the moment that was played to; before the first there is nothing to know. */
  get known(): Known {
    if (this.#position === null) throw new Error("a flight record shows nothing before it is played to a moment");
    return { mind: this.#position.mind, readings: this.#position.inputs.readings };
  }

  postShown(): PostShown {
    if (this.config.kind !== "lamp-post") throw new Error(`${this.config.device} is not a lamp post`);
    const settings = (this.#position?.settings ?? this.config.lamp) as LampSettings;
    return postShown(this.known, settings, this.#now);
  }
  binShown(): BinShown {
    return binShown(this.known, this.#now);
  }

  /**
   * Goes to a moment, back too, or to the end of the record that is nearer. Gives what was decided on the way: from where it
   * was, or from its beginning.
   */
  playTo(moment: Instant): readonly RecordedWhy[] {
    if (moment < this.#now) this.#rewind();
    this.#now = moment < this.from ? this.from : moment > this.to ? this.to : moment;
    const decided: RecordedWhy[] = [];
    for (let line = this.#lines[this.#next]; line !== undefined; line = this.#lines[this.#next]) {
      if (momentOf(line) > this.#now) break;
      this.#next += 1;
      decided.push(...this.#play(line));
    }
    return decided;
  }

  #play(line: RecordLine): readonly RecordedWhy[] {
    this.#offsetMs = offsetIn(line) ?? this.#offsetMs;
    if ("snapshot" in line) {
      this.#position = enter(this.#under, line.snapshot);
      return [];
    }
    if (this.#position === null) throw new Error("a flight record must begin with a snapshot");
    this.#position = stepOver(this.#under, this.#position, line).position;
    this.#cycles += 1;
    return (line.why ?? []).map((why) => ({ ...why, at: line.t }));
  }

  #rewind(): void {
    this.#next = 0;
    this.#position = null;
    this.#cycles = 0;
    this.#offsetMs = this.#firstOffsetMs;
    this.#now = this.from;
  }

  /** From its beginning to its end, so that a damaged line is told now and not while someone watches. */
  #playOnce(): void {
    if (this.#lines.length === 0)
      throw new Error("line 2: nothing is recorded here. The file is cut; save the record again.");
    let last = -Infinity;
    for (const [index, line] of this.#lines.entries()) {
      try {
        this.#now = momentOf(line);
        if (this.#now < last) throw new Error("its time goes back");
        last = this.#now;
        this.#play(line);
        if (this.config.kind === "lamp-post") this.postShown();
        else this.binShown();
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`line ${index + LINES_BEFORE}: this is nothing that a controller records (${why}). ${AGAIN}`, {
          cause,
        });
      }
    }
  }
}

/** A flight record from its text; or why it is none, with line and cure. `file` is only for messages. */
export function readRecord(text: string, file: string): RecordedDevice | readonly string[] {
  try {
    return new RecordedDevice(parseRecord(text));
  } catch (cause) {
    return [`${file}: ${cause instanceof Error ? cause.message : String(cause)}`];
  }
}

/** The header is line 1. */
const LINES_BEFORE = 2;
const AGAIN = "The file was edited or is of another program; save the record again.";

/** What the record says of itself is believed as far as the deciders need it, and no further. */
function configIn({ config }: RecordHeader): DeviceConfig {
  const { kind, device, asset, lamp, bin } = (config ?? {}) as {
    [key in "kind" | "device" | "asset" | "lamp" | "bin"]?: unknown;
  };
  const { place } = (asset ?? {}) as { place?: { latitudeDeg?: unknown; longitudeDeg?: unknown } };
  const isPlaced = Number.isFinite(place?.latitudeDeg) && Number.isFinite(place?.longitudeDeg);
  const settings = kind === "lamp-post" ? lamp : kind === "litter-bin" ? bin : null;
  if (typeof device === "string" && isPlaced && typeof settings === "object" && settings !== null) {
    return config as unknown as DeviceConfig;
  }
  throw new Error(`line 1: this is not the config of a lamp post or a litter bin. ${AGAIN}`);
}

function remarksOn(
  { version, configHash }: RecordHeader,
  { hash }: DeviceConfig,
  difference: Difference | null,
): readonly string[] {
  const remarks = [];
  if (version !== VERSION)
    remarks.push(`Recorded by version ${version}, this is ${VERSION}; a difference may come from that.`);
  if (configHash !== hash) remarks.push(`Recorded with config ${configHash}; the file holds config ${hash}.`);
  if (difference !== null) {
    remarks.push(
      `These deciders differ from the record in ${difference.what}, first at ${difference.t} ms. They are shown.`,
    );
  }
  return remarks;
}

function momentOf(line: RecordLine | undefined): Instant {
  const at: unknown = line === undefined ? null : "snapshot" in line ? line.snapshot.t : line.t;
  if (typeof at !== "number") throw new Error("it has no moment");
  return instant(at);
}

/** Two thousand years: what is further away is no date that a clock shows. */
const OFFSET_MAX_MS = 6.4e13;

/** null: at this line nothing changed in the clock, or it does not know the time. */
function offsetIn(line: RecordLine): number | null {
  const readings = "snapshot" in line ? line.snapshot.readings : line.readings;
  const clock = readings?.["clock"] as Reading<WallClock> | undefined;
  if (clock?.ok !== true || clock.value.quality === "none") return null;
  const { offsetMs } = clock.value;
  if (!(Math.abs(offsetMs) < OFFSET_MAX_MS)) throw new Error("its clock shows no date");
  return offsetMs;
}
