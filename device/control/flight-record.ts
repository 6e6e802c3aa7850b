import type { EvidenceEntry } from "../measure/evidence.ts";
import type { Inputs, Json, Kept, Report, Request, Why } from "../measure/decision.ts";
import type { NeighbourWord } from "../measure/neighbour.ts";
import type { Violation } from "../measure/machine.ts";
import type { Reading } from "../measure/reading.ts";
import { elapsed, minutes, type Instant } from "../measure/time.ts";
import type { Readings } from "./held.ts";
import type { CitySettings, Taken } from "./settings/live-settings.ts";
import type { Mind, Thought } from "./think.ts";

/** How far back the record goes, and how often it can be entered. */
export const RECORD_MS = minutes(10);
export const SNAPSHOT_MS = minutes(1);
/** So many segments at once: one a snapshot, and the one that is older than the record's end in part. */
export const SEGMENTS_MAX = RECORD_MS / SNAPSHOT_MS + 1;
/**
 * JSON in one segment of cycles into which link brought something; one more, and the next segment begins. A link that was
 * stolen then makes the record shorter, and does not fill control's memory. Our choice: four of the longest settings.
 */
export const ASKED_BYTES_MAX = 262_144;
/** Longest piece handed over in one cycle, so that telling an incident never makes the next cycle late. */
export const PIECE_BYTES_MAX = 4_096;

/** One cycle in which something changed. What is left out did not change, or was empty. */
export type Entry = {
  readonly t: Instant;
  /** Taken up before this cycle was decided; null: the device's own again. */
  readonly settings?: CitySettings | null;
  readonly readings?: Readings;
  readonly kept?: Reading<Kept>;
  readonly requests?: readonly Request[];
  readonly heard?: readonly NeighbourWord[];
  readonly outputs?: unknown;
  readonly why?: readonly Why[];
  readonly reports?: readonly Report[];
  readonly violations?: readonly Violation[];
  readonly evidence?: readonly EvidenceEntry[];
};
/** State and inputs as they stood *before* the first entry of its segment. */
export type Snapshot = {
  readonly t: Instant;
  readonly mind: Mind;
  readonly readings: Readings;
  readonly kept: Reading<Kept>;
  /** The city's that were in force; null, or absent in a record of old: those of the device's own config. */
  readonly settings?: CitySettings | null;
};
export type Segment = { readonly snapshot: Snapshot; readonly entries: Entry[]; askedBytes: number };
/** `config` is the checked config: a record can be replayed without the device it came from. */
export type RecordHeader = {
  readonly flightRecord: 1;
  readonly version: string;
  readonly configHash: string;
  readonly config: Json;
};

/**
 * What happened in the last minutes, in memory: a snapshot a minute and an entry a changed cycle. States are never
 * modified, so a snapshot is a reference and costs nothing. At 50 Hz a segment holds 3,000 entries at most, and of what
 * link brought so much that the record is bounded whatever link does.
 */
export class FlightRecord {
  readonly #segments: Segment[] = [];

  note(before: Snapshot, inputs: Inputs<Readings>, thought: Thought, taken: Taken | null = null): void {
    const last = this.#segments.at(-1);
    const segment = last === undefined || isFull(last, before.t) ? this.#open(before) : last;
    const changed = entry(before, inputs, thought, taken);
    if (changed === null) return;
    segment.entries.push(changed);
    segment.askedBytes += bytesAskedIn(changed);
  }

  /** The record as JSON lines. Lines are made when asked for, so that a long record does not stall the cycle. */
  *lines(header: RecordHeader): Generator<string, void> {
    yield JSON.stringify(header);
    for (const segment of [...this.#segments]) {
      yield JSON.stringify({ snapshot: segment.snapshot });
      for (const line of [...segment.entries]) yield JSON.stringify(line);
    }
  }

  #open(snapshot: Snapshot): Segment {
    const segment: Segment = { snapshot, entries: [], askedBytes: 0 };
    this.#segments.push(segment);
    while (this.#segments.length > 0) {
      const second = this.#segments[1];
      const isOld = second !== undefined && elapsed(second.snapshot.t, snapshot.t) >= RECORD_MS;
      if (!isOld && this.#segments.length <= SEGMENTS_MAX) break;
      this.#segments.shift();
    }
    return segment;
  }
}

const isFull = ({ snapshot, askedBytes }: Segment, now: Instant): boolean =>
  elapsed(snapshot.t, now) >= SNAPSHOT_MS || askedBytes > ASKED_BYTES_MAX;

/** With the answers to it. All else comes of the device's own parts, once a cycle. */
const bytesAskedIn = (entry: Entry): number =>
  (entry.settings ?? entry.requests ?? entry.heard) === undefined ? 0 : JSON.stringify(entry).length;

function entry(before: Snapshot, inputs: Inputs<Readings>, thought: Thought, taken: Taken | null): Entry | null {
  const changed: { -readonly [Key in keyof Entry]: Entry[Key] } = { t: before.t };
  if (taken !== null) changed.settings = taken.settings;
  if (inputs.readings !== before.readings) changed.readings = changedReadings(before.readings, inputs.readings);
  if (inputs.kept !== before.kept) changed.kept = inputs.kept;
  if (inputs.requests.length > 0) changed.requests = inputs.requests;
  if (inputs.heard.length > 0) changed.heard = inputs.heard;
  if (thought.mind.outputs !== before.mind.outputs) changed.outputs = thought.mind.outputs;
  if (thought.why.length > 0) changed.why = thought.why;
  if (thought.reports.length > 0) changed.reports = thought.reports;
  if (thought.violations.length > 0) changed.violations = thought.violations;
  if (thought.evidence.length > 0) changed.evidence = thought.evidence;
  return thought.mind !== before.mind || Object.keys(changed).length > 1 ? changed : null;
}

function changedReadings(before: Readings, now: Readings): Readings {
  const changed: Record<string, Reading<unknown>> = {};
  for (const role in now) {
    const reading = now[role];
    if (reading !== undefined && reading !== before[role]) changed[role] = reading;
  }
  return changed;
}
