import { describe, expect, it } from "vitest";
import {
  ASKED_BYTES_MAX,
  RECORD_MS,
  SEGMENTS_MAX,
  SNAPSHOT_MS,
  type RecordHeader,
} from "../../device/control/flight-record.ts";
import { parseRecord, replay } from "../../device/control/replay.ts";
import type { AnyMachine } from "../../device/control/think.ts";
import { faulty } from "../../device/measure/reading.ts";
import { instant } from "../../device/measure/time.ts";
import { toyControl, toyMachine } from "./toy.ts";

const HEADER: RecordHeader = { flightRecord: 1, version: "0", configHash: "0", config: null };
const machine = (): AnyMachine => toyMachine;

/** Minutes of numbers that come and go, with a sensor that breaks in between. */
function recorded(forMs: number): string {
  const { control, hardware, set } = toyControl();
  for (let t = 0; t <= forMs; t += 20) {
    if (t % 700 === 0) set((t / 700) % 23, t);
    if (t % 9_100 === 0) hardware.reading = faulty("number-1", "disconnected", instant(t));
    control.step(instant(t));
  }
  return [...control.record.lines(HEADER)].join("\n");
}

describe("the flight record", () => {
  it("replays bit for bit", () => {
    const { lines } = parseRecord(recorded(3 * SNAPSHOT_MS));
    const result = replay(machine, lines);
    expect(result.difference).toBeNull();
    expect(result.cycles).toBeGreaterThan(200);
    expect(result.snapshots).toBe(4);
  });

  it("keeps the last ten minutes and one snapshot before them", () => {
    const { lines } = parseRecord(recorded(RECORD_MS + 5 * SNAPSHOT_MS));
    const result = replay(machine, lines);
    expect(result.difference).toBeNull();
    expect(result.from).toBe(5 * SNAPSHOT_MS);
  });

  it("S3: is shorter under a flood from link, and replays all the same", () => {
    const { control, channel, set } = toyControl();
    const text = "x".repeat(200);
    const args = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`a${index}`, Array(16).fill(text)]));
    for (let t = 0; t <= 20_000; t += 20) {
      if (t % 700 === 0) set((t / 700) % 23, t);
      channel.link({ m: "request", request: { id: `id-${t}`, from: "city", verb: "dim", args } });
      control.step(instant(t));
    }
    const lines = [...control.record.lines(HEADER)];
    const longest = Math.max(...lines.map((line) => line.length));
    expect(lines.join("\n").length).toBeLessThan(SEGMENTS_MAX * (ASKED_BYTES_MAX + 2 * longest));
    const result = replay(machine, parseRecord(lines.join("\n")).lines);
    expect(result).toMatchObject({ difference: null, snapshots: SEGMENTS_MAX });
  });

  it("finds one output that was changed, and where", () => {
    const text = recorded(SNAPSHOT_MS).replace('"lit":true', '"lit":false');
    const { difference } = replay(machine, parseRecord(text).lines);
    expect(difference).toMatchObject({ what: "outputs", t: 11 * 700 });
  });

  it("finds a state that was changed at the next snapshot", () => {
    const lines = recorded(2 * SNAPSHOT_MS).split("\n");
    const last = lines.findLastIndex((line) => line.includes('"snapshot"'));
    lines[last] = (lines[last] ?? "").replace(/"count":\d+/, '"count":99');
    expect(replay(machine, parseRecord(lines.join("\n")).lines).difference).toMatchObject({ what: "state" });
  });

  it.each([
    ["", "line 1: not a flight record"],
    ['{"hello":1}', "line 1: not a flight record"],
    ['{"flightRecord":1}\n{"snap', "line 2: not a JSON object"],
  ])("says what is wrong with %j", (text, message) => {
    expect(() => parseRecord(text)).toThrow(message);
  });
});
