import type { Inputs, Json } from "../measure/decision.ts";
import type { Instant } from "../measure/time.ts";
import type { Entry, RecordHeader, Snapshot } from "./flight-record.ts";
import type { Readings } from "./held.ts";
import { adopt } from "./settings/live-settings.ts";
import { think, type AnyMachine, type Mind, type Thought } from "./think.ts";

/** The first place where the replay went another way than the device did. */
export type Difference = {
  readonly t: Instant;
  readonly what: string;
  readonly recorded: string;
  readonly replayed: string;
};
export type Replayed = {
  readonly cycles: number;
  readonly snapshots: number;
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly difference: Difference | null;
};
export type RecordLine = { readonly snapshot: Snapshot } | Entry;

/** What a device knew at one moment of its record, and the machine that it followed. */
export type Position = {
  readonly machine: AnyMachine;
  /** The city's; null: those of the device's own config. */
  readonly settings: Json;
  readonly mind: Mind;
  readonly inputs: Inputs<Readings>;
};
/** The deciders under the city's settings; null: under the device's own config. */
export type MachineUnder = (settings: Json) => AnyMachine;

/**
 * Feeds a flight record back through decide and guard and compares every output, reason, report, violation and evidence, bit
 * for bit as JSON, and the whole state at each snapshot. Stops at the first difference.
 */
export function replay(machineUnder: MachineUnder, lines: Iterable<RecordLine>): Replayed {
  let position: Position | null = null;
  let [cycles, snapshots]: [number, number] = [0, 0];
  let [from, to]: [Instant | null, Instant | null] = [null, null];
  for (const line of lines) {
    let difference: Difference | null;
    if ("snapshot" in line) {
      difference = compareSnapshot(position, line.snapshot);
      position ??= enter(machineUnder, line.snapshot);
      snapshots += 1;
      from ??= line.snapshot.t;
    } else {
      if (position === null) throw new Error("a flight record must begin with a snapshot");
      const next = stepOver(machineUnder, position, line);
      difference = compareEntry(line, "outputs" in line ? line.outputs : position.mind.outputs, next.thought);
      position = next.position;
      cycles += 1;
      to = line.t;
    }
    if (difference !== null) return { cycles, snapshots, from, to, difference };
  }
  return { cycles, snapshots, from, to, difference: null };
}

export const enter = (machineUnder: MachineUnder, snapshot: Snapshot): Position => ({
  machine: machineUnder(snapshot.settings?.settings ?? null),
  settings: snapshot.settings?.settings ?? null,
  mind: snapshot.mind,
  inputs: { readings: snapshot.readings, kept: snapshot.kept, requests: [], heard: [], taken: snapshot.mind.taken },
});

/** One recorded cycle, decided again. */
export function stepOver(
  machineUnder: MachineUnder,
  position: Position,
  entry: Entry,
): { readonly position: Position; readonly thought: Thought } {
  const { inputs } = position;
  const { machine, settings, mind } = entry.settings === undefined ? position : under(machineUnder, position, entry);
  const next: Inputs<Readings> = {
    readings: entry.readings === undefined ? inputs.readings : { ...inputs.readings, ...entry.readings },
    kept: entry.kept ?? inputs.kept,
    requests: entry.requests ?? [],
    heard: entry.heard ?? [],
    taken: mind.taken,
  };
  const thought = think(machine, mind, next, entry.t);
  return { position: { machine, settings, mind: thought.mind, inputs: next }, thought };
}

function under(machineUnder: MachineUnder, position: Position, { settings: taken, t }: Entry): Position {
  const settings = taken?.settings ?? null;
  const machine = machineUnder(settings);
  const adopted = adopt(machine, position.mind, t);
  if (adopted === null) throw new Error(`at ${t} ms settings are taken up that these deciders would not take up then`);
  return { ...position, machine, settings, mind: adopted };
}

function compareEntry(entry: Entry, outputs: unknown, thought: Thought): Difference | null {
  return (
    compare(entry.t, "outputs", outputs, thought.mind.outputs) ??
    compare(entry.t, "why", entry.why ?? [], thought.why) ??
    compare(entry.t, "reports", entry.reports ?? [], thought.reports) ??
    compare(entry.t, "violations", entry.violations ?? [], thought.violations) ??
    compare(entry.t, "evidence", entry.evidence ?? [], thought.evidence)
  );
}

function compareSnapshot(position: Position | null, snapshot: Snapshot): Difference | null {
  return position === null ? null : compare(snapshot.t, "state", snapshot.mind, position.mind);
}

function compare(t: Instant, what: string, recorded: unknown, replayed: unknown): Difference | null {
  const [left, right] = [canonical(recorded), canonical(replayed)];
  return left === right ? null : { t, what, recorded: left, replayed: right };
}

/** Key order is no difference: a record went through JSON, the replayed state did not. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Reads the JSON lines of a record; throws with the line number when one is not what a record holds. */
export function parseRecord(text: string): { header: RecordHeader; lines: RecordLine[] } {
  const parsed = text.split("\n").flatMap((line, index) => (line === "" ? [] : [parseLine(line, index + 1)]));
  const [header, ...lines] = parsed;
  if (header === undefined || !("flightRecord" in header)) throw new Error("line 1: not a flight record of gaturum");
  return { header: header as RecordHeader, lines: lines as RecordLine[] };
}

function parseLine(line: string, number: number): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // A line cut by a full disk or an interrupted copy; told below with its place.
  }
  throw new Error(`line ${number}: not a JSON object. The file is cut or was edited; save the record again.`);
}
